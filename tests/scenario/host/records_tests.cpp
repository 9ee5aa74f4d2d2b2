#include <boost/json.hpp>

#include "catch.hpp"
#include "host/records/directory.hpp"
#include "host/records/feed_fold.hpp"
#include "host/records/records.hpp"
#include "running_host.hpp"

namespace json = boost::json;
using crm::Person;

namespace {

const Person harbour{"ann", "Ann", {"staff"}, {"harbour"}, ""};
const Person garden{"eve", "Eve", {"staff"}, {"garden"}, ""};
const Person seaside{"bob", "Bob", {"staff"}, {"seaside"}, ""};

std::string event(const std::string& type, const std::string& subject, const std::string& revision,
                  const std::string& data, const std::string& tenant = "harbour") {
    return R"({"type":")" + type + R"(","subject":")" + subject + R"(","revision":")" + revision + R"(","tenantid":")" +
           tenant + R"(","data":)" + data + "}";
}

std::string batch(const std::vector<std::string>& events) {
    std::string text = R"({"cursor":"7","events":[)";
    for (const std::string& each : events) text += (text.back() == '[' ? "" : ",") + each;
    return text + "]}";
}

std::string message(const std::string& id, const std::string& revision, const std::string& text,
                    const std::string& contact = "c1", const std::string& at = "2026-01-01T00:00:00Z") {
    return event("message.changed", "message/" + id, revision,
                 R"({"id":")" + id + R"(","account":"a1","contact":")" + contact + R"(","sent_at":")" + at +
                     R"(","text":")" + text + "\"}");
}

std::string contact(const std::string& id, const std::string& revision, const std::string& name,
                    const std::string& tenant = "harbour") {
    return event("contact.changed", "contact/" + id, revision, R"({"id":")" + id + R"(","name":")" + name + "\"}",
                 tenant);
}

struct Crm {
    Folder folder;
    std::unique_ptr<crm::Database> database = std::move(crm::Database::open(folder.path()).value());
    crm::Directory directory{*database};
    crm::Records records{*database};
    crm::FeedFold fold{*database, "test.toy"};

    crm::Folded apply(const std::vector<std::string>& events) { return fold.apply(batch(events)).value(); }

    std::vector<std::string> texts(const std::string& of_contact, const Person& person = harbour) {
        std::vector<std::string> all;
        const auto messages = records.timeline(person, of_contact, 100);
        if (!messages) return {"(none)"};
        for (const std::string& each : *messages)
            all.push_back(json::value_to<std::string>(json::parse(each).at("text")));
        return all;
    }
};

using Texts = std::vector<std::string>;

}  // namespace

TEST_CASE("imported messages that come in a batch are kept as if each had come alone") {
    const auto member = [](const std::string& id, const std::string& revision, const std::string& text) {
        return R"({"id":"evt_1","subject":"message/)" + id + R"(","revision":")" + revision + R"(","data":{"id":")" +
               id + R"(","account":"a1","contact":"c1","sent_at":"2025-01-01T00:00:00Z","text":")" + text + "\"}}";
    };
    const auto history = [](const std::string& messages) {
        return event("history.batch", "history_batch/1", "0009",
                     R"({"account":"a1","silent":true,"messages":[)" + messages + "]}");
    };
    Crm batched;
    batched.apply({contact("c1", "0001", "Anna"), message("m2", "0007", "newer")});
    const crm::Folded folded =
        batched.apply({history(member("m1", "0003", "one") + "," + member("m2", "0004", "older"))});
    CHECK(folded.events == 1);
    CHECK(folded.applied == 1);
    CHECK(folded.unknown == 0);
    CHECK(batched.texts("c1") == std::vector<std::string>{"one", "newer"});
    // Again, and cut otherwise: nothing changes.
    CHECK(batched.apply({history(member("m2", "0004", "older")), history(member("m1", "0003", "one"))}).applied == 0);
    CHECK(batched.apply({history("7"), event("history.batch", "history_batch/1", "0009", "{}")}).unknown == 2);
}

