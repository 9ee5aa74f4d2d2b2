#include "config/yaml_tree.hpp"

#include "config/json_pointer.hpp"
#include "config/yaml_builder.hpp"
#include "config/yaml_scalar.hpp"

#include <utf8cpp/utf8.h>
#include <yaml-cpp/exceptions.h>
#include <yaml-cpp/parser.h>
#include <algorithm>
#include <istream>
#include <streambuf>

namespace coexist::config {
namespace {

constexpr std::string_view byte_order_mark = "\xEF\xBB\xBF";

// A stream over borrowed bytes.
class Bytes : public std::streambuf {
  public:
    explicit Bytes(std::string_view text) {
        auto* begin = const_cast<char*>(text.data());  // NOLINT: streambuf's get area is char*, never written to
        setg(begin, begin, begin + text.size());
    }
};

// yaml-cpp's messages by their text: its constants are not constexpr.
struct Reworded {
    std::string_view theirs;
    std::string_view ours;
};
constexpr std::string_view unknown_escape = "unknown escape character: ";
constexpr std::string_view tab_words = "Indentation must be made of spaces, not tabs.";
constexpr Reworded rewordings[] = {
    {"end of sequence flow not found", "A list that \"[\" opened above is not closed with \"]\"."},
    {"end of map flow not found", "An object that \"{\" opened above is not closed with \"}\"."},
    {"illegal flow end", "This bracket closes nothing that was opened."},
    {"illegal map value",
     "A \":\" stands where none may. Check the indentation, and whether a line above lacks its \":\"; text that holds "
     "\": \" needs quotes."},
    {"illegal map key", "A key may not begin here. Check the indentation."},
    {"end of map not found", "The indentation of this line does not fit the lines above, or its \":\" is missing."},
    {"end of sequence not found", "The indentation of this line does not fit the list above."},
    {"illegal block entry", "A list's \"-\" may not stand here. Check the indentation."},
    {"unknown token", "A value may not begin with this character. Put it in quotes."},
    {"the referenced anchor is not defined", "This alias names an anchor that is not defined above it."},
    {"illegal tab when looking for indentation", tab_words},
};

bool is_indented_by_tab(std::string_view text, int line) {
    for (; line > 0; --line) text.remove_prefix(std::min(text.find('\n'), text.size() - 1) + 1);
    const std::string_view indentation = text.substr(0, std::min(text.find_first_not_of(" \t"), text.size()));
    return indentation.find('\t') != std::string_view::npos;
}

std::string reworded(const std::string& theirs) {
    for (const Reworded& one : rewordings) {
        if (one.theirs == theirs) return std::string(one.ours);
    }
    if (theirs.rfind(unknown_escape, 0) == 0) {
        return "This backslash begins no escape that YAML knows. Write \\\\ for a backslash, or use single quotes.";
    }
    return "This is not YAML: " + theirs + ".";
}

// The first byte that may not stand in a configuration: no UTF-8, or a control character.
Result<std::monostate> check_characters(std::string_view text) {
    if (text.substr(0, 2) == "\xFF\xFE" || text.substr(0, 2) == "\xFE\xFF") {
        return config_problem("", "The file is UTF-16 (Windows calls it Unicode). Save it as UTF-8.", {1, 1});
    }
    int line = 1;
    for (std::size_t begin = 0; begin <= text.size(); ++line) {
        const std::size_t end = std::min(text.find('\n', begin), text.size());
        const std::string_view row = text.substr(begin, end - begin);
        if (!utf8::is_valid(row.begin(), row.end())) {
            return config_problem("", "This line is not UTF-8. Save the file as UTF-8.", {line, 1});
        }
        const auto control = std::find_if(row.begin(), row.end(), [](char c) {
            const auto byte = static_cast<unsigned char>(c);
            return (byte < 0x20 && c != '\t' && c != '\r') || byte == 0x7f;
        });
        if (control != row.end()) {
            const auto column = static_cast<int>(control - row.begin()) + 1;
            return config_problem("", "A control character stands here, which YAML does not allow. Remove it.",
                                  {line, column});
        }
        begin = end + 1;
    }
    return std::monostate{};
}

struct Expansion {
    const YamlTree& tree;
    std::size_t values = 0;

