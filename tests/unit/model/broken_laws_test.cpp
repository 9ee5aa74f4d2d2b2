// Laws that are broken on purpose, as people break them: each must be caught by the check that laws_test.cpp makes. A
// broken law is the real one and then one thing done wrong.
#include <algorithm>
#include <functional>

#include "catch.hpp"
#include "model/law_values.hpp"

using namespace coexist;

namespace {

template <class Value>
using Put = std::function<void(Value& into, const Value& other)>;

template <class Value>
struct Broken {
    const char* what;
    Put<Value> put;
};

/// The real law, then `wrong`, which sees what was there before.
template <class Value>
Put<Value> then(std::function<void(Value& merged, const Value& before, const Value& other)> wrong) {
    return [wrong](Value& into, const Value& other) {
        const Value before = into;
        join(into, other);
        wrong(into, before, other);
    };
}

using M = Message;
const std::vector<Broken<M>> broken_messages{
    {"the last edit that arrives wins", then<M>([](M& m, const M&, const M& other) {
         if (other.edit) m.edit = other.edit;
     })},
    {"the first edit that arrives wins", then<M>([](M& m, const M& before, const M&) {
         if (before.edit) m.edit = before.edit;
     })},
    {"edits of one second fall to the order of arrival", then<M>([](M& m, const M& before, const M& other) {
         if (before.edit && other.edit && before.edit->evidence.at == other.edit->evidence.at) m.edit = other.edit;
     })},
    {"a placeholder replaces words if it comes later", then<M>([](M& m, const M&, const M& other) {
         if (other.content && !other.content->real) m.content = other.content;
     })},
    {"contents of one time and source fall to the order of arrival", then<M>([](M& m, const M& before, const M& other) {
         if (before.content && other.content && before.content->real == other.content->real &&
             before.content->witness == other.content->witness && before.content->evidence == other.content->evidence) {
             m.content = other.content;
         }
     })},
    {"the text of one content is put under the time of another", then<M>([](M& m, const M& before, const M& other) {
         if (before.content && other.content) {
             m.content->evidence.at = std::min(before.content->evidence.at, other.content->evidence.at);
         }
     })},
    {"the file is replaced by an absent one", then<M>([](M& m, const M&, const M& other) {
         if (other.content && m.content) m.content->media = other.content->media;
     })},
    {"files are counted, not collected", then<M>([](M& m, const M& before, const M& other) {
         if (!before.media_ids.empty() && !other.media_ids.empty()) {
             m.media_ids.insert(*before.media_ids.begin() + *other.media_ids.begin());
         }
     })},
    {"an edit takes a revoke back", then<M>([](M& m, const M&, const M& other) {
         if (other.edit) m.revoke_by_customer.reset();
     })},
    {"a revoke is lost when content comes after it", then<M>([](M& m, const M&, const M& other) {
         if (other.content) m.revoke_by_business.reset();
     })},
    {"the first reaction stays", then<M>([](M& m, const M& before, const M&) {
         for (const auto& [actor, reaction] : before.reactions) m.reactions[actor] = reaction;
     })},
    {"an empty reaction removes the row", then<M>([](M& m, const M&, const M&) {
         for (auto next = m.reactions.begin(); next != m.reactions.end();) {
             next = next->second.emoji.empty() ? m.reactions.erase(next) : std::next(next);
         }
     })},
    {"the latest time of a status is kept, if it arrived last", then<M>([](M& m, const M&, const M& other) {
         for (const auto& [status, at] : other.status_times) m.status_times[status] = at;
     })},
    {"a status drops those below it that came before", then<M>([](M& m, const M&, const M& other) {
         if (!other.status_times.empty()) {
             m.status_times.erase(m.status_times.begin(), m.status_times.find(other.status_times.begin()->first));
         }
     })},
    {"an untimed status wins over a timed one that came before it", then<M>([](M& m, const M&, const M& other) {
         for (const auto& [status, at] : other.status_times) {
             if (at == 0) m.status_times[status] = 0;
         }
     })},
    {"a reason that was told twice is told by the last", then<M>([](M& m, const M&, const M& other) {
         for (const auto& [error, evidence] : other.errors) m.errors[error] = evidence;
     })},
    {"prices are appended",
     then<M>([](M& m, const M& before, const M& other) { m.pricing = before.pricing + other.pricing; })},
    {"the last callback wins", then<M>([](M& m, const M&, const M& other) {
         if (!other.callback.empty()) m.callback = other.callback;
     })},
    {"the origin that came first stays", then<M>([](M& m, const M& before, const M&) {
         if (before.origin != Origin::imported) m.origin = before.origin;
     })},
    {"the side is the last one's", then<M>([](M& m, const M&, const M& other) { m.sides = other.sides; })},
    {"the person is the last one's", then<M>([](M& m, const M&, const M& other) {
         if (!other.peers.empty()) m.peers = other.peers;
     })},
    {"standby is taken back by what is not",
     then<M>([](M& m, const M&, const M& other) { m.standby = other.standby; })},
    {"how far the business got goes back",
     then<M>([](M& m, const M&, const M& other) { m.business_saw = other.business_saw; })},
};

using N = ContactNames;
const std::vector<Broken<N>> broken_names{
    {"a profile name of the same second falls to the order of arrival",
     then<N>([](N& n, const N& before, const N& other) {
         if (before.profile && other.profile && before.profile->evidence.at == other.profile->evidence.at) {
             n.profile = other.profile;
         }
     })},
    {"a removal is undone by an older add that arrives later", then<N>([](N& n, const N&, const N& other) {
         if (other.address_book && !other.address_book->removed) n.address_book = other.address_book;
     })},
    {"the last wish that arrives counts", then<N>([](N& n, const N&, const N& other) {
         for (const auto& [category, told] : other.preferences) n.preferences[category] = told;
     })},
    {"a username is given to the profile", then<N>([](N& n, const N&, const N& other) {
         if (other.username && !n.profile) n.profile = other.username;
     })},
};

using T = NamesTold;
const std::vector<Broken<T>> broken_tellings{
    {"the first time is that of the first to arrive", then<T>([](T& t, const T& before, const T&) {
         for (const auto& [name, told] : before.profile) t.profile[name].first_at = told.first_at;
     })},
    {"the last time is that of the last to arrive", then<T>([](T& t, const T&, const T& other) {
         for (const auto& [name, told] : other.address_book) t.address_book[name].last = told.last;
     })},
    {"a wish replaces the former one", then<T>([](T& t, const T&, const T& other) {
         if (!other.preferences.empty()) t.preferences = other.preferences;
     })},
};

using P = PersonGraph;
const std::vector<Broken<P>> broken_people{
    {"an end that is learned first stays the only one", then<P>([](P& p, const P& before, const P&) {
         for (const auto& [identity, ends] : before.identities) {
             if (!ends.empty()) p.identities[identity] = ends;
         }
     })},
    {"the evidence of a link is the last to arrive", then<P>([](P& p, const P&, const P& other) {
         for (const auto& [link, evidence] : other.links) p.links[link] = evidence;
     })},
    {"the last decision that arrives counts", then<P>([](P& p, const P&, const P& other) {
         for (const auto& [pair, verdict] : other.verdicts) p.verdicts[pair] = verdict;
     })},
    {"a number that was left forgets its links", then<P>([](P& p, const P&, const P& other) {
         for (const auto& [identity, ends] : other.identities) {
             if (ends.empty()) continue;
             for (auto link = p.links.begin(); link != p.links.end();) {
                 link = link->first.one == identity ? p.links.erase(link) : std::next(link);
             }
         }
     })},
};

using L = AccountLife;
const std::vector<Broken<L>> broken_lives{
    {"an event of the same second falls to the order of arrival", then<L>([](L& l, const L& before, const L& other) {
         for (const auto& [kind, event] : other.newest) {
             const auto known = before.newest.find(kind);
             if (known != before.newest.end() && known->second.at == event.at) l.newest[kind] = event;
         }
     })},
    {"coming back erases that it was gone", then<L>([](L& l, const L&, const L& other) {
         if (other.newest.count(LifeKind::partner_added) > 0) l.newest.erase(LifeKind::partner_removed);
     })},
};

using A = AccountNotices;
const std::vector<Broken<A>> broken_notices{
    {"the last announcement that arrives stands", then<A>([](A& a, const A&, const A& other) {
         for (const auto& [subject, notice] : other.newest) a.newest[subject] = notice;
     })},
};

using H = HistoryImport;
const std::vector<Broken<H>> broken_histories{
    {"progress is what the last piece says", then<H>([](H& h, const H&, const H& other) {
         for (const auto& [place, chunk] : other.chunks) h.chunks[place].progress = chunk.progress;
     })},
    {"a refusal is forgotten when a piece comes", then<H>([](H& h, const H&, const H& other) {
         if (!other.chunks.empty()) h.refusals.clear();
     })},
};

using C = ConversationSigns;
const std::vector<Broken<C>> broken_conversations{
    {"the window is the last one told", then<C>([](C& c, const C&, const C& other) { c.window = other.window; })},
    {"a refusal closes it for ever by taking the opening away", then<C>([](C& c, const C&, const C& other) {
         if (other.window.refused_at > 0) c.window.customer_at = 0;
     })},
};

std::size_t caught_of_all = 0;

template <class Value>
void each_is_caught(const std::vector<Broken<Value>>& all, Value (*some)(laws::Dice&)) {
    const auto facts = laws::facts(some, 11, 40);
    for (const Broken<Value>& broken : all) {
        INFO(broken.what);
        CHECK_FALSE(laws::broken_law(facts, broken.put).empty());
        ++caught_of_all;
    }
}

}  // namespace

TEST_CASE("thirty broken laws are each caught", "[laws]") {
    caught_of_all = 0;
    each_is_caught(broken_messages, laws::some_message);
    each_is_caught(broken_names, laws::some_names);
    each_is_caught(broken_tellings, laws::some_names_told);
    each_is_caught(broken_people, laws::some_people);
    each_is_caught(broken_lives, laws::some_life);
    each_is_caught(broken_notices, laws::some_notices);
    each_is_caught(broken_histories, laws::some_history);
    each_is_caught(broken_conversations, laws::some_conversation);
    CHECK(caught_of_all >= 30);
}