TEST_CASE("of each subject the highest revision stays, in whatever order it comes") {
    Crm crm;
    crm.apply({contact("c1", "0005", "Anna"), message("m1", "0003", "second"), message("m1", "0001", "first")});
    CHECK(crm.texts("c1") == Texts{"second"});
    crm.apply({message("m1", "0002", "between")});
    CHECK(crm.texts("c1") == Texts{"second"});
    crm.apply({message("m1", "0010", "last")});
    CHECK(crm.texts("c1") == Texts{"last"});
}

TEST_CASE("a batch that comes again changes nothing") {
    Crm crm;
    const std::vector<std::string> events = {contact("c1", "0001", "Anna"), message("m1", "0002", "hello")};
    CHECK(crm.apply(events).applied == 2);
    CHECK(crm.apply(events).applied == 0);
    CHECK(crm.texts("c1") == Texts{"hello"});
    CHECK(crm.records.contacts(harbour, "", 10).size() == 1);
}

TEST_CASE("a merged contact keeps its messages under the one that stays, also when both are asked") {
    Crm crm;
    crm.apply({contact("c1", "0001", "Anna"), contact("c2", "0002", "A."), contact("c3", "0003", "Anna S."),
               message("m1", "0004", "one", "c1", "2026-01-01T00:00:01Z"),
               message("m2", "0005", "two", "c2", "2026-01-01T00:00:02Z"),
               message("m3", "0006", "three", "c3", "2026-01-01T00:00:03Z")});
    crm.apply({event("contact.merged", "contact/c1", "0007", R"({"id":"c1","into":"c2"})"),
               event("contact.merged", "contact/c2", "0008", R"({"id":"c2","into":"c3"})")});
    const Texts all{"one", "two", "three"};
    CHECK(crm.texts("c3") == all);
    CHECK(crm.texts("c1") == all);
    CHECK(crm.records.contacts(harbour, "", 10).size() == 1);

    SECTION("an older change does not bring the merged one back") {
        crm.apply({contact("c1", "0006", "Anna")});
        CHECK(crm.records.contacts(harbour, "", 10).size() == 1);
    }
    SECTION("a newer one does: the two were separated") {
        crm.apply({contact("c1", "0009", "Anna")});
        CHECK(crm.records.contacts(harbour, "", 10).size() == 2);
        CHECK(crm.texts("c1") == Texts{"one"});
        CHECK(crm.texts("c3") == Texts{"two", "three"});
    }
}

TEST_CASE("a merge that is heard before the contact itself holds") {
    Crm crm;
    crm.apply({event("contact.merged", "contact/c1", "0007", R"({"id":"c1","into":"c2"})")});
    crm.apply({contact("c1", "0001", "Anna"), contact("c2", "0002", "Anna S."), message("m1", "0003", "one", "c1")});
    CHECK(crm.texts("c2") == Texts{"one"});
    CHECK(crm.records.contacts(harbour, "", 10).size() == 1);
}

TEST_CASE("of an erased person nothing stays, and nothing older brings him back") {
    Crm crm;
    crm.apply({contact("c1", "0001", "Anna"), contact("c2", "0002", "A."), contact("c3", "0003", "Ben"),
               message("m1", "0004", "one", "c1"), message("m2", "0005", "two", "c2"),
               message("m3", "0006", "three", "c3"),
               event("contact.merged", "contact/c1", "0007", R"({"id":"c1","into":"c2"})")});
    crm.apply({event("contact.erased", "contact/c2", "0008", R"({"id":"c2","erased_at":"2026-11-20T08:15:00Z"})")});
    CHECK(crm.texts("c1") == Texts{"(none)"});  // it had gone up in him
    CHECK(crm.texts("c2").empty());
    CHECK(crm.texts("c3") == Texts{"three"});
    CHECK(crm.records.contacts(harbour, "", 10).size() == 1);

    SECTION("an older change of his changes nothing") {
        crm.apply({contact("c2", "0002", "A.")});
        CHECK(crm.records.contacts(harbour, "", 10).size() == 1);
    }
    SECTION("a newer one does: he wrote again") {
        crm.apply({contact("c2", "0009", "Anna"), message("m4", "0010", "again", "c2")});
        CHECK(crm.texts("c2") == Texts{"again"});
        CHECK(crm.records.contacts(harbour, "", 10).size() == 2);
    }
}

