#include "entry/configuration_reply.hpp"

#include <boost/json.hpp>

#include "config/settings_summary.hpp"

namespace coexist {

Said configuration_accepted(const Settings& settings, const std::vector<ProblemError>& warnings) {
    boost::json::array listed;
    for (const ProblemError& warning : warnings) {
        boost::json::object entry{{"path", warning.path}, {"detail", warning.detail}};
        if (warning.line > 0) {
            entry["line"] = warning.line;
            entry["column"] = warning.column;
        }
        listed.push_back(std::move(entry));
    }
    boost::json::array summary;
    for (const std::string& line : summary_of(settings)) summary.emplace_back(line);
    Said out;
    out.body =
        boost::json::serialize(boost::json::object{{"warnings", std::move(listed)}, {"summary", std::move(summary)}});
    return out;
}

}  // namespace coexist
