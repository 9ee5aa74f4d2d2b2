#include "onboarding/dialog_url.hpp"

#include <Poco/URI.h>

namespace coexist {

std::string query_encoded(std::string_view text) {
    std::string out;
    Poco::URI::encode(std::string(text), "!#$&'()*+,/:;=?@[]%", out);
    return out;
}

std::string connect_redirect_uri(const Settings& settings) {
    return settings.public_url + "/connect/callback";
}

std::string dialog_url(const Settings& settings, const App& app, std::string_view state, Provider provider) {
    const Signup& signup = *app.signup;
    std::string url = signup.dialog_base + "/" + app.graph_version + "/dialog/oauth";
    url += "?client_id=" + query_encoded(app.app_id);
    url += "&redirect_uri=" + query_encoded(connect_redirect_uri(settings));
    url += "&config_id=" + query_encoded(signup.config_id);
    url += "&response_type=code&override_default_response_type=true";
    url += "&state=" + query_encoded(state);
    url += "&extras=" +
           query_encoded(provider == Provider::meta && signup.dedicated ? signup.dedicated->extras : signup.extras);
    return url;
}

}  // namespace coexist
