// The law of erasure on pairs and triples of facts round an erasure: whatever comes before or after it, and however
// often, the same is left. Laws that are broken on purpose must be caught.
#include <algorithm>
#include <map>
#include <set>

#include "catch.hpp"
#include "model/canonical.hpp"
#include "model/erasure.hpp"
#include "model/law_values.hpp"

using namespace coexist;

namespace {

constexpr std::int64_t erased_at = 100;
const Identity guest{IdentityKind::wa_id, "4915112345678"};
const Identity other{IdentityKind::wa_id, "34600111222"};

using Law = std::function<Spared(const Message&, const ErasedUntil&, bool)>;

/// What a state keeps of messages while facts and an erasure come.
class Book {
  public:
    explicit Book(Law law) : law_(std::move(law)) {}

    void tell(const Message& told) {
        const ErasedUntil until = [this](const Identity& one) { return one == guest ? until_ : 0; };
        const std::string id = told.wamid.value;
        switch (law_(told, until, gone_.count(id) > 0)) {
            case Spared::whole:
                put(told);
                break;
            case Spared::nameless: {
                Message left = told;
                take_names_off(left, until);
                put(left);
                break;
            }
            case Spared::forgotten:
                if (forgets_message(told, until)) forget(id);
                break;
        }
    }
    void erase() {
        until_ = erased_at;
        std::vector<std::string> his;
        for (const auto& [id, message] : messages_) {
            if (message.peers.count(guest) > 0 && time_of(message) <= until_) his.push_back(id);
        }
        for (const std::string& id : his) {
            if (messages_.at(id).content) {
                forget(id);
            } else {
                messages_.erase(id);
            }
        }
    }
    [[nodiscard]] std::string text() const {
        std::string all;
        for (const auto& [id, message] : messages_) all += id + "=" + canonical(message) + "\n";
        return all;
    }

  private:
    void put(const Message& told) {
        const auto [found, fresh] = messages_.try_emplace(told.wamid.value, told);
        if (!fresh) join(found->second, told);
    }
    void forget(const std::string& id) {
        messages_.erase(id);
        gone_.insert(id);
    }
    const Law law_;
    std::map<std::string, Message> messages_;
    std::set<std::string> gone_;
    std::int64_t until_ = 0;
};

Message fact(const char* id, const Identity& peer, std::int64_t at) {
    Message told;
    told.wamid = Wamid(id);
    told.peers.insert(peer);
    told.content = Content{true, Witness::live, {at, id}, "text", "words", {}, "", ""};
    told.origin = Origin::customer;
    told.sides = side_customer;
    return told;
}

Message history(const char* id, const Identity& peer, std::int64_t at) {
    Message told = fact(id, peer, at);
    told.origin = Origin::imported;
    told.content->witness = Witness::history;
    return told;
}

Message status(const char* id, const Identity& peer, std::int64_t at, Status what) {
    Message told;
    told.wamid = Wamid(id);
    told.peers.insert(peer);
    told.sides = side_business;
    told.status_times.emplace(what, at);
    return told;
}

/// Facts of before the erasure, on its very second and of after it, of him and of another.
std::vector<Message> facts_round_it() {
    return {fact("old", guest, 50),
            history("old", guest, 50),
            fact("last", guest, erased_at),
            fact("new", guest, 150),
            fact("theirs", other, 50),
            history("theirs", other, 50),
            status("old", guest, 60, Status::delivered),
            status("old", guest, 160, Status::read),
            status("theirs", other, 160, Status::read),
            status("new", guest, 160, Status::delivered)};
}

/// The first two facts whose order round the erasure matters; empty: none.
std::string broken_by(const Law& law) {
    const std::vector<Message> facts = facts_round_it();
    // What is of after the erasure cannot come before it: the erasure is never older than what is known of him.
    const auto is_later = [](const Message& told) { return told.peers.count(guest) > 0 && time_of(told) > erased_at; };
    for (const Message& a : facts) {
        for (const Message& b : facts) {
            for (const Message& c : facts) {
                std::vector<const Message*> three{&a, &b, &c};
                std::set<std::string> endings;
                std::sort(three.begin(), three.end());
                do {
                    for (std::size_t at = 0; at <= three.size(); ++at) {
                        bool possible = true;
                        Book book(law);
                        for (std::size_t index = 0; index < three.size(); ++index) {
                            if (index == at) book.erase();
                            possible = possible && !(index < at && is_later(*three[index]));
                            book.tell(*three[index]);
                        }
                        if (at == three.size()) book.erase();
                        book.tell(a);  // a retry
                        if (possible) endings.insert(book.text());
                    }
                } while (std::next_permutation(three.begin(), three.end()));
                if (endings.size() != 1) return a.wamid.value + ", " + b.wamid.value + ", " + c.wamid.value;
                const std::string& ending = *endings.begin();
                if (ending.find("old=") != std::string::npos && ending.find(guest.value) != std::string::npos &&
                    ending.find("new=") == std::string::npos) {
                    return "he is back";
                }
                if (ending.find("last=") != std::string::npos) return "his last words are back";
            }
        }
    }
    return {};
}

}  // namespace