TEST_CASE("a person whom two tenants know is erased at one of them, and stays at the other") {
    Crm crm;
    const auto at_garden = [](const std::string& type, const std::string& subject, const std::string& revision,
                              const std::string& data) { return event(type, subject, revision, data, "garden"); };
    crm.apply(
        {contact("c1", "0001", "Anna"), contact("c1", "0002", "Anna S.", "garden"),
         message("m1", "0003", "to the harbour"),
         at_garden("message.changed", "message/m2", "0004",
                   R"({"id":"m2","account":"a2","contact":"c1","sent_at":"2026-01-01T00:00:00Z","text":"here"})")});
    CHECK(crm.records.contacts(harbour, "", 10).size() == 1);
    CHECK(crm.records.contacts(garden, "", 10).size() == 1);
    crm.apply({event("contact.erased", "contact/c1", "0005", R"({"id":"c1","erased_at":"2026-11-20T08:15:00Z"})")});
    CHECK(crm.records.contacts(harbour, "", 10).empty());
    CHECK(crm.texts("c1").empty());
    CHECK(crm.records.contacts(garden, "", 10).size() == 1);
    CHECK(crm.texts("c1", garden) == Texts{"here"});
}

TEST_CASE("of an erased tenant nothing stays, and what comes later is its next life") {
    Crm crm;
    const auto account = [](const std::string& id, const std::string& revision, const std::string& tenant) {
        return event("account.changed", "account/" + id, revision, R"({"id":")" + id + R"(","provider":"coex"})",
                     tenant);
    };
    crm.apply({account("a1", "0001", "harbour"), account("a2", "0002", "garden"), contact("c1", "0003", "Anna"),
               contact("c2", "0004", "Ben", "garden"), message("m1", "0005", "one")});
    const auto gone =
        event("tenant.erased", "tenant/harbour", "0006", R"({"id":"harbour","erased_at":"2026-11-20T08:15:00Z"})");
    CHECK(crm.apply({gone}).applied == 1);
    CHECK(crm.records.accounts(harbour).empty());
    CHECK(crm.records.contacts(harbour, "", 10).empty());
    CHECK(crm.texts("c1").empty());
    CHECK(crm.records.accounts(garden).size() == 1);
    CHECK(crm.records.contacts(garden, "", 10).size() == 1);

    crm.apply({account("a1", "0001", "harbour"), contact("c1", "0003", "Anna")});  // an old word comes again
    CHECK(crm.records.contacts(harbour, "", 10).empty());
    CHECK(crm.records.accounts(harbour).empty());
    crm.apply({contact("c1", "0009", "Anna"), message("m2", "0010", "again")});
    CHECK(crm.texts("c1") == Texts{"again"});
    CHECK(crm.apply({event("tenant.erased", "tenant/garden", "0011", "{}")}).unknown == 1);  // not of this tenant
}

TEST_CASE("a message that was merged into another is told once") {
    Crm crm;
    crm.apply({contact("c1", "0001", "Anna"), message("m1", "0002", "sent"), message("m2", "0003", "sent")});
    crm.apply({event("message.merged", "message/m2", "0004", R"({"id":"m2","into":"m1"})")});
    CHECK(crm.texts("c1") == Texts{"sent"});
}

TEST_CASE("events that this host does not record are counted and passed over") {
    Crm crm;
    const crm::Folded folded =
        crm.apply({event("weather.changed", "weather/1", "0001", "{}"),
                   event("message.changed", "message/m1", "", "{}"), contact("c1", "0001", "Anna")});
    CHECK(folded.events == 3);
    CHECK(folded.unknown == 2);
    CHECK(folded.applied == 1);
    CHECK(folded.cursor == "7");
}

