#pragma once
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "channel/platform_call.hpp"

namespace coexist::cloud {

/// How an attempt that the platform refused is repeated without a person.
enum class Retry {
    none,
    soon,         ///< the platform stumbled
    few,          ///< it may as well be the request: three tries
    slow,         ///< a limit that moves within minutes
    pair_rate,    ///< 4^n seconds, as Meta asks for code 131056
    five_minutes  ///< once, after the five minutes that Meta names for code 133015
};

/// What one error code of the Graph API and Cloud API means here (Meta, "Cloud API: error codes" and "Graph API:
/// handle errors"; a few codes are known from integrators only). `subcode` 0 = any.
struct ErrorRow {
    std::int64_t code;
    std::int64_t last_code;  ///< differs from `code` where Meta names a range
    std::int64_t subcode;
    Cure cure;
    Retry retry;
    AccountEffect effect;
    std::string_view sentence;  ///< for staff: what happened
    std::string_view next;      ///< for staff: what to do
};

/// The row of a code, the one with this subcode first; null for a code that Meta does not name.
const ErrorRow* find_error(std::int64_t code, std::int64_t subcode);

/// The row of a code, or the judgement for an unknown one: repeated only if Graph says that the trouble passes
/// (`is_transient`) or the HTTP status is 5xx; otherwise Meta's own words are shown. Code -1: the answer held no Graph
/// error at all; then the HTTP status alone speaks. Known codes are not judged by HTTP status: it varies.
const ErrorRow& judge_error(std::int64_t code, std::int64_t subcode, bool is_transient, int http);

/// All rows, for tests and documentation.
const ErrorRow* error_rows(std::size_t& count);

}  // namespace coexist::cloud
