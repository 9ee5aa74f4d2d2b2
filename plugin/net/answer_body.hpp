#pragma once
#include <Poco/Net/HTTPResponse.h>

#include <cstddef>
#include <iosfwd>
#include <string>

#include "net/exchange_watch.hpp"

namespace coexist::net {

/// Does the answer tell its own end (a length or chunks), or does only the end of the connection?
bool ends_by_itself(const Poco::Net::HTTPResponse& head);

/// Gives the body to `sink` as it comes, to its end. Poco's streams end quietly when the connection breaks, so
/// completeness is proven here: by the length, by the last chunk's mark, or (without either) by an orderly close.
/// Throws ExchangeFailed when it is cut short, over `cap` bytes, or late.
void pour_answer_body(std::istream& in, const Poco::Net::HTTPResponse& head, std::size_t cap, ExchangeWatch& watch,
                      BodySink& sink);

/// The same into memory.
std::string read_answer_body(std::istream& in, const Poco::Net::HTTPResponse& head, std::size_t cap,
                             ExchangeWatch& watch);

}  // namespace coexist::net
