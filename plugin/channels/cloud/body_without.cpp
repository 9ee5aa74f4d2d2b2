#include "channels/cloud/body_without.hpp"

#include <algorithm>
#include <boost/json.hpp>
#include <charconv>
#include <vector>

#include "channels/cloud/json_mending.hpp"
#include "channels/cloud/people.hpp"

namespace coexist::cloud {
namespace {
namespace bj = boost::json;

constexpr std::int64_t first_in_milliseconds = 100'000'000'000;

std::string text_of(const bj::value& value) {
    if (value.is_string()) return std::string(value.get_string());
    if (value.is_int64()) return std::to_string(value.get_int64());
    return value.is_uint64() ? std::to_string(value.get_uint64()) : std::string();
}

std::string text_at(const bj::object& object, std::string_view name) {
    const bj::value* found = object.if_contains(bj::string_view(name.data(), name.size()));
    return found == nullptr ? std::string() : text_of(*found);
}

template <class Inside>
auto* inside_of(Inside& object, std::string_view name) {
    auto* found = object.if_contains(bj::string_view(name.data(), name.size()));
    return found == nullptr ? nullptr : found->if_object();
}

std::int64_t seconds_of(const bj::object& object, std::string_view name) {
    const std::string text = text_at(object, name);
    std::int64_t seconds = 0;
    std::from_chars(text.data(), text.data() + text.size(), seconds);
    return seconds >= first_in_milliseconds ? seconds / 1000 : seconds;
}

void add_names(const bj::object& object, Identities& names) {
    for (const char* member : {"from", "to", "recipient_id", "wa_id", "phone_number", "previous_wa_id"}) {
        add_person(names, text_at(object, member));
    }
    for (const char* member : {"from_user_id", "to_user_id", "recipient_user_id", "user_id", "previous_user_id"}) {
        add_user_ids(names, text_at(object, member), {});
    }
    for (const char* member : {"from_parent_user_id", "to_parent_user_id", "recipient_parent_user_id",
                               "parent_recipient_user_id", "parent_user_id", "previous_parent_user_id"}) {
        add_user_ids(names, {}, text_at(object, member));
    }
}

/// Whom an item is of or to. What it quotes (`context` of a message) and what it carries are no party of it.
Identities names_of(const bj::object& item) {
    Identities names;
    add_names(item, names);
    for (const char* part : {"system", "contact", "sender"}) {
        if (const bj::object* inside = inside_of(item, part)) add_names(*inside, names);
    }
    return names;
}

bool share(const Identities& left, const Identities& right) {
    return std::any_of(left.begin(), left.end(), [&](const Identity& one) { return right.count(one) > 0; });
}

/// One change while erased persons are taken out of it.
class Value {
  public:
    Value(bj::object& value, Address address, std::int64_t told_at, const Forgetting& forgetting)
        : value_(value), address_(std::move(address)), told_at_(told_at), forgetting_(forgetting) {
        own_digits_ = address_.display_digits;
    }

    /// Whether anything was taken out.
    bool clean() {
        read_contacts();
        bj::object* standby = inside_of(value_, "standby");
        for (bj::object* inside : {&value_, standby}) {
            if (inside == nullptr) continue;
            for (const char* list : {"messages", "message_echoes", "statuses"}) items(*inside, list, {});
            for (const char* list : {"state_sync", "user_preferences"}) words(*inside, list);
        }
        if (auto* pieces = value_.if_contains("history"); pieces != nullptr && pieces->is_array()) {
            for (bj::value& piece : pieces->get_array()) {
                if (piece.is_object()) threads(piece.get_object());
            }
        }
        contacts(value_);
        const bj::object* sender = inside_of(value_, "sender");
        if (sender != nullptr && latest(names_of(*sender)) > 0) taken_ = emptied_ = true;
        return taken_;
    }

    /// Whether nothing is left that the change was made for.
    [[nodiscard]] bool empty() const {
        if (emptied_) return true;
        const bj::object* standby = inside_of(value_, "standby");
        for (const bj::object* inside : {static_cast<const bj::object*>(&value_), standby}) {
            if (inside == nullptr) continue;
            for (const char* list :
                 {"messages", "message_echoes", "statuses", "state_sync", "user_preferences", "history", "errors"}) {
                const bj::value* found = inside->if_contains(list);
                if (found != nullptr && found->is_array() && !found->get_array().empty()) return false;
            }
        }
        return true;
    }

