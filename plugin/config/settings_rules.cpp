#include "config/settings_rules.hpp"

#include "config/json_pointer.hpp"
#include "config/nearest.hpp"
#include "config/settings_decode.hpp"
#include "config/time_zone.hpp"

#include <Poco/Exception.h>
#include <Poco/Net/IPAddress.h>
#include <Poco/URI.h>
#include <boost/json/object.hpp>

namespace coexist::config {
namespace {

namespace json = boost::json;

const json::object* object_in(const json::value& parent, std::string_view key) {
    const json::object* object = parent.if_object();
    const json::value* child = object != nullptr ? object->if_contains(key) : nullptr;
    return child != nullptr ? child->if_object() : nullptr;
}

constexpr std::size_t longest_callback = 200;  // Meta, "Override callback URL"

class Rules {
  public:
    void check(const json::value& document) {
        url("", document, "public_url", "public_url");
        roads(document);
        names(document);
        if (const json::object* apps = object_in(document, "apps")) {
            for (const auto& [name, app] : *apps) {
                const std::string path = "/apps" + pointer_step(name);
                url(path, app, "graph_base", "graph_base");
                if (const json::object* signup = object_in(app, "signup")) {
                    url(path + "/signup", *signup, "dialog_base", "dialog_base");
                    if (const json::value* sdk = signup->if_contains("sdk")) {
                        url(path + "/signup/sdk", *sdk, "script", "script");
                    }
                    way_back(document, path + "/signup", *signup, name);
                }
            }
        }
        if (const json::object* gateways = object_in(document, "gateways")) {
            for (const auto& [name, one] : *gateways)
                url("/gateways" + pointer_step(name), one, "base_url", "base_url");
        }
        tenants(document);
    }
    RuleFindings take() { return std::move(findings_); }

  private:
    void error(std::string path, std::string detail) {
        findings_.errors.push_back({std::move(path), std::move(detail)});
    }

    void url(const std::string& above, const json::value& parent, std::string_view key, const std::string& shown) {
        const json::object* object = parent.if_object();
        const json::value* found = object != nullptr ? object->if_contains(key) : nullptr;
        if (found == nullptr || !found->is_string()) return;
        const std::string text(found->get_string());
        if (text.rfind("http://", 0) != 0) return;
        std::string path = above + pointer_step(key);
        if (is_loopback_url(text)) {
            findings_.warnings.push_back(
                {std::move(path), shown + " is plain http to this machine itself: for tests only."});
        } else {
            error(std::move(path),
                  "Plain http would carry tokens and messages in the open. Write https://; http is "
                  "accepted only to this machine itself (localhost, 127.0.0.1), for tests.");
        }
    }

    // Meta, "Facebook Login for Business": "Enforce HTTPS" cannot be switched off, so its dialog sends nobody back to
    // http. Only a dialog on this machine itself, for tests, does.
    void way_back(const json::value& document, const std::string& path, const json::object& signup,
                  std::string_view app) {
        const std::string public_url = text_of(document.get_object(), "public_url");
        const std::string dialog = text_of(signup, "dialog_base");
        if (public_url.rfind("http://", 0) == 0 && (dialog.empty() || !is_loopback_url(dialog))) {
            error(path,
                  "Meta's dialog sends the browser back to https only, and public_url is plain http. Write the https "
                  "address under which this plugin is reached from outside in public_url, or take signup out.");
        }
        pages(path, signup);
        const json::value* own = signup.if_contains("override_callback");
        if (own == nullptr || !own->is_bool() || !own->get_bool()) return;
        const std::string callback = public_url + "/webhooks/" + std::string(app);
        if (callback.size() <= longest_callback) return;
        error(path + "/override_callback", "Meta takes at most " + std::to_string(longest_callback) +
                                               " characters for such a callback, and " + callback + " has " +
                                               std::to_string(callback.size()) +
                                               ". Shorten public_url, or leave override_callback out.");
    }

