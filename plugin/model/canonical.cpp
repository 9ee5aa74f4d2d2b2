#include "model/canonical.hpp"

#include <string_view>

namespace coexist {
namespace {

/// Builds one line after the other; every value is preceded by a blank.
class Lines {
  public:
    Lines& line(std::string_view name) {
        if (!text_.empty()) text_ += '\n';
        text_ += name;
        return *this;
    }
    Lines& word(std::string_view word) {
        text_ += ' ';
        text_ += word;
        return *this;
    }
    Lines& number(std::int64_t number) { return word(std::to_string(number)); }
    Lines& quoted(std::string_view text) {
        constexpr char digits[] = "0123456789abcdef";
        text_ += " \"";
        for (const char letter : text) {
            const auto byte = static_cast<unsigned char>(letter);
            if (byte >= 0x20 && byte != 0x7f && letter != '"' && letter != '\\') {
                text_ += letter;
                continue;
            }
            text_ += "\\x";
            text_ += digits[byte >> 4U];
            text_ += digits[byte & 0xfU];
        }
        text_ += '"';
        return *this;
    }
    Lines& evidence(const Evidence& evidence) { return number(evidence.at).quoted(evidence.source); }
    [[nodiscard]] std::string take() && {
        if (!text_.empty()) text_ += '\n';
        return std::move(text_);
    }

  private:
    std::string text_;
};

void add_content(Lines& lines, const Content& content) {
    lines.line("content").word(content.real ? "real" : "placeholder");
    lines.number(static_cast<std::int64_t>(content.witness)).evidence(content.evidence);
    lines.quoted(content.type).quoted(content.text).quoted(content.reply_to).quoted(content.raw);
    if (content.media) {
        lines.line("media").quoted(content.media->id).quoted(content.media->mime_type).quoted(content.media->sha256);
        lines.quoted(content.media->filename).word(content.media->voice ? "voice" : "file");
        if (content.media->animated) lines.word("animated");
    }
    for (const auto& [name, part] : content.parts) lines.line("part").quoted(name).quoted(part);
}

void add_revoke(Lines& lines, std::string_view name, const std::optional<Revoke>& revoke) {
    if (revoke) lines.line(name).evidence(revoke->evidence).number(revoke->side);
}

void add_name(Lines& lines, std::string_view kind, const std::optional<NameRegister>& name) {
    if (!name) return;
    lines.line(kind).evidence(name->evidence).word(name->removed ? "removed" : "named").quoted(name->name);
}

void add_word(Lines& lines, std::string_view kind, const std::optional<WordRegister>& told) {
    if (told) lines.line(kind).evidence(told->evidence).quoted(told->word);
}

}  // namespace

std::string canonical(const Message& message) {
    Lines lines;
    lines.line("wamid").quoted(message.wamid.value);
    lines.line("origin").word(name_of(message.origin)).number(message.sides);
    for (const Identity& peer : message.peers) lines.line("peer").word(name_of(peer.kind)).quoted(peer.value);
    if (message.content) add_content(lines, *message.content);
    for (const std::string& id : message.media_ids) lines.line("media_id").quoted(id);
    if (message.edit) {
        lines.line("edit").evidence(message.edit->evidence).quoted(message.edit->text).quoted(message.edit->raw);
    }
    add_revoke(lines, "revoke_by_customer", message.revoke_by_customer);
    add_revoke(lines, "revoke_by_business", message.revoke_by_business);
    for (const auto& [actor, reaction] : message.reactions) {
        lines.line("reaction").quoted(actor).evidence(reaction.evidence).quoted(reaction.emoji);
        if (!reaction.live) lines.word("imported");
    }
    for (const auto& [status, at] : message.status_times) lines.line("status").word(name_of(status)).number(at);
    for (const auto& [error, evidence] : message.errors) {
        lines.line("error").number(error.code).quoted(error.title).quoted(error.details).evidence(evidence);
    }
    if (!message.pricing.empty()) lines.line("pricing").quoted(message.pricing);
    if (message.business_saw != Status::none) lines.line("business_saw").word(name_of(message.business_saw));
    if (!message.billing.empty()) lines.line("billing").quoted(message.billing);
    if (message.standby) lines.line("standby");
    if (message.automated) lines.line("automated");
    if (message.first_at != 0) lines.line("first_at").number(message.first_at);
    if (!message.callback.empty()) lines.line("callback").quoted(message.callback);
    return std::move(lines).take();
}

std::string canonical(const ContactNames& names) {
    Lines lines;
    add_name(lines, "profile", names.profile);
    add_name(lines, "address_book", names.address_book);
    add_name(lines, "username", names.username);
    for (const auto& [category, told] : names.preferences) {
        lines.line("preference").quoted(category).evidence(told.evidence).quoted(told.word);
    }
    add_word(lines, "thread_owner", names.thread_owner);
    add_word(lines, "key_hash", names.key_hash);
    return std::move(lines).take();
}

std::string canonical(const AccountLife& life) {
    Lines lines;
    for (const auto& [kind, event] : life.newest) {
        lines.line(name_of(kind))
            .number(event.at)
            .quoted(event.reason)
            .quoted(event.initiated_by)
            .quoted(event.raw)
            .number(event.received_at);
    }
    return std::move(lines).take();
}

std::string canonical(const HistoryImport& import) {
    Lines lines;
    for (const auto& [place, chunk] : import.chunks) {
        lines.line("chunk").number(place.phase).number(place.order).number(chunk.received_at).number(chunk.progress);
        lines.number(chunk.messages);
    }
    for (const auto& [error, received_at] : import.refusals) {
        lines.line("refused").number(error.code).quoted(error.title).quoted(error.details).number(received_at);
    }
    return std::move(lines).take();
}

std::string canonical(const AccountNotices& notices) {
    Lines lines;
    for (const auto& [subject, notice] : notices.newest) {
        lines.line(name_of(subject.kind)).quoted(subject.about).number(notice.at).quoted(notice.word);
        lines.quoted(notice.detail).quoted(notice.raw);
    }
    return std::move(lines).take();
}

}  // namespace coexist
