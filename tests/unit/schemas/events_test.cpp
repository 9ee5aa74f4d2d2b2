#include <stdlib.h>

#include <boost/json/object.hpp>
#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <filesystem>
#include <string>
#include <vector>

#include "catch.hpp"
#include "config/embedded.hpp"
#include "config/json_schema.hpp"
#include "feed/event.hpp"
#include "model/hash.hpp"
#include "runtime/problem_json.hpp"
#include "runtime/timestamps.hpp"
#include "store/account_news.hpp"
#include "store/accounts.hpp"
#include "store/contacts.hpp"
#include "store/conversations.hpp"
#include "store/keys.hpp"
#include "store/merged.hpp"
#include "store/messages.hpp"
#include "store/operations.hpp"
#include "store/sends.hpp"
#include "store/state_schema.hpp"
#include "store/tenant_erasures.hpp"

using namespace coexist;
namespace json = boost::json;

namespace {

constexpr std::int64_t noon = 1795176000;  // Unix seconds
const TenantId aurora("aurora");

std::string fresh_directory() {
    std::string path = (std::filesystem::temp_directory_path() / "coexist-events-XXXXXX").string();
    REQUIRE(mkdtemp(path.data()) != nullptr);
    return path;
}

// A state with one of everything, each with every member that it can have.
class Hotel {
  public:
    Hotel() : directory_(fresh_directory()) {
        auto opened = open_state_for_writing(directory_);
        REQUIRE(opened.ok());
        session_ = std::move(opened).value();
        account_.account_id = account_id_for(aurora, "4915112345678");
        account_.tenant = aurora;
        account_.digits = "4915112345678";
        account_.waba_id = WabaId("102290129340398");
        account_.phone_number_id = PhoneNumberId("106540352242922");
        account_.road = "hotel";
        account_.name = "Reception";
        account_.asked = "disconnect_pending";
        account_.asked_at = noon * 1000 + 7;
        account_.asked_reason = "DISCONNECT_ASKED";
        account_.asked_by = "u7";
        account_.phone_confirmed_at = noon * 1000;
        account_.token_invalid = true;
        account_.payment_problem = true;
        save_account(*session_, account_);
        AccountLifeRow life;
        life.life.newest[LifeKind::violation] = LifeEvent{noon, "SPAM", "", "{}", noon};
        life.life.newest[LifeKind::disabled_update] = LifeEvent{noon, "DISABLE", "", "{}", noon};
        save_news();
        life.last_echo_at = noon - 60;
        life.last_inbound_at = noon - 30;
        LifeEvent restriction;
        restriction.at = noon;
        restriction.raw = R"({"restriction_info":[{"restriction_type":"RESTRICTED_BIZ_INITIATED_MESSAGING",)"
                          R"("expiration":1795614800,"remediation":"Appeal in Business Support Home."}]})";
        life.life.newest.emplace(LifeKind::restriction, restriction);
        save_account_life(*session_, account_.id, life);
        save_guest();
    }
    Hotel(const Hotel&) = delete;
    Hotel& operator=(const Hotel&) = delete;
    ~Hotel() {
        session_.reset();
        std::filesystem::remove_all(directory_);
    }

    Session& session() { return *session_; }
    const AccountRow& account() const { return account_; }
    std::int64_t guest() const { return guest_; }

    json::value event(SubjectKind kind, std::int64_t key) {
        const auto event = told_event_of(*session_, FeedRow{42, aurora.value, kind, key}, 3, noon * 1000 + 500);
        REQUIRE(event);
        return json::parse(text_of(*event));
    }

    std::int64_t save(Message message) {
        MessageRow row;
        row.key = message_key(account_.account_id, message.wamid.value);
        row.account = account_.id;
        row.peer = guest_;
        row.message = std::move(message);
        save_message(*session_, row);
        return row.key;
    }

