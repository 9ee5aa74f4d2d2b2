#include "health/document.hpp"

#include <boost/json.hpp>

#include "health/check.hpp"
#include "runtime/timestamps.hpp"

namespace coexist {
namespace json = boost::json;
namespace {

json::object problem_of(std::string_view name, const json::object& check) {
    return {{"check", name},
            {"status", check.at("status")},
            {"code", check.at("code")},
            {"detail", check.at("detail")},
            {"next", check.at("next")}};
}

}  // namespace

std::string health_document(const Present& present, const Eyes& eyes) {
    const Eyes seen = present.with(eyes);
    json::object found;
    found["journal"] = checks::journal(present, seen.all);
    found["owner"] = checks::owner(present);
    found["state"] = checks::state(present);
    found["disk"] = checks::disk(present);
    found["retention"] = checks::retention(present);
    found["sqlite"] = checks::sqlite();
    found["clock"] = checks::clock(present);
    found["configuration"] = checks::configuration(present);
    found["accounts"] = checks::accounts(present, seen);
    found["sends"] = checks::sends(present, seen);
    found["media"] = checks::media(present, seen);
    if (seen.all) {
        found["quarantine"] = checks::quarantine(present);
        found["unknown_kinds"] = checks::unknown_kinds(present);
        found["feed"] = checks::feed(present);
        found["webhooks"] = checks::webhooks(present);
        found["platform_calls"] = checks::platform_calls(present);
    }
    json::array problems;
    const char* status = "ok";
    for (const char* level : {"fail", "warn"}) {
        for (const auto& [name, check] : found) {
            if (check.as_object().at("status").as_string() == level) {
                problems.push_back(problem_of(name, check.as_object()));
                if (std::string_view(status) == "ok") status = level;
            }
        }
    }
    return json::serialize(json::object{{"status", status},
                                        {"at", rfc3339(present.now_ms)},
                                        {"checks", std::move(found)},
                                        {"problems", std::move(problems)}});
}

}  // namespace coexist
