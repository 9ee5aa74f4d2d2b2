#include "scene_text.hpp"

#include <array>

#include "ingest/fold_bench.hpp"

namespace scenes {
namespace {

using Text = std::string;

constexpr std::array wamids{"wamid.A", "wamid.B", "wamid.C", "wamid.D", rooms::sent_wamid};
constexpr std::array times{"1795010000", "1795010000", "1795010001", "1795010002", "1794900000"};
constexpr std::array words{"one", "two", "three"};
constexpr std::array statuses{"sent", "delivered", "read", "played", "failed"};
constexpr std::array past_statuses{"PENDING", "SENT", "DELIVERED", "READ", "PLAYED", "ERROR"};

struct Person {
    const char* wa_id;
    const char* user_id;
    const char* parent;
    const char* username;
};
constexpr std::array people{
    Person{"4915112345678", "DE.1", "DE.ENT.1", "@lena"}, Person{"393331234567", "IT.2", "IT.ENT.2", "marco"},
    Person{"905551234567", "TR.3", "TR.ENT.3", "@ayse"},
    // Whoever gets the first one's number later, and one whose number is written in two ways.
    Person{"4915112345678", "DE.9", "DE.ENT.9", "bob"}, Person{"5585981234567", "BR.5", "BR.ENT.5", "ana"},
    Person{"558581234567", "BR.5", "BR.ENT.5", "ana"}};

Text member(const Text& name, const Text& value) {
    return "\"" + name + "\":\"" + value + "\",";
}

/// Which of his names an item shows: any of them, at times none.
struct Shown {
    bool number;
    bool user_id;
    bool parent;
};

Shown some_names(Dice& dice) {
    const std::size_t bits = 1 + dice.upto(7);
    if (dice.once_in(8)) return {false, false, false};
    return {(bits & 1U) != 0, (bits & 2U) != 0, (bits & 4U) != 0};
}

Text named(const Person& person, const Shown& shown, const char* number, const char* user_id, const char* parent) {
    return (shown.number ? member(number, person.wa_id) : "") + (shown.user_id ? member(user_id, person.user_id) : "") +
           (shown.parent ? member(parent, person.parent) : "");
}

Text contacts(const Person& person, Dice& dice) {
    if (dice.once_in(3)) return {};
    const Text names = named(person, some_names(dice), "wa_id", "user_id", "parent_user_id");
    return R"("contacts":[{)" + names + R"("profile":{"name":")" + dice.one_of(words) + R"(","username":")" +
           person.username + R"("}}],)";
}

Text file(Dice& dice) {
    return Text(R"("type":"image","image":{"id":")") + (dice.once_in(2) ? "71" : "72") +
           R"(","mime_type":"image/jpeg","caption":")" + dice.one_of(words) + R"("})";
}

Text place(Dice& dice) {
    return Text(R"("type":"location","location":{"latitude":1.5,"longitude":2,"name":")") + dice.one_of(words) +
           R"("})";
}

Text unsupported(Dice& dice) {
    return Text(R"("type":"unsupported","errors":[{"code":)") + (dice.once_in(2) ? "131060" : "131051") +
           R"(,"title":"no","error_data":{"details":"d"}}])";
}

Text said(Dice& dice) {
    const Text word = dice.one_of(words);
    const Text target = dice.one_of(wamids);
    switch (dice.upto(9)) {
        case 0:
            return file(dice);
        case 1:
            return place(dice);
        case 2:
            return unsupported(dice);
        case 3:
            return R"("type":"edit","edit":{"original_message_id":")" + target +
                   R"(","message":{"type":"text","text":{"body":")" + word + R"("}}})";
        case 4:
            return R"("type":"revoke","revoke":{"original_message_id":")" + target + R"("})";
        case 5:
            return R"("type":"reaction","reaction":{"message_id":")" + target + "\"" +
                   (dice.once_in(3) ? "" : R"(,"emoji":")" + word + "\"") + "}";
        default:
            return R"("type":"text","text":{"body":")" + word + R"("})" +
                   (dice.once_in(4) ? R"(,"context":{"id":")" + target + R"(","forwarded":true})" : "");
    }
}

