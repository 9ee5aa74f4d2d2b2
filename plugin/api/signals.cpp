#include "api/signals.hpp"

#include <algorithm>
#include <boost/json.hpp>
#include <string>
#include <tuple>
#include <vector>

#include "api/answers.hpp"
#include "api/paging.hpp"
#include "model/hash.hpp"
#include "runtime/timestamps.hpp"
#include "store/account_news.hpp"
#include "store/phone_reminders.hpp"

namespace coexist {
namespace json = boost::json;
namespace {

/// One thing that was observed of a number, beside messages.
struct Signal {
    std::int64_t at = 0;  ///< Unix ms
    std::string account;
    std::string name;  ///< tells it from others of the account at the same time
    json::object document;
};

/// Newest first.
bool newer(const Signal& left, const Signal& right) {
    return std::tie(right.at, left.account, left.name) < std::tie(left.at, right.account, right.name);
}

void put(json::object& into, const char* member, const std::string& text) {
    if (!text.empty()) into[member] = text;
}

/// Collects what is known of one account.
class Signals {
  public:
    Signals(const AccountRow& account, std::vector<Signal>& all) : account_(account), all_(all) {}

    void signs_of_life(const AccountLifeRow& life) {
        sign("customer_message", SignStrength::none, life.last_inbound_at * 1000);
        const PhoneSigns phone = phone_signs(account_, life);
        for (const auto& [sign_of_phone, at] : {std::pair{PhoneSign::message, phone.message_at},
                                                {PhoneSign::contacts, phone.contacts_at},
                                                {PhoneSign::connected, phone.connected_at},
                                                {PhoneSign::person, phone.person_at}}) {
            sign(name_of(sign_of_phone), strength_of(sign_of_phone), at);
        }
    }

    void words_of_the_platform(const AccountLife& life) {
        for (const auto& [kind, event] : life.newest) {
            json::object more;
            put(more, "reason", event.reason);
            put(more, "initiated_by", event.initiated_by);
            add("platform", std::string(name_of(kind)), event.at * 1000, {}, std::move(more));
        }
    }

    void announcements(const AccountNotices& notices) {
        for (const auto& [subject, notice] : notices.newest) {
            json::object more;
            put(more, "about", subject.about);
            put(more, "word", notice.word);
            put(more, "detail", notice.detail);
            add("announcement", std::string(name_of(subject.kind)), notice.at * 1000, subject.about, std::move(more));
        }
    }

    void calls_of_ours(const AccountSigns& signs) {
        for (const CallSign& call : signs.newest) {
            json::object more{{"read", call.read}};
            put(more, "reason", call.reason);
            add("call", word_of(call.kind), call.asked_at, call.reason, std::move(more));
        }
    }

  private:
    static const char* word_of(SignKind kind) {
        switch (kind) {
            case SignKind::present:
                return "present";
            case SignKind::absent:
                return "absent";
            case SignKind::no_access:
                return "no_access";
            case SignKind::unclear:
                break;
        }
        return "unclear";
    }

    void sign(std::string_view kind, SignStrength strength, std::int64_t at) {
        if (at > 0) add("sign_of_life", std::string(kind), at, {}, {{"strength", name_of(strength)}});
    }

    void add(const char* source, const std::string& kind, std::int64_t at, const std::string& about,
             json::object more) {
        const std::string name = std::string(source) + "/" + kind + "/" + about;
        const std::string said = account_.account_id.value + "/" + name + "/" + std::to_string(at);
        json::object document{{"id", "sig_" + hex64(hash64(said))},
                              {"account", account_.account_id.value},
                              {"tenant", account_.tenant.value},
                              {"source", source},
                              {"kind", kind},
                              {"at", rfc3339(at)}};
        for (auto& member : more) document.insert_or_assign(member.key(), std::move(member.value()));
        all_.push_back({at, account_.account_id.value, name, std::move(document)});
    }

    const AccountRow& account_;
    std::vector<Signal>& all_;
};

}  // namespace

Result<HttpAnswer> list_signals(const Call& call) {
    const auto tenants = tenants_asked(call);
    if (!tenants) return tenants.problem();
    const std::string only = call.query.value("account");
    const auto page = page_of(call.query, "signals/" + call.query.value("tenant") + "/" + only, "iss");
    if (!page) return page.problem();
    ReaderPool::Lease session = call.services.readers.take();
    const Snapshot snapshot(*session);
    if (!only.empty()) {
        const auto named = account_asked(call, *session, only);
        if (!named) return named.problem();
    }
    std::vector<Signal> all;
    for (const TenantId& tenant : *tenants) {
        for (const AccountRow& account : accounts_of_tenant(*session, tenant)) {
            if (!only.empty() && account.account_id.value != only) continue;
            const AccountLifeRow life = account_life(*session, account.id);
            Signals of(account, all);
            of.signs_of_life(life);
            of.words_of_the_platform(life.life);
            of.announcements(account_notices(*session, account.id, true));
            of.calls_of_ours(life.signs);
        }
    }
    std::sort(all.begin(), all.end(), newer);
    auto first = all.begin();
    if (page->after) {
        const json::array& after = *page->after;
        const Signal shown{
            after[0].get_int64(), std::string(after[1].get_string()), std::string(after[2].get_string()), {}};
        first = std::upper_bound(all.begin(), all.end(), shown, newer);
    }
    json::object answer;
    json::array& signals = answer["signals"].emplace_array();
    for (auto signal = first; signal != all.end(); ++signal) {
        if (signals.size() == static_cast<std::size_t>(page->limit)) {
            const Signal& last = *(signal - 1);
            put_next(answer, *page, {last.at, last.account, last.name});
            break;
        }
        signals.push_back(std::move(signal->document));
    }
    return json_answer(answer);
}

}  // namespace coexist
