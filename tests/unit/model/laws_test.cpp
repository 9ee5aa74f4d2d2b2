#include <random>
#include <string>
#include <vector>

#include "catch.hpp"
#include "model/canonical.hpp"
#include "model/window.hpp"

using namespace coexist;

namespace {

/// Values from so small an alphabet that facts meet on every key and tie on every rank.
class Dice {
  public:
    explicit Dice(unsigned seed) : engine_(seed) {}
    int upto(int count) { return static_cast<int>(engine_() % static_cast<unsigned>(count)); }
    bool flip() { return upto(2) == 0; }
    std::string word() { return std::string(1, static_cast<char>('a' + upto(2))); }
    Evidence evidence() { return {upto(3), word()}; }

  private:
    std::mt19937 engine_;
};

Content some_content(Dice& dice) {
    Content content;
    content.real = dice.flip();
    content.witness = static_cast<Witness>(1 + dice.upto(3));
    content.evidence = dice.evidence();
    content.type = dice.word();
    content.text = dice.word();
    if (dice.flip()) content.media = Media{dice.word(), "image/jpeg", {}, {}, dice.flip()};
    content.reply_to = dice.word();
    content.raw = dice.word();
    return content;
}

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
    if (dice.flip()) message.reactions[dice.word()] = Reaction{dice.evidence(), dice.flip() ? "" : dice.word()};
    if (dice.flip()) message.status_times[static_cast<Status>(1 + dice.upto(6))] = dice.upto(4);
    if (dice.flip()) message.errors[StatusError{131047, dice.word(), {}}] = dice.evidence();
    if (dice.flip()) message.pricing = dice.word();
    if (dice.flip()) message.callback = dice.word();
    return message;
}

NameRegister some_name(Dice& dice) {
    return {dice.evidence(), dice.word(), dice.flip()};
}

ContactNames some_names(Dice& dice) {
    ContactNames names;
    if (dice.flip()) names.profile = some_name(dice);
    if (dice.flip()) names.address_book = some_name(dice);
    if (dice.flip()) names.username = some_name(dice);
    return names;
}

AccountLife some_life(Dice& dice) {
    AccountLife life;
    for (int count = dice.upto(3); count > 0; --count) {
        life.newest[static_cast<LifeKind>(1 + dice.upto(4))] = LifeEvent{dice.upto(3), dice.word(), {}, dice.word()};
    }
    return life;
}

Window some_window(Dice& dice) {
    return {dice.upto(3), dice.upto(3), dice.upto(3)};
}

template <class Value>
Value joined(Value left, const Value& right) {
    join(left, right);
    return left;
}

template <class Value>
void obeys_the_laws(Value (*some)(Dice&), unsigned seed) {
    Dice dice(seed);
    std::vector<Value> values{Value()};
    while (values.size() < 72) values.push_back(some(dice));
    std::size_t broken = 0;
    for (const Value& a : values) {
        if (joined(a, a) != a) ++broken;
        if (joined(a, Value()) != a || joined(Value(), a) != a) ++broken;
        for (const Value& b : values) {
            const Value ab = joined(a, b);
            if (ab != joined(b, a)) ++broken;
            if (joined(ab, b) != ab || joined(ab, a) != ab) ++broken;  // a duplicate after the fact changes nothing
            for (const Value& c : values) {
                if (joined(ab, c) != joined(a, joined(b, c))) ++broken;
            }
        }
    }
    CHECK(broken == 0);
}

}  // namespace

TEST_CASE("facts about one message join alike in any order and any number", "[laws]") {
    for (unsigned seed = 1; seed <= 3; ++seed) obeys_the_laws<Message>(some_message, seed);
}

TEST_CASE("names of one contact join alike in any order and any number", "[laws]") {
    obeys_the_laws<ContactNames>(some_names, 4);
}

TEST_CASE("events of an account's life join alike in any order and any number", "[laws]") {
    obeys_the_laws<AccountLife>(some_life, 5);
}

TEST_CASE("signs of the customer service window join alike in any order and any number", "[laws]") {
    obeys_the_laws<Window>(some_window, 6);
}

TEST_CASE("two messages have one canonical text exactly if they are equal", "[laws]") {
    Dice dice(7);
    std::vector<Message> values;
    while (values.size() < 200) values.push_back(some_message(dice));
    values.push_back(values.front());
    std::size_t broken = 0;
    for (const Message& a : values) {
        for (const Message& b : values) {
            if ((a == b) != (canonical(a) == canonical(b))) ++broken;
        }
    }
    CHECK(broken == 0);
}

TEST_CASE("canonical text escapes what would break its lines", "[laws]") {
    Message message;
    message.wamid = Wamid("a\"b\\c\n");
    CHECK(canonical(message) == "wamid \"a\\x22b\\x5cc\\x0a\"\norigin imported 0\n");
}
