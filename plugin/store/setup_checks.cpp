#include "store/setup_checks.hpp"

namespace coexist {
namespace {

constexpr const char* upsert =
    "INSERT INTO setup_check(provider, road, at, missing) VALUES($1, $2, $3, $4) ON CONFLICT(provider, road) DO UPDATE "
    "SET at = excluded.at, missing = excluded.missing";
constexpr const char* select_missing = "SELECT missing FROM setup_check WHERE provider = $1 AND road = $2";

}  // namespace

void save_setup_check(Session& session, Provider provider, const std::string& road, std::int64_t at,
                      const std::string& missing) {
    session.sql(upsert).with(std::string(name_of(provider)), road, at, missing).run();
}

std::string missing_in_setup(Session& session, Provider provider, const std::string& road) {
    const std::string named(name_of(provider));  // bound without a copy: it lives until the row is read
    Statement& select = session.sql(select_missing).with(named, road);
    std::string missing = select.next() ? select.text(0) : std::string();
    select.reset();
    return missing;
}

}  // namespace coexist