Text item(const Text& names, Dice& dice) {
    const Text told = dice.once_in(6) ? "" : member("timestamp", dice.one_of(times));
    return "{" + names + member("id", dice.one_of(wamids)) + told + said(dice) + "}";
}

Text with_number(const Text& members) {
    return R"({"metadata":{"display_phone_number":"905321110022","phone_number_id":"310987654321002"},)" + members +
           "}";
}

Text inbound(Dice& dice) {
    const Person& person = dice.one_of(people);
    return contacts(person, dice) + R"("messages":[)" +
           item(named(person, some_names(dice), "from", "from_user_id", "from_parent_user_id"), dice) + "]";
}

Text outgoing(Dice& dice) {
    const Person& person = dice.one_of(people);
    return contacts(person, dice) + R"("message_echoes":[)" +
           item(member("from", rooms::fixture_digits) +
                    named(person, some_names(dice), "to", "to_user_id", "to_parent_user_id"),
                dice) +
           "]";
}

Text status(Dice& dice) {
    const Person& person = dice.one_of(people);
    const Text word = dice.one_of(statuses);
    const Text error = dice.once_in(2) ? "131047" : "131026";
    return contacts(person, dice) + R"("statuses":[{)" +
           named(person, some_names(dice), "recipient_id", "recipient_user_id", "recipient_parent_user_id") +
           member("status", word) + member("timestamp", dice.one_of(times)) +
           (word == "failed" ? R"("errors":[{"code":)" + error + R"(,"title":"t"}],)" : "") +
           (dice.once_in(3) ? R"("pricing":{"category":")" + Text(dice.one_of(words)) + R"("},)" : "") +
           (dice.once_in(5) ? member("biz_opaque_callback_data", rooms::sent_operation) : "") + R"("id":")" +
           dice.one_of(wamids) + R"("}])";
}

Text past_message(const Person& person, Dice& dice) {
    const bool ours = dice.once_in(2);
    const Text from = ours ? rooms::fixture_digits : dice.once_in(4) ? "" : person.wa_id;
    return item((from.empty() ? Text() : member("from", from)) + R"("history_context":{"status":")" +
                    dice.one_of(past_statuses) + R"("},)",
                dice);
}

Text past(Dice& dice) {
    const Person& person = dice.one_of(people);
    Text messages;
    for (std::size_t count = 1 + dice.upto(4); count > 0; --count) {
        messages += (messages.empty() ? "" : ",") + past_message(person, dice);
    }
    const Text context = named(person, some_names(dice), "wa_id", "user_id", "parent_user_id");
    return R"("history":[{"metadata":{"phase":)" + std::to_string(dice.upto(3)) + R"(,"chunk_order":)" +
           std::to_string(1 + dice.upto(3)) + R"(,"progress":)" + std::to_string(dice.upto(3) * 50) +
           R"(},"threads":[{)" + (dice.once_in(3) ? Text() : member("id", person.wa_id)) + R"("context":{)" + context +
           R"("username":")" + person.username + R"("},"messages":[)" + messages + "]}]}]";
}

Text address_book(Dice& dice) {
    const Person& person = dice.one_of(people);
    return R"("state_sync":[{"type":"contact","action":")" + Text(dice.once_in(3) ? "remove" : "add") +
           R"(","contact":{)" + named(person, {true, dice.once_in(3), false}, "phone_number", "user_id", "") +
           R"("full_name":")" + dice.one_of(words) + R"("},"metadata":{"timestamp":")" + dice.one_of(times) + R"("}}])";
}

Text wish(Dice& dice) {
    const Person& person = dice.one_of(people);
    return R"("user_preferences":[{)" + named(person, {true, dice.once_in(2), false}, "wa_id", "user_id", "") +
           member("value", dice.once_in(2) ? "stop" : "resume") + R"("category":"marketing_messages","timestamp":)" +
           dice.one_of(times) + "}]";
}

Text hand_over(Dice& dice) {
    return R"("sender":{"phone_number":")" + Text(dice.one_of(people).wa_id) +
           R"("},"type":"control_passed","control_passed":{"new_owner_role":")" + dice.one_of(words) +
           R"("},"timestamp":")" + dice.one_of(times) + "\"";
}

