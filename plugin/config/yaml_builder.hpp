#pragma once
#include "config/yaml_tree.hpp"

#include <yaml-cpp/eventhandler.h>
#include <yaml-cpp/mark.h>
#include <map>
#include <string>
#include <unordered_map>
#include <vector>

namespace coexist::config {

/// The place of a mark of yaml-cpp, whose columns count bytes: ours count characters, as editors do.
Place place_in(std::string_view text, const YAML::Mark& mark);

/// The same for many marks that come in order: a row is counted through once, however many values stand in it.
class PlaceCount {
  public:
    explicit PlaceCount(std::string_view text) : text_(text) {}
    Place at(const YAML::Mark& mark);

  private:
    std::string_view text_;
    std::size_t row_ = 0;         ///< where it begins
    std::size_t counted_to_ = 0;  ///< in this row
    int continuing_ = 0;          ///< bytes of this row before counted_to_ that begin no character
};

/// Builds a YamlTree from yaml-cpp's events. Events, not yaml-cpp's nodes: nodes have forgotten which keys stood
/// twice and where keys stood. Throws a Problem where reading must end.
class YamlBuilder : public YAML::EventHandler {
  public:
    explicit YamlBuilder(std::string_view text) : text_(text), places_(text) {}
    YamlTree take() { return std::move(tree_); }

    void OnDocumentStart(const YAML::Mark& mark) override;
    void OnDocumentEnd() override {}
    void OnNull(const YAML::Mark& mark, YAML::anchor_t anchor) override;
    void OnAlias(const YAML::Mark& mark, YAML::anchor_t anchor) override;
    void OnScalar(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                  const std::string& value) override;
    void OnSequenceStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                         YAML::EmitterStyle::value style) override;
    void OnSequenceEnd() override { close(); }
    void OnMapStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                    YAML::EmitterStyle::value style) override;
    void OnMapEnd() override { close(); }

  private:
    struct Open {
        std::size_t node = 0;
        YAML::anchor_t anchor = 0;
        bool is_object = false;
        bool at_key = true;
        bool keep_value = true;  ///< false: the key stood before
        YamlEntry entry;
        std::unordered_map<std::string, int> lines;         ///< of keys that were seen
        std::vector<std::pair<std::size_t, Place>> merges;  ///< values of "<<"
        bool merge_next = false;
    };

    [[nodiscard]] bool key_comes() const { return !open_.empty() && open_.back().is_object && open_.back().at_key; }
    [[nodiscard]] std::string path() const;
    [[noreturn]] void refuse(std::string detail, Place place) const;
    void refuse_as_key(const YAML::Mark& mark) const;
    std::size_t add(YamlNode node, YAML::anchor_t anchor);
    void take_key(const std::string& key, bool plain, Place place);
    void attach(std::size_t node);
    void open(YamlNode node, YAML::anchor_t anchor, bool is_object);
    void close();
    void merge(Open& open);
    void merge_from(std::size_t source, Place place, Open& open);

    std::string_view text_;
    PlaceCount places_;
    YamlTree tree_;
    std::vector<Open> open_;
    std::map<YAML::anchor_t, std::size_t> anchors_;
    std::size_t merged_ = 0;
    bool has_document_ = false;
};

}  // namespace coexist::config
