#pragma once
#include <cstdint>
#include <string>

#include "model/throughput.hpp"
#include "store/session.hpp"

namespace coexist {

/// The level that a number's reads showed. Kept: no delivery tells it again.
inline constexpr const char* throughput_of_numbers = R"sql(
CREATE TABLE number_throughput(
  account BIGINT PRIMARY KEY,
  level TEXT NOT NULL,
  read_at BIGINT NOT NULL);
)sql";

/// What is known of an account's throughput: the newest read, and the upgrade that was announced.
Throughput throughput_of(Session& session, std::int64_t account);
/// A read that was asked at `read_at` (Unix ms) showed this level; an older one changes nothing.
void save_throughput_read(Session& session, std::int64_t account, const std::string& level, std::int64_t read_at);

}  // namespace coexist
