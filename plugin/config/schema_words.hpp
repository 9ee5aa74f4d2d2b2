#pragma once
#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/value.hpp>
#include <string>
#include <string_view>
#include <vector>

/// What SchemaWalk says to people. No text repeats a value: it may be a secret in the wrong place.
namespace coexist::config::words {

std::string wrong_type(const boost::json::object& schema, const boost::json::value& found);
std::string missing(std::string_view key, const boost::json::value* property);
/// `free` are the known keys that do not stand there yet: only they can have been meant.
std::string unknown_key(std::string_view key, const std::vector<std::string_view>& known,
                        const std::vector<std::string_view>& free, bool hide_key);
std::string not_in(const boost::json::array& allowed, const boost::json::value& found);
std::string must_be(const boost::json::value& only);
std::string wrong_form(const boost::json::object& schema);
std::string forbidden(const boost::json::object& schema);
/// "Must be from 1 to 20." or the one bound that the schema has.
std::string out_of_range(const boost::json::object& schema);
/// `bound` is the schema's number.
std::string too_short(const boost::json::value& bound);
std::string too_long(const boost::json::value& bound);
std::string too_few(const boost::json::value& bound, std::string_view of, const std::vector<std::string_view>& known);
std::string too_many(const boost::json::value& bound, std::string_view of, const std::vector<std::string_view>& known);

}  // namespace coexist::config::words