    json::value merged(SubjectKind kind, std::int64_t key, std::int64_t target) {
        MergedRow row;
        row.kind = kind;
        row.tenant = aurora.value;
        row.key = key;
        row.target = target;
        save_merged(*session_, row);
        return event(kind, row.id);
    }

  private:
    void save_news() {
        AccountNotices notices;
        notices.newest[{NoticeKind::alert, "A/1"}] = Notice{noon, "ACTIVE", "WARNING", "{}"};
        save_account_notices(*session_, account_.id, notices);
        HistoryImport import;
        import.chunks[{0, 2}] = HistoryChunk{noon, 40};
        import.refusals[StatusError{2593109, "off", "it is off"}] = noon;
        save_account_history(*session_, account_.id, import);
    }
    void save_guest() {
        const Identity phone{IdentityKind::wa_id, "905321110022"};
        const Identity user{IdentityKind::bsuid, "TR.1234567890"};
        guest_ = static_cast<std::int64_t>(hash_of(phone));
        ContactNames names;
        names.profile = NameRegister{{noon, "wamid.1"}, "Ayşe", false};
        names.username = NameRegister{{noon, "wamid.1"}, "ayse.travels", false};
        names.preferences["marketing_messages"] = WordRegister{{noon, ""}, "stop"};
        names.thread_owner = WordRegister{{noon, ""}, "partner"};
        names.key_hash = WordRegister{{noon, ""}, "ZmFrZQ=="};
        IdentityRow by_phone{guest_, phone, guest_, {}};
        tell(by_phone.names, names);
        by_phone.links = {{user, LinkKind::shown, {noon, "wamid.1"}}};
        save_identity(*session_, aurora, by_phone);
        save_identity(*session_, aurora, {static_cast<std::int64_t>(hash_of(user)), user, guest_, {}});
        save_contact_revision(*session_, aurora, guest_, 1);
        ConversationRow conversation;
        conversation.key = conversation_key(account_.account_id, guest_);
        conversation.account = account_.id;
        conversation.tenant = aurora;
        conversation.contact = guest_;
        conversation.last_at = noon;
        conversation.window.customer_at = noon;
        conversation.human_at = noon;
        conversation.human_until = noon + 3600;
        conversation.human_message = 7;
        save_conversation(*session_, conversation);
    }

