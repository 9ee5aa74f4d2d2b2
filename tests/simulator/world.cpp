#include "world.hpp"

#include "countries.hpp"

#include <algorithm>
#include <ctime>
#include <iterator>

namespace sim {

Guest& Number::guest(const std::string& wa_id, const std::string& user_id, const std::string& portfolio) {
    // A person seen first by user_id and then with a phone stays one person.
    if (!wa_id.empty() && !user_id.empty() && guests.count(wa_id) == 0) {
        auto hidden = guests.extract(user_id);
        if (!hidden.empty()) {
            hidden.key() = wa_id;
            hidden.mapped().wa_id = wa_id;
            return guests.insert(std::move(hidden)).position->second;
        }
    }
    auto& known = guests[wa_id.empty() ? user_id : wa_id];
    if (known.wa_id.empty()) known.wa_id = wa_id;
    if (!user_id.empty()) known.user_id = user_id;
    if (known.user_id.empty()) known.user_id = business_scoped_user_id(portfolio, wa_id);
    return known;
}

Guest* Number::guest_by_user_id(std::string_view user_id) {
    const auto found =
        std::find_if(guests.begin(), guests.end(), [&](const auto& entry) { return entry.second.user_id == user_id; });
    return found == guests.end() ? nullptr : &found->second;
}

Number* World::number(const std::string& id) {
    const auto found = numbers.find(id);
    return found == numbers.end() ? nullptr : &found->second;
}

Message* World::message(const std::string& wamid) {
    const auto found = by_wamid_.find(wamid);
    return found == by_wamid_.end() ? nullptr : &messages[found->second];
}

Message& World::add(Message message) {
    by_wamid_[message.wamid] = messages.size();
    messages.push_back(std::move(message));
    return messages.back();
}

std::string World::portfolio_of(const Number& number) const {
    const auto found = wabas.find(number.waba_id);
    return found == wabas.end() ? std::string() : found->second.owner_business_id;
}

Number* World::number_of_gateway_key(std::string_view header, std::string_view key) {
    for (auto& [id, number] : numbers) {
        if (number.gateway && number.gateway->header == header && number.gateway->key == key) return &number;
    }
    return nullptr;
}

void World::forget_conversations() {
    messages.clear();
    files.clear();
    grants.clear();
    for (auto token = tokens.begin(); token != tokens.end();) {
        token = token->second.from_code ? tokens.erase(token) : std::next(token);
    }
    by_wamid_.clear();
    for (auto& [id, number] : numbers) {
        number.guests.clear();
        number.throughput.clear();
        number.state = number.first.state;
        number.coex = number.first.coex;
        number.attached_app = number.first.app;
        number.phone.business_app = number.first.on_business_app;
        number.phone.knocked_off = false;
        number.sync_requests.clear();
        number.statuses.reset();
    }
}

std::string digits_of(std::string_view text) {
    std::string digits;
    for (const char c : text) {
        if (c >= '0' && c <= '9') digits.push_back(c);
    }
    return digits;
}

std::string display_form(std::string_view digits) {
    const auto code = calling_code_of(digits).digits;
    std::string text = "+" + std::string(code);
    auto rest = digits.substr(code.size());
    const bool turkish = code == "90" && rest.size() == 10;
    while (!rest.empty()) {
        std::size_t group = 3;
        if (turkish ? rest.size() <= 4 : rest.size() == 4) group = turkish ? 2 : 4;
        const auto length = std::min(group, rest.size());
        if (text.size() > 1) text.push_back(' ');
        text.append(rest.substr(0, length));
        rest.remove_prefix(length);
    }
    return text;
}

std::string graph_time(std::int64_t unix_s) {
    const std::time_t at = unix_s;
    std::tm parts{};
    gmtime_r(&at, &parts);
    char text[32];
    const auto length = std::strftime(text, sizeof text, "%Y-%m-%dT%H:%M:%S+0000", &parts);
    return {text, length};
}

std::string_view name_of(Origin origin) {
    switch (origin) {
        case Origin::inbound:
            return "inbound";
        case Origin::echo:
            return "echo";
        case Origin::api:
            break;
    }
    return "api";
}

std::string_view name_of(NumberState state) {
    switch (state) {
        case NumberState::connected:
            return "connected";
        case NumberState::offboarded:
            return "offboarded";
        case NumberState::not_onboarded:
            return "not_onboarded";
        case NumberState::unregistered:
            return "unregistered";
        case NumberState::disconnected:
            break;
    }
    return "disconnected";
}

}  // namespace sim