    void pages(const std::string& path, const json::object& signup) {
        const json::value* list = signup.if_contains("return_pages");
        if (list == nullptr || !list->is_array()) return;
        std::size_t place = 0;
        for (const json::value& page : list->get_array()) {
            const std::string at = path + "/return_pages/" + std::to_string(place++);
            if (!page.is_string() || page.get_string().find("http://") != 0) continue;
            if (is_loopback_url(std::string(page.get_string()))) {
                findings_.warnings.push_back(
                    {at, "The return page is plain http to this machine itself: for tests only."});
            } else {
                error(at,
                      "Plain http would show the browser's way back to anyone. Write https://; http is accepted "
                      "only to this machine itself (localhost, 127.0.0.1), for tests.");
            }
        }
    }

    static std::string text_of(const json::object& parent, std::string_view key) {
        const json::value* found = parent.if_contains(key);
        return found != nullptr && found->is_string() ? std::string(found->get_string()) : std::string();
    }

    void roads(const json::value& document) {
        const json::object* apps = object_in(document, "apps");
        const json::object* gateways = object_in(document, "gateways");
        if ((apps != nullptr && !apps->empty()) || (gateways != nullptr && !gateways->empty())) return;
        findings_.warnings.push_back(
            {"",
             "There is no app and no gateway, so that no number can be connected. Add one under apps or gateways."});
    }

    void names(const json::value& document) {
        const json::object* apps = object_in(document, "apps");
        const json::object* gateways = object_in(document, "gateways");
        if (apps == nullptr || gateways == nullptr) return;
        for (const auto& [name, gateway] : *gateways) {
            if (!apps->contains(name)) continue;
            error("/gateways" + pointer_step(name), "An app has the name " + in_quotes(name) +
                                                        " too, and both would have the webhook /webhooks/" +
                                                        std::string(name) + ". Give one another name.");
        }
    }

    void tenants(const json::value& document) {
        TenantSettings defaults;
        const std::size_t before = findings_.errors.size();
        if (const json::object* given = object_in(document, "defaults")) {
            apply_tenant_settings(*given, defaults);
            fit("/defaults", defaults);
        }
        const json::object* tenants = object_in(document, "tenants");
        // What is wrong with the defaults is said once, not again for each tenant.
        if (tenants == nullptr || findings_.errors.size() > before) return;
        for (const auto& [name, given] : *tenants) {
            if (!given.is_object()) continue;
            TenantSettings own = defaults;
            apply_tenant_settings(given.get_object(), own);
            own.connect_timeout = defaults.connect_timeout;  // the schema refuses them here
            own.total_timeout = defaults.total_timeout;
            fit("/tenants" + pointer_step(name), own);
        }
    }

    void fit(const std::string& path, const TenantSettings& all) {
        if (all.send_share_mps > all.throughput_mps) {
            error(path, "send_share_mps (" + std::to_string(all.send_share_mps) + ") is more than throughput_mps (" +
                            std::to_string(all.throughput_mps) +
                            "), of which it is a share. Set both, or lower send_share_mps.");
        }
        if (all.keepalive_warn >= all.keepalive_urgent) {
            error(path, "keepalive: warn_days (" + std::to_string(all.keepalive_warn.count()) +
                            ") must be less than urgent_days (" + std::to_string(all.keepalive_urgent.count()) + ").");
        }
        if (all.connect_timeout > all.total_timeout) {
            error(path, "timeouts: connect_ms (" + std::to_string(all.connect_timeout.count()) +
                            ") is more than total_ms (" + std::to_string(all.total_timeout.count()) +
                            "), which includes it.");
        }
        if (!time_zone_known(all.campaigns.time_zone)) {
            error(
                path + "/campaigns/time_zone",
                "This machine knows no time zone \"" + all.campaigns.time_zone +
                    "\". Write its IANA name, such as Europe/Istanbul, and see that the package tzdata is installed.");
        }
    }

    RuleFindings findings_;
};

}  // namespace

RuleFindings check_rules(const json::value& document) {
    Rules rules;
    rules.check(document);
    return rules.take();
}

bool is_loopback_url(const std::string& url) {
    try {
        std::string host = Poco::URI(url).getHost();
        if (host == "localhost") return true;
        if (host.size() > 2 && host.front() == '[') host = host.substr(1, host.size() - 2);
        Poco::Net::IPAddress address;
        return Poco::Net::IPAddress::tryParse(host, address) && address.isLoopback();
    } catch (const Poco::Exception&) {
        return false;
    }
}

}  // namespace coexist::config
