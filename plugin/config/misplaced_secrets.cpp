#include "config/misplaced_secrets.hpp"

#include "config/json_pointer.hpp"
#include "config/secret_shapes.hpp"

#include <algorithm>
#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <string>

namespace coexist::config {
namespace {

namespace json = boost::json;

constexpr std::string_view token_words =
    "This looks like an access token or key, and none stands in this file: an account's own is given to the action "
    "adopt, which keeps it encrypted. Remove it here, treat it as leaked and make a new one.";
constexpr std::string_view secret_words =
    "This looks like a secret, and none stands in this file itself: write where it is kept, {env: NAME} or "
    "{file: /PATH}, at the key that takes it. Remove it here, treat it as leaked and make a new one.";
constexpr std::string_view comment_words =
    "This comment holds what looks like a secret. Remove it, treat it as leaked and make a new one.";

bool ends_in(std::string_view text, std::string_view end) {
    return text.size() >= end.size() && text.substr(text.size() - end.size()) == end;
}

// A path may hold hex of a folder's name; a "path" that is nothing but a word is none.
bool is_path_of_folders(std::string_view pointer, std::string_view text) {
    return ends_in(pointer, "/file") && std::count(text.begin(), text.end(), '/') > 1;
}

bool is_of_a_header(std::string_view pointer) {
    return ends_in(pointer, "/prefix") || ends_in(pointer, "/header") || ends_in(pointer, "/auth_header/name");
}

class Search {
  public:
    void at(const json::value& value, const std::string& pointer) {
        if (const json::string* text = value.if_string()) return look(*text, pointer, is_of_a_header(pointer));
        if (const json::array* list = value.if_array()) {
            for (std::size_t index = 0; index < list->size(); ++index)
                at((*list)[index], pointer + "/" + std::to_string(index));
        }
        if (const json::object* object = value.if_object()) {
            for (const auto& [key, member] : *object) {
                const std::string below = pointer + pointer_step(key);
                // The host's ids of tenants may be hex.
                if (pointer != "/tenants" || holds_token(key)) look(key, below, false);
                at(member, below);
            }
        }
    }
    std::vector<ProblemError> take() { return std::move(found_); }

  private:
    void look(std::string_view text, const std::string& pointer, bool must_be_short) {
        const bool of_accounts = pointer.find("/auth_header/") != std::string::npos;
        if (holds_token(text) || (of_accounts && holds_long_key(text))) {
            found_.push_back({pointer, std::string(token_words)});
        } else if ((holds_hex_secret(text) && !is_path_of_folders(pointer, text)) ||
                   (must_be_short && holds_long_key(text))) {
            found_.push_back({pointer, std::string(secret_words)});
        }
    }

    std::vector<ProblemError> found_;
};

// Where the comment of a line begins; npos: it has none.
std::size_t comment_of(std::string_view line) {
    for (std::size_t at = line.find('#'); at != std::string_view::npos; at = line.find('#', at + 1)) {
        if (at == 0 || line[at - 1] == ' ' || line[at - 1] == '\t') return at;
    }
    return std::string_view::npos;
}

}  // namespace

std::vector<ProblemError> misplaced_secrets(const json::value& document) {
    Search search;
    search.at(document, "");
    return search.take();
}

std::vector<ProblemError> secrets_in_comments(std::string_view text) {
    std::vector<ProblemError> found;
    int line = 1;
    for (std::size_t begin = 0; begin < text.size(); ++line) {
        const std::size_t end = std::min(text.find('\n', begin), text.size());
        const std::string_view row = text.substr(begin, end - begin);
        const std::size_t at = comment_of(row);
        if (at != std::string_view::npos && (holds_token(row.substr(at)) || holds_hex_secret(row.substr(at)))) {
            found.push_back({"", std::string(comment_words), line, static_cast<int>(at) + 1});
        }
        begin = end + 1;
    }
    return found;
}

void hide_secrets(std::vector<ProblemError>& errors) {
    for (ProblemError& one : errors) {
        const bool hex = one.path.rfind("/tenants/", 0) != 0;
        one.path = without_secrets(one.path, hex);
        one.detail = without_secrets(one.detail, hex);
    }
}

}  // namespace coexist::config
