#include "onboarding/dialog_url.hpp"

#include <Poco/URI.h>

#include <boost/json.hpp>

namespace coexist {
namespace json = boost::json;

std::string query_encoded(std::string_view text) {
    std::string out;
    Poco::URI::encode(std::string(text), "!#$&'()*+,/:;=?@[]%", out);
    return out;
}

std::string connect_redirect_uri(const Settings& settings) {
    return settings.public_url + "/connect/callback";
}

namespace {

/// The extras with the business beside what the configuration fills in; unchanged where they are no JSON object.
std::string with_business(const std::string& extras, const json::object& business) {
    json::error_code failed;
    json::value said = json::parse(extras, failed);
    if (business.empty() || failed || !said.is_object()) return extras;
    json::value& setup = said.as_object()["setup"];
    if (!setup.is_object()) setup = json::object();
    json::value& known = setup.as_object()["business"];
    if (!known.is_object()) known = json::object();
    for (const auto& [name, value] : business) known.as_object()[name] = value;
    return json::serialize(said);
}

}  // namespace

const std::string& dialog_extras(const Signup& signup, Provider provider) {
    return provider == Provider::meta && signup.dedicated ? signup.dedicated->extras : signup.extras;
}

std::string dialog_url(const Settings& settings, const App& app, std::string_view state, Provider provider,
                       const json::object& business) {
    const Signup& signup = *app.signup;
    std::string url = signup.dialog_base + "/" + app.graph_version + "/dialog/oauth";
    url += "?client_id=" + query_encoded(app.app_id);
    url += "&redirect_uri=" + query_encoded(connect_redirect_uri(settings));
    url += "&config_id=" + query_encoded(signup.config_id);
    url += "&response_type=code&override_default_response_type=true";
    url += "&state=" + query_encoded(state);
    url += "&extras=" + query_encoded(with_business(dialog_extras(signup, provider), business));
    return url;
}

}  // namespace coexist