/// To a number of nobody, or of somebody else here; with user IDs or without. Or only to another user ID.
Text moved(Dice& dice) {
    const Person& person = dice.one_of(people);
    const Text id = member("id", dice.one_of(wamids)) + member("timestamp", dice.one_of(times));
    const Text ids = member("previous_user_id", person.user_id) + member("user_id", dice.once_in(2) ? "DE.7" : "DE.8");
    if (dice.once_in(4)) {
        return R"("messages":[{)" + id + R"("type":"system","system":{)" + ids +
               R"("type":"user_changed_user_id","body":"other id"}}])";
    }
    const Text number = dice.once_in(2) ? "4470000000" : dice.one_of(people).wa_id;
    return R"("messages":[{"from":")" + Text(person.wa_id) + R"(",)" + id + R"("type":"system","system":{)" +
           (dice.once_in(2) ? ids : Text()) + R"("type":"user_changed_number","body":"moved","wa_id":")" + number +
           R"("}}])";
}

Text announcement(Dice& dice) {
    switch (dice.upto(5)) {
        case 0:
            return R"({"event":"ACCOUNT_OFFBOARDED"})";
        case 1:
            return R"({"event":"ACCOUNT_RECONNECTED"})";
        case 2:
            return R"({"event":"ACCOUNT_RESTRICTION","restriction_info":[{"restriction_type":")" +
                   Text(dice.one_of(words)) + R"(","expiration":1795614800}]})";
        case 3:
            return R"({"event":"PARTNER_ADDED"})";
        default:
            return R"({"event":"PARTNER_REMOVED","phone_number":"905321110022","disconnection_info":{"reason":")" +
                   Text(dice.one_of(words)) + R"("}})";
    }
}

Change notice(Dice& dice) {
    const Text word = dice.one_of(words);
    switch (dice.upto(3)) {
        case 0:
            return {"phone_number_quality_update",
                    R"({"display_phone_number":"905321110022","event":")" + word + R"("})"};
        case 1:
            return {"message_template_status_update", R"({"event":")" + word + R"(","message_template_id":7})"};
        default:
            return {"account_alerts",
                    R"({"entity_id":"1","alert_info":{"alert_type":"A","alert_status":")" + word + R"("}})"};
    }
}

}  // namespace

Change some_change(Dice& dice) {
    switch (dice.upto(17)) {
        case 0:
        case 1:
        case 2:
        case 3:
            return {"messages", with_number(inbound(dice))};
        case 4:
        case 5:
            return {"smb_message_echoes", with_number(outgoing(dice))};
        case 6:
        case 7:
            return {"messages", with_number(status(dice))};
        case 8:
        case 9:
            return {"history", with_number(past(dice))};
        case 10:
            return {"history", with_number(dice.once_in(2) ? inbound(dice) : outgoing(dice))};
        case 11:
            return {"smb_app_state_sync", with_number(address_book(dice))};
        case 12:
            return {"user_preferences", with_number(dice.once_in(2) ? wish(dice) : hand_over(dice))};
        case 13:
            return dice.once_in(2) ? Change{"messages", with_number(moved(dice))}
                                   : Change{"standby", with_number(R"("standby":{)" + inbound(dice) + "}")};
        case 14:
            return {"messages", with_number(moved(dice))};
        case 15:
            return {"account_update", announcement(dice)};
        default:
            return notice(dice);
    }
}

std::string some_decision(Dice& dice) {
    const auto name = [&dice] {
        const Person& person = dice.one_of(people);
        return Text(dice.once_in(2) ? person.wa_id : person.user_id);
    };
    return (dice.once_in(2) ? "join " : "separate ") + name() + " " + name();
}

std::string entry_of(const Change& change, Dice& dice) {
    const bool message = change.value.find("\"metadata\"") != std::string::npos;
    const Text time = message || dice.once_in(4) ? Text() : R"("time":)" + Text(dice.one_of(times)) + ",";
    return R"({"id":"210987654321001",)" + time + R"("changes":[{"field":")" + change.field + R"(","value":)" +
           change.value + "}]}";
}

}  // namespace scenes