TEST_CASE("a feed that is no document of events is refused and nothing is kept") {
    Crm crm;
    CHECK(crm.fold.apply("{]").problem().code == "feed_unreadable");
    CHECK(crm.fold.apply(R"({"events":7})").problem().code == "feed_unreadable");
}

TEST_CASE("records of another tenant are as absent as none") {
    Crm crm;
    crm.apply({contact("c1", "0001", "Anna"), message("m1", "0002", "hello"),
               event("account.changed", "account/a1", "0003", R"({"id":"a1","provider":"toy"})"),
               event("operation.changed", "operation/o1", "0004", R"({"id":"o1","state":"succeeded"})")});
    CHECK(crm.records.accounts(harbour).size() == 1);
    CHECK(crm.records.operation(harbour, "o1"));
    CHECK(crm.records.serving(harbour, "a1")->provider == "toy");
    CHECK(crm.records.accounts(seaside).empty());
    CHECK(crm.records.contacts(seaside, "", 10).empty());
    CHECK_FALSE(crm.records.timeline(seaside, "c1", 10));
    CHECK_FALSE(crm.records.operation(seaside, "o1"));
    CHECK_FALSE(crm.records.serving(seaside, "a1"));
}

TEST_CASE("a search finds names and identities, and is no pattern") {
    Crm crm;
    crm.apply({contact("c1", "0001", "Anna 100%"), contact("c2", "0002", "Bert")});
    CHECK(crm.records.contacts(harbour, "ANNA", 10).size() == 1);
    CHECK(crm.records.contacts(harbour, "%", 10).size() == 1);
    CHECK(crm.records.contacts(harbour, "x", 10).empty());
}

TEST_CASE("a token signs in its user until its time is over, and only its sum is kept") {
    Crm crm;
    REQUIRE(crm.directory.put_tenant({"harbour", "Hotel Harbour", "Europe/Lisbon"}));
    REQUIRE(crm.directory.put_person({"ann", "Ann", {"admin"}, {"harbour"}, "pt"}));
    const std::string token = crm.directory.create_token("ann", "test", 1, 1000).value();
    const auto person = crm.directory.person_of_token(token, 2000);
    REQUIRE(person);
    CHECK(person->has_role("admin"));
    CHECK(person->sees("harbour"));
    CHECK_FALSE(crm.directory.person_of_token(token, 1000 + 86400000));
    CHECK_FALSE(crm.directory.person_of_token(token + "0", 2000));
    CHECK_FALSE(crm.directory.person_of_token("", 2000));
    const auto reader = crm.database->read();
    SQLite::Statement kept(*reader, "SELECT count(*) FROM token WHERE instr(hash, ?)");
    kept.bind(1, token);
    kept.executeStep();
    CHECK(kept.getColumn(0).getInt() == 0);
}

TEST_CASE("unknown roles, tenants, time zones and users are refused by name") {
    Crm crm;
    CHECK(crm.directory.put_person({"ann", "Ann", {"owner"}, {}, ""}).problem().code == "unknown_role");
    CHECK(crm.directory.put_person({"ann", "Ann", {"staff"}, {"nowhere"}, ""}).problem().code == "unknown_tenant");
    CHECK(crm.directory.put_person({"a n", "Ann", {"staff"}, {}, ""}).problem().code == "invalid_id");
    CHECK(crm.directory.put_tenant({"x", "X", "../../etc/passwd"}).problem().code == "invalid_time_zone");
    CHECK(crm.directory.put_tenant({"x", "X", "Mars"}).problem().code == "invalid_time_zone");
    CHECK(crm.directory.create_token("nobody", "", 0, 0).problem().code == "unknown_person");
}

TEST_CASE("data of a newer host are refused, not read") {
    const Folder folder;
    {
        const auto database = std::move(crm::Database::open(folder.path()).value());
        database->write([](SQLite::Database& db) { db.exec("PRAGMA user_version=99"); });
    }
    CHECK(crm::Database::open(folder.path()).problem().code == "data_newer");
}