    std::string directory_;
    std::unique_ptr<Session> session_;
    AccountRow account_;
    std::int64_t guest_ = 0;
};

json::object schema_of(const json::value& event) {
    const std::string name = "events/" + std::string(event.at("type").as_string()) + ".schema.json";
    const std::string_view text = embedded::file(name);
    REQUIRE(!text.empty());
    return json::parse(json::string_view(text.data(), text.size())).as_object();
}

// Members that an event has and its schema does not speak of: the schema is open, the documentation must not be.
void unlisted(const json::object& root, const json::value& schema, const json::value& value, const std::string& place,
              std::vector<std::string>& found) {
    const json::object* said = schema.if_object();
    if (said == nullptr) return;
    if (const json::value* reference = said->if_contains("$ref")) {
        const std::string name = std::string(reference->as_string()).substr(std::string("#/definitions/").size());
        unlisted(root, root.at("definitions").at(name), value, place, found);
        return;
    }
    if (const json::array* items = value.if_array(); items != nullptr && said->contains("items")) {
        for (const json::value& one : *items) unlisted(root, said->at("items"), one, place, found);
    }
    const json::object* members = value.if_object();
    if (members == nullptr || !said->contains("properties")) return;
    const json::object& known = said->at("properties").as_object();
    for (const auto& [name, member] : *members) {
        const std::string here = place + "/" + std::string(name);
        if (const json::value* property = known.if_contains(name)) {
            unlisted(root, *property, member, here, found);
        } else {
            found.push_back(here);
        }
    }
}

// What is wrong with an event by its own schema, one fault a line.
std::string faults_of(const json::value& event) {
    const json::object schema = schema_of(event);
    const auto compiled = JsonSchema::compile(json::serialize(schema));
    REQUIRE(compiled.ok());
    std::string faults;
    for (const ProblemError& error : compiled->check(event)) faults += error.path + ": " + error.detail + "\n";
    std::vector<std::string> strange;
    unlisted(schema, schema, event, "", strange);
    for (const std::string& place : strange) faults += place + ": is not in the schema\n";
    return faults;
}

Message rich_message() {
    Message message;
    message.wamid = Wamid("wamid.rich");
    message.origin = Origin::customer;
    message.sides = side_customer;
    Content content;
    content.real = true;
    content.witness = Witness::live;
    content.evidence = {noon, "wamid.rich"};
    content.type = "image";
    content.text = "Our room";
    content.reply_to = "wamid.before";
    content.media = Media{"444000", "image/jpeg", "ab12", "room.jpg", true, true};
    content.raw = R"({"type":"image"})";
    content.parts = {{"location", R"({"latitude":1.5,"longitude":2})"},
                     {"contacts", R"([{"name":{"formatted_name":"A"}}])"},
                     {"contacts_origin", R"("contact_request")"},
                     {"button", R"({"text":"Yes","payload":"Y"})"},
                     {"interactive", R"({"type":"list_reply","id":"1"})"},
                     {"order", R"({"catalog_id":"1","product_items":[]})"},
                     {"system", R"({"type":"user_changed_number"})"},
                     {"unsupported", R"({"type":"poll_creation"})"},
                     {"referral", R"({"source_type":"ad"})"},
                     {"referred_product", R"({"catalog_id":"1"})"},
                     {"forwarded", R"("often")"}};
    message.content = content;
    message.edit = Edit{{noon + 5, "wamid.edit"}, "Our room!", "{}"};
    message.reactions["business"] = Reaction{{noon + 9, "wamid.reaction"}, "👍"};
    for (const Status status : {Status::sent, Status::failed, Status::delivered, Status::read, Status::played}) {
        message.status_times[status] = noon + static_cast<int>(status);
    }
    message.errors[StatusError{131026, "Message undeliverable", "Not on WhatsApp."}] = {noon, "wamid.rich"};
    message.pricing = R"({"billable":true})";
    message.billing = R"({"id":"1"})";
    message.business_saw = Status::read;
    message.standby = true;
    return message;
}

}  // namespace

TEST_CASE("the event of an account is as its schema says") {
    Hotel hotel;
    const json::value event = hotel.event(SubjectKind::account, hotel.account().id);
    CHECK(faults_of(event).empty());
    CHECK(event.at("revision").as_string() == "00000300000000000042");
    for (const char* member : {"reason", "initiated_by", "waba_id", "phone_number_id", "notices", "history"}) {
        CHECK(event.at("data").as_object().contains(member));
    }
    for (const char* flag : {"restricted", "violation", "ban"}) {
        CHECK(event.at("data").at("flags").as_object().contains(flag));
    }
}

TEST_CASE("the events of a contact and a conversation are as their schemas say") {
    Hotel hotel;
    const json::value contact = hotel.event(SubjectKind::contact, hotel.guest());
    CHECK(faults_of(contact).empty());
    CHECK(contact.at("data").at("phone").as_string() == "+905321110022");
    CHECK(contact.at("data").at("identities").as_array().size() == 2);
    for (const char* member : {"preferences", "thread_owner", "key_hash"}) {
        CHECK(contact.at("data").as_object().contains(member));
    }
    const json::value conversation =
        hotel.event(SubjectKind::conversation, conversation_key(hotel.account().account_id, hotel.guest()));
    CHECK(faults_of(conversation).empty());
    CHECK(conversation.at("data").at("window").at("state").as_string() == "open");
    const json::value replied =
        hotel.event(SubjectKind::human_replied, conversation_key(hotel.account().account_id, hotel.guest()));
    CHECK(faults_of(replied).empty());
    CHECK(replied.at("data").at("handover").at("answered_at").as_string() == rfc3339(noon * 1000));
}

