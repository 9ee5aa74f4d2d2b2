#include "config/yaml_builder.hpp"

#include "config/json_pointer.hpp"
#include "config/nearest.hpp"

#include <algorithm>

namespace coexist::config {
namespace {

constexpr std::string_view core_tags = "tag:yaml.org,2002:";

// yaml-cpp takes the end of the file for a closing quote: the rest of the file would silently become one text.
bool quote_closes(std::string_view text, std::size_t begin) {
    if (begin >= text.size()) return true;
    const char quote = text[begin];
    if (quote != '"' && quote != '\'') return true;
    for (std::size_t at = begin + 1; at < text.size(); ++at) {
        if (quote == '"' && text[at] == '\\') {
            ++at;
        } else if (text[at] == quote) {
            if (quote == '"' || at + 1 >= text.size() || text[at + 1] != quote) return true;
            ++at;
        }
    }
    return false;
}

// What a key was written as that YAML reads as null.
std::string null_written_at(std::string_view text, std::size_t begin) {
    const std::string_view rest = text.substr(std::min(begin, text.size()));
    if (rest.substr(0, 1) == "~") return "~";
    for (const std::string_view word : {"null", "Null", "NULL"}) {
        if (rest.substr(0, word.size()) == word) return std::string(word);
    }
    return {};
}

}  // namespace

Place place_in(std::string_view text, const YAML::Mark& mark) {
    return PlaceCount(text).at(mark);
}

Place PlaceCount::at(const YAML::Mark& mark) {
    const auto position = std::min(static_cast<std::size_t>(std::max(mark.pos, 0)), text_.size());
    const std::size_t row = position - std::min(static_cast<std::size_t>(std::max(mark.column, 0)), position);
    if (row != row_ || position < counted_to_) {
        row_ = row;
        counted_to_ = row;
        continuing_ = 0;
    }
    const std::string_view passed = text_.substr(counted_to_, position - counted_to_);
    const auto continues = [](char c) { return (static_cast<unsigned char>(c) & 0xc0U) == 0x80U; };
    continuing_ += static_cast<int>(std::count_if(passed.begin(), passed.end(), continues));
    counted_to_ = position;
    return {mark.line + 1, mark.column + 1 - continuing_};
}

std::string YamlBuilder::path() const {
    std::string pointer;
    for (std::size_t level = 0; level + 1 < open_.size(); ++level) {
        const Open& one = open_[level];
        pointer +=
            one.is_object ? pointer_step(one.entry.key) : "/" + std::to_string(tree_.nodes[one.node].items.size());
    }
    return pointer;
}

void YamlBuilder::refuse(std::string detail, Place place) const {
    throw config_problem(path(), std::move(detail), place);
}

void YamlBuilder::refuse_as_key(const YAML::Mark& mark) const {
    if (key_comes())
        refuse("A key must be text followed by \":\"; a list or an object is none.", place_in(text_, mark));
}

void YamlBuilder::OnDocumentStart(const YAML::Mark& mark) {
    if (has_document_) {
        refuse("A second document begins here; the file may hold only one. Remove \"---\" and what does not belong.",
               place_in(text_, mark));
    }
    has_document_ = true;
}

void YamlBuilder::OnNull(const YAML::Mark& mark, YAML::anchor_t anchor) {
    if (key_comes())
        return take_key(null_written_at(text_, static_cast<std::size_t>(mark.pos)), true, place_in(text_, mark));
    YamlNode node;
    node.place = places_.at(mark);
    attach(add(std::move(node), anchor));
}

void YamlBuilder::OnAlias(const YAML::Mark& mark, YAML::anchor_t anchor) {
    refuse_as_key(mark);
    const auto known = anchors_.find(anchor);
    if (known == anchors_.end()) {
        refuse("This alias stands inside the very value that it names.", place_in(text_, mark));
    }
    attach(known->second);
}

void YamlBuilder::OnScalar(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                           const std::string& value) {
    const Place place = places_.at(mark);
    if (tag == "!" && mark.pos >= 0 && !quote_closes(text_, static_cast<std::size_t>(mark.pos))) {
        refuse("The quote that opens here is never closed.", place);
    }
    if (key_comes()) {
        take_key(value, tag == "?", place);
        return;
    }
    YamlNode node;
    node.place = place;
    node.kind = tag == "?" ? YamlNode::Kind::plain : YamlNode::Kind::text;
    if (tag.rfind(core_tags, 0) == 0) {
        node.kind = tag.substr(core_tags.size()) == "str" ? YamlNode::Kind::text : YamlNode::Kind::plain;
    } else if (tag != "?" && tag != "!" && !tag.empty()) {
        refuse("This tag has no meaning here. Remove it: a value is plain text, a number, a list or an object.", place);
    }
    node.scalar = value;
    attach(add(std::move(node), anchor));
}

void YamlBuilder::OnSequenceStart(const YAML::Mark& mark, const std::string& /*tag*/, YAML::anchor_t anchor,
                                  YAML::EmitterStyle::value /*style*/) {
    refuse_as_key(mark);
    YamlNode node;
    node.place = places_.at(mark);
    node.kind = YamlNode::Kind::list;
    open(std::move(node), anchor, false);
}

void YamlBuilder::OnMapStart(const YAML::Mark& mark, const std::string& /*tag*/, YAML::anchor_t anchor,
                             YAML::EmitterStyle::value /*style*/) {
    refuse_as_key(mark);
    YamlNode node;
    node.place = places_.at(mark);
    node.kind = YamlNode::Kind::object;
    open(std::move(node), anchor, true);
}

std::size_t YamlBuilder::add(YamlNode node, YAML::anchor_t anchor) {
    if (tree_.nodes.size() >= max_yaml_values) {
        refuse("The file holds more than " + std::to_string(max_yaml_values) + " values.", node.place);
    }
    tree_.nodes.push_back(std::move(node));
    const std::size_t index = tree_.nodes.size() - 1;
    const YamlNode::Kind kind = tree_.nodes[index].kind;
    // A list or an object can be named from its end on only, else it could hold itself.
    if (anchor != 0 && kind != YamlNode::Kind::list && kind != YamlNode::Kind::object) anchors_[anchor] = index;
    return index;
}

void YamlBuilder::take_key(const std::string& key, bool plain, Place place) {
    Open& top = open_.back();
    top.at_key = false;
    top.keep_value = true;
    top.merge_next = plain && key == "<<";
    top.entry = {key, place, 0};
    const auto [first, is_new] = top.lines.emplace(key, place.line);
    if (is_new) return;
    top.keep_value = false;
    tree_.errors.push_back({path() + pointer_step(key),
                            "The key " + in_quotes(key) + " stands twice here; the first is on line " +
                                std::to_string(first->second) + ". Keep one of them.",
                            place.line, place.column});
}

void YamlBuilder::attach(std::size_t node) {
    if (open_.empty()) {
        tree_.root = node;
        return;
    }
    Open& top = open_.back();
    if (!top.is_object) {
        tree_.nodes[top.node].items.push_back(node);
        return;
    }
    top.at_key = true;
    if (top.merge_next) {
        top.merges.emplace_back(node, top.entry.place);
    } else if (top.keep_value) {
        top.entry.value = node;
        tree_.nodes[top.node].entries.push_back(top.entry);
    }
}

void YamlBuilder::open(YamlNode node, YAML::anchor_t anchor, bool is_object) {
    if (open_.size() >= max_yaml_depth) {
        refuse("Lists and objects are nested deeper than " + std::to_string(max_yaml_depth) + " levels.", node.place);
    }
    Open opened;
    opened.anchor = anchor;
    opened.node = add(std::move(node), anchor);
    opened.is_object = is_object;
    open_.push_back(std::move(opened));
}

void YamlBuilder::close() {
    Open closed = std::move(open_.back());
    merge(closed);
    open_.pop_back();
    if (closed.anchor != 0) anchors_[closed.anchor] = closed.node;
    attach(closed.node);
}

// YAML's merge key: what it brings yields to what is written beside it.
void YamlBuilder::merge(Open& open) {
    for (const auto& [source, place] : open.merges) {
        if (tree_.nodes[source].kind != YamlNode::Kind::list) {
            merge_from(source, place, open);
            continue;
        }
        for (const std::size_t item : std::vector<std::size_t>(tree_.nodes[source].items))
            merge_from(item, place, open);
    }
}

void YamlBuilder::merge_from(std::size_t source, Place place, Open& open) {
    if (tree_.nodes[source].kind != YamlNode::Kind::object) refuse("\"<<\" takes the alias of an object.", place);
    for (const YamlEntry& entry : std::vector<YamlEntry>(tree_.nodes[source].entries)) {
        if (++merged_ > max_yaml_values) refuse("\"<<\" brings in too many values.", place);
        if (open.lines.emplace(entry.key, entry.place.line).second) tree_.nodes[open.node].entries.push_back(entry);
    }
}

}  // namespace coexist::config
