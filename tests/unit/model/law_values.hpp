#pragma once
#include <random>
#include <string>
#include <vector>

#include "model/account_life.hpp"
#include "model/account_notices.hpp"
#include "model/account_signs.hpp"
#include "model/contact.hpp"
#include "model/conversation_signs.hpp"
#include "model/history_import.hpp"
#include "model/message.hpp"
#include "model/names_told.hpp"
#include "model/person_graph.hpp"

namespace laws {

/// Values from so small an alphabet that facts meet on every key and tie on every rank.
class Dice {
  public:
    explicit Dice(unsigned seed) : engine_(seed) {}
    int upto(int count) { return static_cast<int>(engine_() % static_cast<unsigned>(count)); }
    bool flip() { return upto(2) == 0; }
    std::string word() { return std::string(1, static_cast<char>('a' + upto(2))); }
    coexist::Evidence evidence() { return {upto(3), word()}; }

  private:
    std::mt19937 engine_;
};

/// One fact each, as the reader would tell it of one message, person or account.
coexist::Message some_message(Dice& dice);
coexist::ContactNames some_names(Dice& dice);
coexist::NamesTold some_names_told(Dice& dice);
coexist::PersonGraph some_people(Dice& dice);
coexist::AccountLife some_life(Dice& dice);
coexist::AccountSigns some_signs(Dice& dice);
coexist::AccountNotices some_notices(Dice& dice);
coexist::HistoryImport some_history(Dice& dice);
coexist::ConversationSigns some_conversation(Dice& dice);
coexist::Window some_window(Dice& dice);

/// `count` facts of one kind, the empty one among them.
template <class Value>
std::vector<Value> facts(Value (*some)(Dice&), unsigned seed, std::size_t count) {
    Dice dice(seed);
    std::vector<Value> values{Value()};
    while (values.size() < count) values.push_back(some(dice));
    return values;
}

/// The first law that `put` (put(into, other)) breaks on these facts, all pairs and all triples of them; empty if none.
template <class Value, class Put>
std::string broken_law(const std::vector<Value>& facts, const Put& put) {
    const auto joined = [&put](Value left, const Value& right) {
        put(left, right);
        return left;
    };
    std::vector<std::vector<Value>> pairs(facts.size());
    for (std::size_t a = 0; a < facts.size(); ++a) {
        for (const Value& b : facts) pairs[a].push_back(joined(facts[a], b));
        if (!(pairs[a][a] == facts[a])) return "idempotent";
    }
    for (std::size_t a = 0; a < facts.size(); ++a) {
        for (std::size_t b = 0; b < facts.size(); ++b) {
            const Value& ab = pairs[a][b];
            if (!(ab == pairs[b][a])) return "commutative";
            if (!(joined(ab, facts[a]) == ab) || !(joined(ab, facts[b]) == ab)) return "told again";
        }
    }
    for (std::size_t a = 0; a < facts.size(); ++a) {
        for (std::size_t b = 0; b < facts.size(); ++b) {
            for (std::size_t c = 0; c < facts.size(); ++c) {
                if (!(joined(pairs[a][b], facts[c]) == joined(facts[a], pairs[b][c]))) return "associative";
            }
        }
    }
    return {};
}

}  // namespace laws