TEST_CASE("the event of a message with all that a message can have is as its schema says") {
    Hotel hotel;
    const json::value event = hotel.event(SubjectKind::message, hotel.save(rich_message()));
    CHECK(faults_of(event).empty());
    for (const char* member : {"account",  "contact",          "conversation", "wamid",     "text",
                               "media",    "reply_to_wamid",   "raw",          "edited_at", "reactions",
                               "status",   "status_times",     "error",        "pricing",   "billing",
                               "standby",  "read_by_business", "location",     "contacts",  "contacts_origin",
                               "button",   "interactive",      "order",        "system",    "unsupported",
                               "referral", "referred_product", "forwarded"}) {
        INFO(member);
        CHECK(event.at("data").as_object().contains(member));
    }
}

TEST_CASE("an imported message whose times are not told is as the schema says, and silent") {
    Hotel hotel;
    Message past = rich_message();
    past.wamid = Wamid("wamid.past");
    past.origin = Origin::imported;
    past.status_times = {{Status::read, 0}};
    const json::value event = hotel.event(SubjectKind::message, hotel.save(past));
    CHECK(faults_of(event).empty());
    CHECK(event.at("data").at("silent").as_bool());
    CHECK(event.at("data").at("status").as_string() == "read");
    CHECK_FALSE(event.at("data").as_object().contains("status_times"));
}

TEST_CASE("a batch of imported messages is as its schema says, and each within as its own event would be") {
    Hotel hotel;
    Message past = rich_message();
    past.origin = Origin::imported;
    std::vector<ToldEvent> messages;
    std::vector<json::value> alone;
    for (const char* wamid : {"wamid.past.1", "wamid.past.2"}) {
        past.wamid = Wamid(wamid);
        const FeedRow row{42, aurora.value, SubjectKind::message, hotel.save(past)};
        messages.push_back(*told_event_of(hotel.session(), row, 3, noon * 1000));
        alone.push_back(json::parse(text_of(messages.back())));
    }
    const json::value batch = json::parse(history_batch_text(messages));
    CHECK(faults_of(batch).empty());
    CHECK(batch.at("data").at("silent").as_bool());
    for (std::size_t place : {0U, 1U}) {
        CHECK(faults_of(alone[place]).empty());
        const json::value& told = batch.at("data").at("messages").at(place);
        for (const char* name : {"id", "subject", "revision", "data"}) CHECK(told.at(name) == alone[place].at(name));
    }
}

TEST_CASE("a message of which only a status or a contradiction is known is as the schema says too") {
    Hotel hotel;
    Message bare;
    bare.wamid = Wamid("wamid.bare");
    bare.status_times[Status::delivered] = noon;
    CHECK(faults_of(hotel.event(SubjectKind::message, hotel.save(bare))).empty());

    Message torn = rich_message();
    torn.wamid = Wamid("wamid.torn");
    torn.sides = side_customer | side_business;
    torn.revoke_by_customer = Revoke{{noon + 9, "wamid.revoke"}, side_customer};
    const json::value event = hotel.event(SubjectKind::message, hotel.save(torn));
    CHECK(faults_of(event).empty());
    CHECK(event.at("data").as_object().contains("contradiction"));
    CHECK(event.at("data").at("revoked").as_bool());
}

