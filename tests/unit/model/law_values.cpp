#include "model/law_values.hpp"

#include <algorithm>
#include <utility>

namespace laws {
using namespace coexist;
namespace {

Content some_content(Dice& dice) {
    Content content;
    content.real = dice.flip();
    content.witness = static_cast<Witness>(1 + dice.upto(3));
    content.evidence = dice.evidence();
    content.type = dice.word();
    content.text = dice.word();
    if (dice.flip()) content.media = Media{dice.word(), "image/jpeg", {}, {}, dice.flip(), dice.flip()};
    content.reply_to = dice.word();
    content.raw = dice.word();
    if (dice.flip()) content.parts[dice.word()] = dice.word();
    return content;
}

NameRegister some_name(Dice& dice) {
    return {dice.evidence(), dice.word(), dice.flip()};
}

WordRegister some_word(Dice& dice) {
    return {dice.evidence(), dice.word()};
}

}  // namespace

Message some_message(Dice& dice) {
    Message message;
    message.wamid = Wamid(dice.upto(4) == 0 ? "" : "wamid.1");
    message.origin = static_cast<Origin>(1 + dice.upto(5));
    message.sides = static_cast<std::uint8_t>(dice.upto(4));
    if (dice.flip()) message.peers.insert({IdentityKind::wa_id, dice.word()});
    if (dice.flip()) message.peers.insert({IdentityKind::bsuid, dice.word()});
    if (dice.flip()) message.content = some_content(dice);
    if (dice.flip()) message.media_ids.insert(dice.word());
    if (dice.flip()) message.edit = Edit{dice.evidence(), dice.word(), dice.word()};
    if (dice.flip()) message.revoke_by_customer = Revoke{dice.evidence(), side_customer};
    if (dice.flip()) message.revoke_by_business = Revoke{dice.evidence(), side_business};
    if (dice.flip()) {
        message.reactions[dice.word()] = Reaction{dice.evidence(), dice.flip() ? "" : dice.word(), dice.flip()};
    }
    if (dice.flip()) message.status_times[static_cast<Status>(1 + dice.upto(6))] = dice.upto(4);
    if (dice.flip()) message.business_saw = static_cast<Status>(dice.upto(7));
    if (dice.flip()) message.errors[StatusError{131047, dice.word(), {}}] = dice.evidence();
    if (dice.flip()) message.pricing = dice.word();
    if (dice.flip()) message.billing = dice.word();
    if (dice.flip()) message.callback = dice.word();
    message.standby = dice.flip();
    message.automated = dice.flip();
    message.first_at = dice.upto(3);
    return message;
}

ContactNames some_names(Dice& dice) {
    ContactNames names;
    if (dice.flip()) names.profile = some_name(dice);
    if (dice.flip()) names.address_book = some_name(dice);
    if (dice.flip()) names.username = some_name(dice);
    if (dice.flip()) names.preferences[dice.word()] = some_word(dice);
    if (dice.flip()) names.thread_owner = some_word(dice);
    if (dice.flip()) names.key_hash = some_word(dice);
    return names;
}

NamesTold some_names_told(Dice& dice) {
    NamesTold told;
    for (int count = dice.upto(3); count > 0; --count) tell(told, some_names(dice));
    return told;
}

PersonGraph some_people(Dice& dice) {
    const auto some_identity = [&dice] {
        constexpr const char* numbers[] = {"491", "492", "552181234567", "5521981234567"};
        if (dice.flip()) return Identity{IdentityKind::wa_id, numbers[dice.upto(4) == 0 ? dice.upto(4) : 0]};
        return Identity{IdentityKind::bsuid, dice.upto(4) == 0 ? "DE.b" : "DE.a"};
    };
    PersonGraph graph;
    const Identity one = some_identity();
    const Identity other = some_identity();
    switch (dice.upto(4)) {
        case 0:
            show_together(graph, {one}, dice.evidence());
            break;
        case 1: {
            const auto when = dice.evidence();  // by itself: compilers take a call's arguments in different orders
            move_on(graph, {one}, {other}, dice.flip(), when);
            break;
        }
        case 2:
            show_together(graph, {one}, {});
            show_together(graph, {other}, {});
            if (one != other) {
                const std::pair<Tenure, Tenure> pair = std::minmax(Tenure{one, 0}, Tenure{other, dice.upto(2)});
                graph.verdicts[pair] = {dice.upto(3), dice.flip(), dice.word()};
            }
            break;
        default:
            show_together(graph, {one, other}, dice.evidence());
    }
    return graph;
}

AccountLife some_life(Dice& dice) {
    AccountLife life;
    for (int count = dice.upto(3); count > 0; --count) {
        life.newest[static_cast<LifeKind>(1 + dice.upto(4))] =
            LifeEvent{dice.upto(3), dice.word(), {}, dice.word(), dice.upto(2)};
    }
    return life;
}

AccountSigns some_signs(Dice& dice) {
    AccountSigns signs;
    for (int count = dice.upto(30); count > 0; --count) {
        signs.newest.insert({dice.upto(40), static_cast<SignKind>(1 + dice.upto(4)), dice.flip(), dice.word()});
    }
    AccountSigns told;
    join(told, signs);  // no fact holds more than are kept
    return told;
}

AccountNotices some_notices(Dice& dice) {
    AccountNotices notices;
    for (int count = dice.upto(3); count > 0; --count) {
        notices.newest[{static_cast<NoticeKind>(1 + dice.upto(3)), dice.word()}] =
            Notice{dice.upto(3), dice.word(), dice.word(), dice.word()};
    }
    return notices;
}

HistoryImport some_history(Dice& dice) {
    HistoryImport import;
    for (int count = dice.upto(4); count > 0; --count) {
        import.chunks[{dice.upto(2), dice.upto(3)}] = HistoryChunk{dice.upto(3), dice.upto(3), dice.upto(2)};
    }
    if (dice.flip()) import.refusals[StatusError{2593109, dice.word(), {}}] = dice.upto(3);
    return import;
}

Window some_window(Dice& dice) {
    return {dice.upto(3), dice.upto(3), dice.upto(3)};
}

ConversationSigns some_conversation(Dice& dice) {
    return {dice.upto(3), some_window(dice)};
}

}  // namespace laws
