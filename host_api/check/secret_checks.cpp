#include <cstdlib>
#include <fstream>
#include <mutex>
#include <random>
#include <sstream>

#include "check/any_calls.hpp"
#include "check/feed_reader.hpp"

namespace crm::check {
namespace {

/// All that a plugin said: its log, and whatever is added.
class Heard {
  public:
    Heard() {
        host_ = quiet_host();
        host_.ctx = this;
        host_.log = [](void* ctx, std::int32_t, const crm_str* component, const crm_str* message) {
            static_cast<Heard*>(ctx)->add("its log", std::string(view(*component)) + " " + std::string(view(*message)));
        };
    }
    const crm_host& host() const { return host_; }
    void add(const std::string& place, std::string text) {
        const std::lock_guard<std::mutex> lock(mutex_);
        texts_.emplace_back(place, std::move(text));
    }
    void add(const std::string& place, const Reply& reply) {
        add(place, std::string(reply.body()));
        for (std::size_t index = 0; index < reply.header_count(); ++index)
            add(place + "'s headers", std::string(view(reply.header(index).value)));
    }
    /// Where this text was heard; empty when nowhere.
    std::string place_of(const std::string& secret) {
        const std::lock_guard<std::mutex> lock(mutex_);
        for (const auto& [place, text] : texts_) {
            if (text.find(secret) != std::string::npos) return place;
        }
        return {};
    }

  private:
    crm_host host_{};
    std::mutex mutex_;
    std::vector<std::pair<std::string, std::string>> texts_;
};

/// Each call's reply, and every event.
void hear_all(Heard& heard, const Running& all, const Subject& subject) {
    for (const AnyCall& call : any_calls(all.plugin, subject)) heard.add(call.name, call.make(all.instance).reply);
    heard.add("the event feed", all.instance.next_events(reading("check-secrets")));
}

/// Says the canary wherever a secret may be typed by mistake or by right.
void say(const std::string& canary, Heard& heard, const Running& all, const Subject& subject) {
    const crm_plugin& table = *all.plugin.table;
    for (const std::string& text : {"{\"access_token\": \"" + canary + "\"}", "app_secret: " + canary + "\n",
                                    "secrets_key: [" + canary, canary}) {
        const crm_document given = document(text, "check");
        heard.add("check_config", Reply(table, table.check_config(&given)));
    }
    const std::string bearer = "Bearer " + canary;
    const crm_header headers[] = {{str("authorization"), str(bearer)}, {str("cookie"), str(bearer)}};
    std::vector<std::string> paths{"/no-such-path"};
    for (const Route& route : all.plugin.registration.routes) paths.push_back(route.path_prefix);
    for (const std::string& path : paths) {
        for (const char* method : {"GET", "POST"}) {
            crm_http_request request = http_request();
            request.headers = headers;
            request.header_count = 2;
            request.method = str(method);
            request.path = str(path);
            request.body = str("{}");
            heard.add("handle_http " + path, all.instance.handle_http(request));
        }
    }
    const std::string who = actor(subject);
    const std::string input = "{\"access_token\": \"" + canary + "\"}";
    for (const Channel& channel : all.plugin.registration.channels) {
        crm_action_call call = action_call("", "no_such_action", who);
        call.input = str(input);
        heard.add("invoke_action", all.instance.invoke_action(*channel.handler, call));
    }
}

Outcome keeps_canaries(const Subject& subject) {
    std::mt19937 lot(subject.seed);
    std::string canary = "EAAcanary";
    for (int time = 0; time < 24; ++time) canary += static_cast<char>('a' + lot() % 26);
    Heard heard;
    {
        Running all = running(subject, &heard.host());
        say(canary, heard, all, subject);
        hear_all(heard, all, subject);
        heard.add("stop", all.instance.stop(stop_ms));
    }
    const std::string place = heard.place_of(canary);
    return place.empty() ? Outcome::passed() : Outcome::failed("a secret that was handed in came out in " + place);
}

Outcome keeps_named_secrets(const Subject& subject) {
    if (subject.secrets.empty()) return Outcome::skipped("no --secret-env NAME");
    Heard heard;
    {
        Running all = running(subject, &heard.host());
        hear_all(heard, all, subject);
        heard.add("configure", all.instance.configure(document(config_text(subject) + "\n]{", "broken")));
        heard.add("stop", all.instance.stop(stop_ms));
    }
    for (const auto& entry : std::filesystem::recursive_directory_iterator(subject.state)) {
        if (!entry.is_regular_file()) continue;
        std::ifstream stream(entry.path(), std::ios::binary);
        std::ostringstream bytes;
        bytes << stream.rdbuf();
        heard.add("the state's " + entry.path().filename().string(), bytes.str());
    }
    for (const std::string& name : subject.secrets) {
        const char* const value = std::getenv(name.c_str());
        if (value == nullptr || *value == '\0') return Outcome::failed("the environment has no " + name);
        const std::string place = heard.place_of(value);
        if (!place.empty()) return Outcome::failed("the value of " + name + " stands in " + place);
    }
    return Outcome::passed();
}

}  // namespace

std::vector<Check> secret_checks() {
    return {
        {"secrets.canary", "Secrets", "a secret that is handed in comes out of no reply, event, metric or log line",
         "name the key that is wrong, never its value", &keeps_canaries},
        {"secrets.named", "Secrets",
         "the secrets of --secret-env are in no answer, and in no file of the state in the clear",
         "encrypt what you store and redact what you say", &keeps_named_secrets},
    };
}

}  // namespace crm::check