TEST_CASE("an erasure wins over what is older, whenever and however often it comes", "[laws]") {
    CHECK(broken_by(spared).empty());
}

TEST_CASE("laws of erasure that people get wrong are caught", "[laws]") {
    CHECK_FALSE(broken_by([](const Message&, const ErasedUntil&, bool) { return Spared::whole; }).empty());
    // The second itself counts as newer.
    CHECK_FALSE(broken_by([](const Message& told, const ErasedUntil& until, bool gone) {
                    const ErasedUntil shorter = [&](const Identity& one) {
                        return until(one) > 0 ? until(one) - 1 : 0;
                    };
                    return spared(told, shorter, gone);
                }).empty());
    // What is told of a forgotten message is judged by its own time.
    CHECK_FALSE(broken_by([](const Message& told, const ErasedUntil& until, bool) {
                    return spared(told, until, false);
                }).empty());
    // A late status keeps the person's name.
    CHECK_FALSE(broken_by([](const Message& told, const ErasedUntil& until, bool gone) {
                    const Spared verdict = spared(told, until, gone);
                    return verdict == Spared::nameless ? Spared::whole : verdict;
                }).empty());
    // Only live words are forgotten, imports are not.
    CHECK_FALSE(broken_by([](const Message& told, const ErasedUntil& until, bool gone) {
                    return told.origin == Origin::imported ? Spared::whole : spared(told, until, gone);
                }).empty());
}

TEST_CASE("word about an erased person is kept only beside new words of his own", "[laws]") {
    const ErasedUntil until = [](const Identity& one) { return one == guest ? erased_at : 0; };
    ContactFact told{{guest}, {}, {}};
    told.names.profile = NameRegister{{150, "new"}, "Lena Vogt", false};
    told.names.address_book = NameRegister{{160, ""}, "Vogt Lena", false};
    ContactFact late = told;
    CHECK_FALSE(spare(late, until, false));

    Observation said;
    said.facts.push_back({{}, MessageFact{fact("new", guest, 150)}});
    CHECK(brings_anew(said, told.identities, until));
    CHECK(spare(told, until, true));
    CHECK(told.names.profile->name == "Lena Vogt");
    CHECK_FALSE(told.names.address_book.has_value());

    Observation older;
    older.facts.push_back({{}, MessageFact{fact("old", guest, 50)}});
    older.facts.push_back({{}, MessageFact{status("old", guest, 160, Status::read)}});
    CHECK_FALSE(brings_anew(older, told.identities, until));
    ContactFact stranger{{other}, {}, {}};
    CHECK(spare(stranger, until, false));
}
