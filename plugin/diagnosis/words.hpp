#pragma once
#include <boost/json/object.hpp>
#include <string>
#include <string_view>
#include <vector>

namespace coexist {

/// The words of the diagnosis in the reader's language (schemas/diagnosis/en.json, tr.json, es.json); English for any
/// other. Lives as long as the library.
const boost::json::object& diagnosis_words(std::string_view locale);
/// What Meta's support is told, in English (schemas/diagnosis/support.json).
const boost::json::object& support_words();

/// The text at the end of these names; empty if there is none.
std::string text_at(const boost::json::object& words, const std::vector<std::string>& path);

/// The text with {places} filled; a place that is not named stays.
std::string filled(std::string text, const std::vector<std::pair<std::string_view, std::string_view>>& places);

}  // namespace coexist
