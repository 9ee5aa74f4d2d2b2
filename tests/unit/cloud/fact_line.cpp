#include "cloud/fact_line.hpp"

#include "cloud/fold.hpp"
#include "model/window.hpp"

namespace coexist::cloud {
namespace {

constexpr std::int64_t now = 1'795'010'000;

std::string when(std::int64_t at) {
    if (at == 0) return "untimed";
    if (at == Fold::received_at) return "on-arrival";
    const std::int64_t distance = at - now;
    return (distance < 0 ? "" : "+") + std::to_string(distance) + "s";
}

/// The end of an id, without the padding that all share.
std::string end_of(const std::string& id) {
    constexpr std::size_t shown = 8;
    std::string text = id;
    while (!text.empty() && text.back() == '=') text.pop_back();
    if (!text.empty() && text.back() == 'A') text.pop_back();
    return text.size() > shown ? ".." + text.substr(text.size() - shown) : text;
}

std::string quoted(const std::string& text) {
    std::string line = "\"";
    for (const char letter : text) line += letter == '\n' ? std::string("\\n") : std::string(1, letter);
    return line + '"';
}

std::string names(const Identities& identities) {
    std::string text;
    for (const Identity& one : identities) {
        if (!text.empty()) text += " = ";
        text += one.value;
    }
    return text.empty() ? "nobody" : text;
}

std::string text_of(const Evidence& evidence) {
    return when(evidence.at) + (evidence.source.empty() ? "" : " by " + end_of(evidence.source));
}

void add_content(std::string& line, const Content& content) {
    constexpr const char* witnesses[] = {"", "history", "follow-up", "live"};
    line += std::string(" | ") + witnesses[static_cast<int>(content.witness)] + " " + content.type;
    if (!content.real) line += " (placeholder)";
    line += " " + when(content.evidence.at);
    if (!content.text.empty()) line += " " + quoted(content.text);
    if (content.media) {
        const Media& media = *content.media;
        line += " file " + media.id + " " + media.mime_type + " sha " + media.sha256.substr(0, 6) + "..";
        if (!media.filename.empty()) line += " named " + media.filename;
        if (media.voice) line += " voice";
        if (media.animated) line += " animated";
    }
    if (!content.reply_to.empty()) line += " quotes " + end_of(content.reply_to);
    for (const auto& [name, part] : content.parts) line += " " + name + " " + part;
}

std::string line_of(const Message& message) {
    constexpr const char* sides[] = {"of ?", "in", "out", "CONTRADICTION"};
    std::string line = "message " + end_of(message.wamid.value) + " " + sides[message.sides];
    if (message.content || message.edit) line += " " + std::string(name_of(message.origin));
    if (message.standby) line += " standby";
    line += " with " + names(message.peers);
    if (message.content) add_content(line, *message.content);
    if (message.edit) line += " | edit " + text_of(message.edit->evidence) + " " + quoted(message.edit->text);
    if (message.edit && !message.media_ids.empty()) line += " file " + *message.media_ids.begin();
    if (message.revoke_by_customer) line += " | revoked by customer " + text_of(message.revoke_by_customer->evidence);
    if (message.revoke_by_business) line += " | revoked by business " + text_of(message.revoke_by_business->evidence);
    for (const auto& [actor, reaction] : message.reactions) {
        line += " | " + actor + (reaction.emoji.empty() ? " takes reaction back " : " reacts " + reaction.emoji + " ");
        line += text_of(reaction.evidence) + (reaction.live ? "" : " (history)");
    }
    for (const auto& [status, at] : message.status_times) line += " | " + std::string(name_of(status)) + " " + when(at);
    if (message.business_saw != Status::none) line += " | business saw: " + std::string(name_of(message.business_saw));
    for (const auto& [error, evidence] : message.errors) {
        line += " | error " + std::to_string(error.code) + " " + quoted(error.title) + " " + quoted(error.details);
    }
    if (!message.pricing.empty()) line += " | pricing " + message.pricing;
    if (!message.billing.empty()) line += " | billing " + message.billing;
    if (!message.callback.empty()) line += " | callback " + message.callback;
    const Window window = window_signs(message);
    if (window.customer_at != 0) line += " | opens window";
    if (window.unconfirmed_at != 0) line += " | may open window";
    if (window.refused_at != 0) line += " | window was closed";
    return line;
}

void add_name(std::string& line, const char* what, const std::optional<NameRegister>& name) {
    if (!name) return;
    line += std::string(" | ") + what + " " + (name->removed ? "removed" : quoted(name->name)) + " " +
            when(name->evidence.at);
}

void add_word(std::string& line, const std::string& what, const std::optional<WordRegister>& told) {
    if (told) line += " | " + what + " " + told->word + " " + when(told->evidence.at);
}

std::string line_of(const ContactFact& fact) {
    std::string line = "person " + names(fact.identities);
    add_name(line, "profile", fact.names.profile);
    add_name(line, "address book", fact.names.address_book);
    add_name(line, "username", fact.names.username);
    for (const auto& [category, told] : fact.names.preferences) add_word(line, "wants " + category, told);
    add_word(line, "thread owner", fact.names.thread_owner);
    add_word(line, "key hash", fact.names.key_hash);
    return line;
}

std::string line_of(const MoveFact& fact) {
    return "moved " + names(fact.earlier) + " to " + names(fact.later) + (fact.left ? ", left the number" : "") + " " +
           when(fact.shown.at);
}

std::string line_of(LifeKind kind, const LifeEvent& event) {
    std::string line = "life " + std::string(name_of(kind)) + " " + when(event.at);
    if (!event.reason.empty()) line += " " + event.reason;
    if (!event.initiated_by.empty()) line += " by " + event.initiated_by;
    return line;
}

std::string line_of(const NoticeFact& fact) {
    std::string line;
    for (const auto& [subject, notice] : fact.notices.newest) {
        line += "notice " + std::string(name_of(subject.kind));
        if (!subject.about.empty()) line += " of " + subject.about;
        line += " " + when(notice.at) + " " + quoted(notice.word);
        if (!notice.detail.empty()) line += " " + quoted(notice.detail);
    }
    return line;
}

std::string line_of(const HistoryFact& fact) {
    std::string line = "history";
    for (const auto& [place, chunk] : fact.import.chunks) {
        line += " phase " + std::to_string(place.phase) + " chunk " + std::to_string(place.order) + " progress " +
                std::to_string(chunk.progress) + " messages " + std::to_string(chunk.messages);
    }
    for (const auto& [error, at] : fact.import.refusals) {
        line += " refused " + std::to_string(error.code) + " " + quoted(error.title);
    }
    return line;
}

std::string line_of(const UnknownFact& fact) {
    constexpr std::size_t shown = 60;
    return "unknown " + fact.field + " / " + (fact.what.empty() ? "-" : fact.what) + " " + fact.raw.substr(0, shown) +
           (fact.raw.size() > shown ? "..." : "");
}

std::string said(const Fact& fact) {
    if (const auto* message = std::get_if<MessageFact>(&fact.said)) return line_of(message->message);
    if (const auto* contact = std::get_if<ContactFact>(&fact.said)) return line_of(*contact);
    if (const auto* life = std::get_if<AccountFact>(&fact.said)) {
        const auto& [kind, event] = *life->life.newest.begin();
        return line_of(kind, event);
    }
    if (const auto* notice = std::get_if<NoticeFact>(&fact.said)) return line_of(*notice);
    if (const auto* history = std::get_if<HistoryFact>(&fact.said)) return line_of(*history);
    if (const auto* doubt = std::get_if<DoubtFact>(&fact.said)) return line_of(LifeKind::doubted, doubt->event);
    if (const auto* move = std::get_if<MoveFact>(&fact.said)) return line_of(*move);
    return line_of(std::get<UnknownFact>(fact.said));
}

/// Nothing for the fixtures' number; " @waba" for all of its account, else all that is told.
std::string whom(const Address& address) {
    const bool our_waba = address.waba_id.value == "210987654321001";
    const bool our_number = address.phone_number_id.value == "310987654321002";
    if (our_waba && our_number && address.display_digits == "905321110022") return {};
    std::string text = " @";
    if (!address.phone_number_id.empty()) text += "number " + address.phone_number_id.value + " ";
    text += our_waba ? "waba" : address.waba_id.empty() ? "no waba" : "waba " + address.waba_id.value;
    if (!address.display_digits.empty()) text += " " + address.display_digits;
    return text;
}

}  // namespace

std::string line_of(const Fact& fact) {
    return said(fact) + whom(fact.address);
}

}  // namespace coexist::cloud
