#include "store/identity_codec.hpp"

#include <algorithm>
#include <boost/json.hpp>

#include "store/json_ground.hpp"

namespace coexist {
namespace json = boost::json;
namespace {

json::value parsed(std::string_view text, const JsonGround& ground) {
    return json::parse(json::string_view(text.data(), text.size()), ground.at);
}

std::string string_of(const json::value& value) {
    return std::string(value.as_string());
}

void put_told(json::array& parts, const Told& told) {
    parts.push_back(told.last.at);
    parts.emplace_back(told.last.source);
    if (told.first_at != told.last.at) parts.push_back(told.first_at);
}

Told told_from(const json::array& parts, std::size_t place) {
    Told told;
    told.last = {parts.at(place).as_int64(), string_of(parts.at(place + 1))};
    told.first_at = parts.size() > place + 2 ? parts.at(place + 2).as_int64() : told.last.at;
    return told;
}

void put_names(json::object& out, const char* member, const std::map<NamesTold::Name, Told>& names) {
    json::array list(out.storage());
    for (const auto& [name, told] : names) {
        json::array parts({name.first, name.second}, out.storage());
        put_told(parts, told);
        list.push_back(std::move(parts));
    }
    if (!list.empty()) out[member] = std::move(list);
}

void put_words(json::object& out, const char* member, const std::map<std::string, Told>& words) {
    json::array list(out.storage());
    for (const auto& [word, told] : words) {
        json::array parts({word}, out.storage());
        put_told(parts, told);
        list.push_back(std::move(parts));
    }
    if (!list.empty()) out[member] = std::move(list);
}

// Until fold 5 only the newest word was kept: [[at, source], word] or [[at, source], name, removed] without a list.
bool newest_only(const json::array& list) {
    return list.size() > 1 && list.at(1).is_string();
}

Told newest_told(const json::array& parts) {
    const json::array& evidence = parts.at(0).as_array();
    return {evidence.at(0).as_int64(), {evidence.at(0).as_int64(), string_of(evidence.at(1))}};
}

template <class Each>
void each_of(const json::object& from, const char* member, const Each& each) {
    const json::value* list = from.if_contains(member);
    if (list == nullptr) return;
    for (const json::value& item : list->as_array()) each(item.as_array());
}

void get_names(const json::object& from, const char* member, std::map<NamesTold::Name, Told>& into) {
    if (const json::value* list = from.if_contains(member); list != nullptr && newest_only(list->as_array())) {
        const json::array& parts = list->as_array();
        into.emplace(NamesTold::Name{string_of(parts.at(1)), parts.at(2).as_bool()}, newest_told(parts));
        return;
    }
    each_of(from, member, [&into](const json::array& parts) {
        into.emplace(NamesTold::Name{string_of(parts.at(0)), parts.at(1).as_bool()}, told_from(parts, 2));
    });
}

void get_words(const json::object& from, const char* member, std::map<std::string, Told>& into) {
    if (const json::value* list = from.if_contains(member); list != nullptr && newest_only(list->as_array())) {
        into.emplace(string_of(list->as_array().at(1)), newest_told(list->as_array()));
        return;
    }
    each_of(from, member,
            [&into](const json::array& parts) { into.emplace(string_of(parts.at(0)), told_from(parts, 1)); });
}

void get_wishes(const json::object& from, const char* member,
                std::map<std::pair<std::string, std::string>, Told>& into) {
    const json::value* list = from.if_contains(member);
    if (list != nullptr && list->is_object()) {  // until fold 5
        for (const auto& wish : list->get_object()) {
            const json::array& parts = wish.value().as_array();
            into.emplace(std::pair{std::string(wish.key()), string_of(parts.at(1))}, newest_told(parts));
        }
        return;
    }
    each_of(from, member, [&into](const json::array& parts) {
        into.emplace(std::pair{string_of(parts.at(0)), string_of(parts.at(1))}, told_from(parts, 2));
    });
}

}  // namespace

// Member names are one letter: they stand in every row.
std::string text_from_names(const NamesTold& names) {
    JsonGround ground;
    json::object out(ground.at);
    put_names(out, "p", names.profile);
    put_names(out, "a", names.address_book);
    put_names(out, "u", names.username);
    json::array wishes(ground.at);
    for (const auto& [wish, told] : names.preferences) {
        json::array parts({wish.first, wish.second}, ground.at);
        put_told(parts, told);
        wishes.push_back(std::move(parts));
    }
    if (!wishes.empty()) out["w"] = std::move(wishes);
    put_words(out, "t", names.thread_owner);
    put_words(out, "k", names.key_hash);
    return json::serialize(out);
}

NamesTold names_from_text(std::string_view text) {
    JsonGround ground;
    const json::value value = parsed(text, ground);
    const json::object& from = value.as_object();
    NamesTold names;
    get_names(from, "p", names.profile);
    get_names(from, "a", names.address_book);
    get_names(from, "u", names.username);
    get_wishes(from, "w", names.preferences);
    get_words(from, "t", names.thread_owner);
    get_words(from, "k", names.key_hash);
    return names;
}

std::string text_from_links(const std::vector<LinkRow>& links) {
    if (links.empty()) return {};
    JsonGround ground;
    json::array list(ground.at);
    for (const LinkRow& link : links) {
        list.push_back(json::array({static_cast<int>(link.other.kind), link.other.value, static_cast<int>(link.kind),
                                    link.evidence.at, link.evidence.source},
                                   ground.at));
    }
    return json::serialize(list);
}

std::vector<LinkRow> links_from_text(std::string_view text) {
    std::vector<LinkRow> links;
    if (text.empty()) return links;
    JsonGround ground;
    const json::value value = parsed(text, ground);
    for (const json::value& item : value.as_array()) {
        const json::array& parts = item.as_array();
        links.push_back({{static_cast<IdentityKind>(parts.at(0).as_int64()), string_of(parts.at(1))},
                         static_cast<LinkKind>(parts.at(2).as_int64()),
                         {parts.at(3).as_int64(), string_of(parts.at(4))}});
    }
    return links;
}

std::string text_from_ends(const Ends& ends) {
    std::string text;
    for (const std::int64_t end : ends) text.append(text.empty() ? "" : " ").append(std::to_string(end));
    return text;
}

Ends ends_from_text(std::string_view text) {
    Ends ends;
    while (!text.empty()) {
        const std::size_t blank = std::min(text.find(' '), text.size());
        ends.insert(std::stoll(std::string(text.substr(0, blank))));
        text.remove_prefix(std::min(blank + 1, text.size()));
    }
    return ends;
}

}  // namespace coexist
