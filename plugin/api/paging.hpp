#pragma once
#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <optional>
#include <string>
#include <string_view>

#include "api/query.hpp"
#include "model/problem.hpp"

namespace coexist {

/// Which part of a list was asked for.
struct Page {
    int limit = 50;
    std::optional<boost::json::array> after;  ///< the place of the last item that the caller has; its shape was checked
    std::string list;
};

/// Reads `limit` (1 to 200, else `limit_invalid`) and `cursor`. `list` names the list and its filters: a cursor of
/// another list, or one that we did not make, is `cursor_invalid`. `shape`: the place's parts in order, 'i' an integer,
/// 's' a text.
Result<Page> page_of(const Query& query, std::string list, std::string_view shape);

/// Puts `next_cursor` into a list's answer; under another name where a list goes on at both ends.
void put_next(boost::json::object& answer, const Page& page, boost::json::array place,
              std::string_view name = "next_cursor");

}  // namespace coexist