    boost::json::value expand(std::size_t index, std::size_t depth) {
        const YamlNode& node = tree.nodes[index];
        if (++values > max_yaml_values) {
            throw config_problem(
                "", "The aliases of this file expand to more than " + std::to_string(max_yaml_values) + " values.",
                node.place);
        }
        if (depth > max_yaml_depth) {
            throw config_problem(
                "", "The aliases of this file nest deeper than " + std::to_string(max_yaml_depth) + " levels.",
                node.place);
        }
        switch (node.kind) {
            case YamlNode::Kind::null:
                return nullptr;
            case YamlNode::Kind::plain:
                return plain_scalar(node.scalar);
            case YamlNode::Kind::text:
                return boost::json::string(node.scalar);
            case YamlNode::Kind::list: {
                boost::json::array list;
                for (const std::size_t item : node.items) list.push_back(expand(item, depth + 1));
                return list;
            }
            case YamlNode::Kind::object:
                break;
        }
        boost::json::object object;
        for (const YamlEntry& entry : node.entries) object.emplace(entry.key, expand(entry.value, depth + 1));
        return object;
    }
};

}  // namespace

Problem config_problem(std::string path, std::string detail, Place place) {
    Problem problem{Refusal::config, "config_invalid", {}, {}, {}};
    problem.errors.push_back({std::move(path), std::move(detail), place.line, place.column});
    return problem;
}

Result<boost::json::value> YamlTree::to_json() const {
    try {
        return Expansion{*this}.expand(root, 0);
    } catch (Problem& problem) {
        return std::move(problem);
    }
}

Place YamlTree::locate(std::string_view pointer) const {
    std::size_t node = root;
    Place place = nodes[root].place;
    while (!pointer.empty()) {
        const std::string step = take_step(pointer);
        const YamlNode& here = nodes[node];
        if (here.kind == YamlNode::Kind::list) {
            std::size_t index = 0;
            for (const char digit : step) index = index * 10 + static_cast<std::size_t>(digit - '0');
            if (index >= here.items.size()) return place;
            node = here.items[index];
            place = nodes[node].place;
            continue;
        }
        const auto entry = std::find_if(here.entries.begin(), here.entries.end(),
                                        [&step](const YamlEntry& one) { return one.key == step; });
        if (entry == here.entries.end()) return place;
        node = entry->value;
        place = entry->place;
    }
    return place;
}

Result<YamlTree> read_yaml(std::string_view text) {
    if (text.size() > max_yaml_bytes) {
        return config_problem("", "The file is larger than 1 MiB. Accounts and messages have no place in it.", {});
    }
    if (text.substr(0, byte_order_mark.size()) == byte_order_mark) text.remove_prefix(byte_order_mark.size());
    if (auto readable = check_characters(text); !readable) return readable.take_problem();
    try {
        Bytes bytes(text);
        std::istream stream(&bytes);
        YAML::Parser parser(stream);
        YamlBuilder builder(text);
        while (parser.HandleNextDocument(builder)) {
        }
        YamlTree tree = builder.take();
        if (tree.nodes.empty()) {
            return config_problem("", "The file is empty. Begin with one of the commented examples in config/.",
                                  {1, 1});
        }
        return tree;
    } catch (Problem& problem) {
        return std::move(problem);
    } catch (const YAML::Exception& unreadable) {
        const Place place = place_in(text, unreadable.mark);
        if (is_indented_by_tab(text, unreadable.mark.line)) return config_problem("", std::string(tab_words), place);
        return config_problem("", reworded(unreadable.msg), place);
    }
}

}  // namespace coexist::config