TEST_CASE("a send of ours is shown with its own state and with a problem, as the schema says") {
    Hotel hotel;
    Message ours = rich_message();
    ours.wamid = Wamid("wamid.ours");
    ours.origin = Origin::api;
    ours.sides = side_business;
    ours.status_times.clear();
    ours.errors.clear();
    const std::int64_t key = hotel.save(ours);
    SendRow send;
    send.operation_id = OperationId("op_1");
    send.account = hotel.account().id;
    send.message_key = key;
    send.why = "account_paused";
    send.problem = json::serialize(
        problem_json({Refusal::conflict, "window_closed", "It is too late.", "Wait for the guest.", {}}));
    send.state = "queued";
    insert_send(hotel.session(), send);
    for (const char* state : {"queued", "held", "sending", "accepted", "failed", "unknown"}) {
        send.state = state;
        update_send(hotel.session(), send);
        const json::value event = hotel.event(SubjectKind::message, key);
        INFO(state);
        CHECK(event.at("data").at("status").as_string() == state);
        CHECK(event.at("data").at("error").at("code").as_string() == "window_closed");
        CHECK(faults_of(event).empty());
    }
}

TEST_CASE("the event of an operation is as its schema says, with a problem and for a channel too") {
    Hotel hotel;
    OperationRow operation;
    operation.operation_id = OperationId("op_0123456789abcdef");
    operation.tenant = aurora;
    operation.account_id = hotel.account().account_id;
    operation.provider = "coex";
    operation.action = "send_text";
    operation.actor = "u7";
    operation.state = "failed";
    operation.result = R"({"message": "msg_0123456789abcdef"})";
    operation.problem = json::serialize(problem_json({Refusal::invalid,
                                                      "input_invalid",
                                                      "It does not fit.",
                                                      "Correct it.",
                                                      {{"/text", "Must not be empty.", 1, 2}}}));
    operation.created_at = noon * 1000;
    operation.changed_at = noon * 1000 + 1;
    save_operation(hotel.session(), operation);
    CHECK(faults_of(hotel.event(SubjectKind::operation, operation.id)).empty());

    OperationRow adopt = operation;
    adopt.id = 0;
    adopt.operation_id = OperationId("op_fedcba9876543210");
    adopt.account_id = AccountId();
    adopt.action = "adopt";
    adopt.state = "pending";
    adopt.result.clear();
    adopt.problem.clear();
    save_operation(hotel.session(), adopt);
    const json::value event = hotel.event(SubjectKind::operation, adopt.id);
    CHECK(faults_of(event).empty());
    CHECK_FALSE(event.as_object().contains("accountid"));
}

TEST_CASE("the events that end a subject are as their schemas say") {
    Hotel hotel;
    CHECK(faults_of(hotel.merged(SubjectKind::contact_merged, 7, hotel.guest())).empty());
    CHECK(faults_of(hotel.merged(SubjectKind::conversation_merged, 7, -8)).empty());
    CHECK(faults_of(hotel.merged(SubjectKind::message_merged, 7, 8)).empty());
    CHECK(faults_of(hotel.merged(SubjectKind::contact_erased, 7, 1'795'010'000'000)).empty());
    CHECK(faults_of(hotel.merged(SubjectKind::contact_split, hotel.guest(), 7)).empty());
    CHECK(faults_of(hotel.merged(SubjectKind::contact_erased, everybody, 1'795'010'000'000)).empty());
}

TEST_CASE("a schema of an event refuses what the event must not be") {
    Hotel hotel;
    const json::value good = hotel.event(SubjectKind::message, hotel.save(rich_message()));
    REQUIRE(faults_of(good).empty());
    const auto spoilt = [&good](const char* place, const char* name, json::value value) {
        json::value event = good;
        json::object& object = *place == '\0' ? event.as_object() : event.at(place).as_object();
        if (value.is_null()) {
            object.erase(name);
        } else {
            object[name] = std::move(value);
        }
        return faults_of(event);
    };
    CHECK(!spoilt("", "revision", "42").empty());
    CHECK(!spoilt("", "subject", "contact/con_0123456789abcdef").empty());
    CHECK(!spoilt("", "data", nullptr).empty());
    CHECK(!spoilt("data", "direction", "sideways").empty());
    CHECK(!spoilt("data", "sent_at", "2026-11-20 12:00").empty());
    CHECK(!spoilt("data", "origin", nullptr).empty());
    CHECK(!spoilt("data", "new_member", 1).empty());
}