  private:
    void read_contacts() {
        const bj::value* list = value_.if_contains("contacts");
        if (list == nullptr || !list->is_array()) return;
        for (const bj::value& one : list->get_array()) {
            if (one.is_object()) people_.push_back(names_of(one.get_object()));
        }
    }

    /// The item's person under all names that `contacts` shows.
    void complete(Identities& names) const {
        names.erase({IdentityKind::wa_id, own_digits_});
        if (names.empty() && people_.size() == 1) names = people_.front();
        const Identities shown = names;
        for (const Identities& person : people_) {
            if (share(shown, person)) names.insert(person.begin(), person.end());
        }
    }

    [[nodiscard]] std::int64_t latest(const Identities& names) const {
        std::int64_t latest = 0;
        for (const Identity& name : names) latest = std::max(latest, forgetting_.until(address_, name));
        return latest;
    }

    [[nodiscard]] bool of_forgotten_message(const bj::object& item) const {
        if (forgetting_.message(address_, text_at(item, "id"))) return true;
        for (const auto& [part, member] : {std::pair{"edit", "original_message_id"},
                                           {"revoke", "original_message_id"},
                                           {"reaction", "message_id"}}) {
            const bj::object* inside = inside_of(item, part);
            if (inside != nullptr && forgetting_.message(address_, text_at(*inside, member))) return true;
        }
        return false;
    }

    /// The law of erasure, as it stands in the model, on what the platform wrote.
    bool forgotten(const bj::object& item, const Identities& thread) {
        Identities names = names_of(item);
        complete(names);
        names.insert(thread.begin(), thread.end());
        const std::int64_t until = latest(names);
        if (of_forgotten_message(item)) return true;
        if (until == 0) return false;
        const std::int64_t told = seconds_of(item, "timestamp");
        if ((told != 0 ? told : told_at_) <= until || text_at(item, "type") == "system") return true;
        if (!item.contains("status")) anew_.push_back(std::move(names));
        return false;
    }

    void items(bj::object& inside, std::string_view name, const Identities& thread) {
        bj::value* list = inside.if_contains(bj::string_view(name.data(), name.size()));
        if (list == nullptr || !list->is_array()) return;
        drop(list->get_array(), [&](const bj::object& item) { return forgotten(item, thread); });
    }

    /// Word about a person that is nothing he did.
    void words(bj::object& inside, std::string_view name) {
        bj::value* list = inside.if_contains(bj::string_view(name.data(), name.size()));
        if (list == nullptr || !list->is_array()) return;
        drop(list->get_array(), [&](const bj::object& item) { return latest(names_of(item)) > 0; });
    }

    void threads(bj::object& piece) {
        bj::value* list = piece.if_contains("threads");
        if (list == nullptr || !list->is_array()) return;
        drop(list->get_array(), [&](bj::object& thread) {
            Identities person;
            if (const bj::object* context = inside_of(thread, "context")) add_names(*context, person);
            add_person(person, text_at(thread, "id"));
            items(thread, "messages", person);
            const bj::value* left = thread.if_contains("messages");
            const bool none = left == nullptr || !left->is_array() || left->get_array().empty();
            return none && latest(person) > 0;
        });
    }

    void contacts(bj::object& inside) {
        bj::value* list = inside.if_contains("contacts");
        if (list == nullptr || !list->is_array()) return;
        drop(list->get_array(), [&](const bj::object& contact) {
            const Identities names = names_of(contact);
            if (latest(names) == 0) return false;
            return std::none_of(anew_.begin(), anew_.end(), [&](const Identities& one) { return share(one, names); });
        });
    }

    template <class Gone>
    void drop(bj::array& list, const Gone& gone) {
        for (auto each = list.begin(); each != list.end();) {
            if (each->is_object() && gone(each->get_object())) {
                each = list.erase(each);
                taken_ = true;
            } else {
                ++each;
            }
        }
    }

