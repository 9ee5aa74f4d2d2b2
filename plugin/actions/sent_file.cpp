#include "actions/sent_file.hpp"

#include <boost/json.hpp>

#include "store/media.hpp"

namespace coexist {
namespace json = boost::json;
namespace {

constexpr const char* kept_as = "file_facts";

std::string text_in(const json::object& from, const char* name) {
    const json::value* found = from.if_contains(name);
    const json::string* text = found == nullptr ? nullptr : found->if_string();
    return text == nullptr ? std::string() : std::string(*text);
}

std::string file_named_in(const json::object& input) {
    if (std::string id = text_in(input, "file"); !id.empty()) return id;
    const json::value* header = input.if_contains("header");
    return header == nullptr ? std::string() : text_in(header->as_object(), "file");
}

const json::object* facts_in(const json::object& input) {
    const json::value* facts = input.if_contains(kept_as);
    return facts == nullptr ? nullptr : facts->if_object();
}

}  // namespace

Outcome resolve_file(Session& session, const AccountRow& account, json::object& input) {
    const std::string id = file_named_in(input);
    if (id.empty()) return std::monostate{};
    const auto key = key_of(MediaId(id));
    const auto row = key ? find_media(session, *key) : std::nullopt;
    if (!row || row->account != account.id) {
        return Problem{Refusal::not_found,
                       "media_not_found",
                       "There is no file of this id on this account.",
                       "Upload it first (POST /v1/uploads), or take the id of a file from the conversation.",
                       {}};
    }
    if (row->state != MediaState::kept) {
        return Problem{Refusal::conflict,
                       "media_not_here",
                       "This file is not here (" + std::string(name_of(row->state)) + "). " + row->why,
                       "Upload it again, or choose another one.",
                       {}};
    }
    input[kept_as] = json::object{{"key", row->key},
                                  {"id", row->platform_id},
                                  {"mime_type", row->mime_type},
                                  {"content", row->content},
                                  {"bytes", row->bytes}};
    return std::monostate{};
}

std::optional<FileFacts> file_kept_in(const json::object& input) {
    const json::object* facts = facts_in(input);
    if (facts == nullptr) return std::nullopt;
    return FileFacts{text_in(*facts, "mime_type"), facts->at("bytes").as_int64()};
}

std::optional<Media> media_kept_in(const json::object& input) {
    const json::object* facts = facts_in(input);
    if (facts == nullptr) return std::nullopt;
    Media media;
    media.id = text_in(*facts, "id");
    media.mime_type = text_in(*facts, "mime_type");
    media.sha256 = text_in(*facts, "content");
    media.filename = text_in(input, "filename");
    const json::value* voice = input.if_contains("voice");
    media.voice = voice != nullptr && voice->is_bool() && voice->as_bool();
    return media;
}

std::int64_t file_key_in(const json::object& input) {
    const json::object* facts = facts_in(input);
    return facts == nullptr ? 0 : facts->at("key").as_int64();
}

}  // namespace coexist