    bj::object& value_;
    const Address address_;
    const std::int64_t told_at_;
    const Forgetting& forgetting_;
    std::string own_digits_;
    std::vector<Identities> people_;
    std::vector<Identities> anew_;  ///< those of whom newer words stay
    bool taken_ = false;
    bool emptied_ = false;
};

/// Whether all that names this number is forgotten, whoever it is of.
bool of_nobodys_number(const Address& address, std::int64_t received_at, const Forgetting& forgetting) {
    const std::int64_t until = forgetting.until(address, Identity{});
    return until > 0 && received_at <= until;
}

Address address_of(const bj::object& value, const std::string& entry_id) {
    Address address;
    if (const bj::object* metadata = inside_of(value, "metadata")) {
        address.phone_number_id = PhoneNumberId(text_at(*metadata, "phone_number_id"));
        address.display_digits = digits_of(text_at(*metadata, "display_phone_number"));
    }
    if (const bj::object* waba = inside_of(value, "waba_info")) address.waba_id = WabaId(text_at(*waba, "waba_id"));
    if (address.waba_id.empty()) address.waba_id = WabaId(entry_id);
    return address;
}

/// A body while erased persons are taken out of it.
class Body {
  public:
    Body(std::int64_t received_at, const Forgetting& forgetting) : received_at_(received_at), forgetting_(forgetting) {}

    /// False: nothing is left of it.
    bool clean(bj::object& root) {
        // What a gateway wrapped, as read_webhook() unwraps it.
        bj::object* wrapped =
            root.contains("entry") || text_at(root, "event").empty() ? nullptr : inside_of(root, "data");
        if (wrapped != nullptr) return clean(*wrapped);
        if (bj::value* entries = root.if_contains("entry"); entries != nullptr && entries->is_array()) {
            bj::array& list = entries->get_array();
            for (auto each = list.begin(); each != list.end();) {
                each = each->is_object() && !entry(each->get_object()) ? list.erase(each) : each + 1;
            }
            return !taken_ || !list.empty();
        }
        bj::object* value = inside_of(root, "value");
        return change(value != nullptr ? *value : root, {}, received_at_);
    }
    [[nodiscard]] bool taken() const { return taken_; }

  private:
    bool entry(bj::object& entry) {
        bj::value* changes = entry.if_contains("changes");
        if (changes == nullptr || !changes->is_array()) return true;
        const std::int64_t told = seconds_of(entry, "time");
        const std::string id = text_at(entry, "id");
        bj::array& list = changes->get_array();
        const bool had = !list.empty();
        for (auto each = list.begin(); each != list.end();) {
            bj::object* value = each->is_object() ? inside_of(each->get_object(), "value") : nullptr;
            const bool stays = value == nullptr || change(*value, id, told != 0 ? told : received_at_);
            each = stays ? each + 1 : list.erase(each);
        }
        return !had || !list.empty();
    }

    bool change(bj::object& inside, const std::string& entry_id, std::int64_t told_at) {
        const Address address = address_of(inside, entry_id);
        if (of_nobodys_number(address, received_at_, forgetting_)) {
            taken_ = true;
            return false;
        }
        Value value(inside, address, told_at, forgetting_);
        if (!value.clean()) return true;
        taken_ = true;
        return !value.empty();
    }

    const std::int64_t received_at_;
    const Forgetting& forgetting_;
    bool taken_ = false;
};

/// Of what is no JSON: whether a number of an erased person stands in it.
bool holds_number(std::string_view body, std::int64_t received_at, const Forgetting& forgetting) {
    constexpr std::size_t shortest = 7;
    constexpr std::size_t longest = 15;  // E.164
    std::string digits;
    const auto is_his = [&] {
        const bool number = digits.size() >= shortest && digits.size() <= longest;
        if (!number) return false;
        return of_nobodys_number({{}, {}, digits}, received_at, forgetting) ||
               forgetting.until({}, {IdentityKind::wa_id, digits}) > 0;
    };
    for (const char letter : body) {
        if (letter >= '0' && letter <= '9') {
            digits += letter;
            continue;
        }
        if (is_his()) return true;
        digits.clear();
    }
    return is_his();
}

}  // namespace

std::optional<std::string> body_without(std::string_view body, std::int64_t received_at, const Forgetting& forgetting) {
    boost::system::error_code error;
    bj::value root = bj::parse(bj::string_view(body.data(), body.size()), error);
    if (error) root = bj::parse(mended(body), error);
    if (error || !root.is_object())
        return holds_number(body, received_at, forgetting) ? std::optional(std::string()) : std::nullopt;
    Body cleaned(received_at, forgetting);
    const bool left = cleaned.clean(root.get_object());
    if (!cleaned.taken()) return std::nullopt;
    return left ? bj::serialize(root) : std::string();
}

}  // namespace coexist::cloud
