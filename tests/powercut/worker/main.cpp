// A web worker of some host: opens the plugin as client, gives it deliveries, asks it to send, and follows the feed
// under names of its own. Prints a line for each thing that the plugin promised: "ack RUN NUMBER" for a delivery that
// was answered 200, "asked OPERATION" for a send that was taken. Ends when it is killed.
#include <crm/plugin.h>
#include <dlfcn.h>
#include <unistd.h>

#include <cstdio>
#include <cstdlib>
#include <exception>
#include <fstream>
#include <sstream>
#include <stdexcept>
#include <string>

#include "options.hpp"

namespace {

constexpr std::uint32_t guests = 20;
constexpr std::uint32_t deliveries = 3000;
constexpr std::string_view actor = R"({"id":"sam","name":"Sam","roles":["staff"],"tenants":["harbour"]})";

crm_str str(std::string_view text) {
    return {text.data(), text.size()};
}

class Worker {
  public:
    explicit Worker(const bench::Options& options)
        : plugin_(load(options.text("plugin"))), account_(options.text("account", "")), run_(options.text("run")) {
        std::ifstream file(options.text("config"));
        std::ostringstream read;
        read << file.rdbuf();
        const std::string text = read.str();
        const std::string open = R"({"state":"sqlite:)" + options.text("directory") + R"(","role":"client"})";
        const crm_str told = str(open);
        must(plugin_->open(nullptr, &told, &instance_), "open");
        const crm_document document{sizeof document, 0, str(text), str("coexistence.yaml")};
        must(plugin_->configure(instance_, &document), "configure");
        must(plugin_->start(instance_), "start");
    }

    void deliver(std::string_view body, std::string_view signature, std::uint32_t number) {
        const crm_header headers[] = {{str("host"), str("127.0.0.1")},
                                      {str("content-type"), str("application/json")},
                                      {str("x-hub-signature-256"), str(signature)}};
        crm_http_request request = post("/webhooks/hotel", body);
        request.header_count = 3;
        request.headers = headers;
        const crm_reply* reply = plugin_->handle_http(instance_, &request);
        const bool stored = reply != nullptr && reply->http_status == 200;
        plugin_->release(reply);
        if (stored) say("ack " + run_ + " " + std::to_string(number));
    }

    void send(std::uint32_t number) {
        const std::string key = "run-" + run_ + "-" + std::to_string(number);
        const crm_header headers[] = {{str("host"), str("127.0.0.1")},
                                      {str("content-type"), str("application/json")},
                                      {str("idempotency-key"), str(key)}};
        char to[16];
        std::snprintf(to, sizeof to, "+4915%09u", number % guests);
        const std::string path = "/v1/accounts/" + account_ + "/actions/send_text";
        const std::string body = std::string(R"({"to":")") + to + R"(","text":"Answer )" + key + R"("})";
        crm_http_request request = post(path, body);
        request.header_count = 3;
        request.headers = headers;
        request.actor = str(actor);
        const crm_reply* reply = plugin_->handle_http(instance_, &request);
        const std::string said = reply == nullptr ? std::string() : std::string(reply->body.ptr, reply->body.len);
        const bool taken = reply != nullptr && (reply->http_status == 200 || reply->http_status == 202);
        plugin_->release(reply);
        const std::size_t id = said.find("\"op_");
        if (taken && id != std::string::npos) say("asked " + said.substr(id + 1, said.find('"', id + 1) - id - 1));
    }

    // Under a new, long name each time: the consumers' file grows by rows and pages.
    void follow(std::uint32_t number) {
        const std::string consumer =
            "tenant:harbour/worker-" + run_ + "-" + std::to_string(number) + std::string(number % 120, 'x');
        crm_feed_read read{};
        read.struct_size = sizeof read;
        read.consumer = str(consumer);
        read.max_events = 20;
        const crm_reply* reply = plugin_->next_events(instance_, &read);
        const std::string said = reply == nullptr ? std::string() : std::string(reply->body.ptr, reply->body.len);
        plugin_->release(reply);
        constexpr std::string_view name = "\"cursor\":\"";
        const std::size_t at = said.rfind(name);
        if (at == std::string::npos) return;
        const std::string cursor = said.substr(at + name.size(), said.rfind('"') - at - name.size());
        read.cursor = str(cursor);
        plugin_->ack_events(instance_, &read);
    }

    [[nodiscard]] bool sends() const { return !account_.empty(); }

  private:
    static const crm_plugin* load(const std::string& file) {
        void* library = ::dlopen(file.c_str(), RTLD_NOW | RTLD_LOCAL);
        if (library == nullptr) throw std::runtime_error(::dlerror());
        const auto entry = reinterpret_cast<decltype(&crm_plugin_entry)>(::dlsym(library, "crm_plugin_entry"));
        const crm_plugin* plugin = entry == nullptr ? nullptr : entry(CRM_ABI_VERSION);
        if (plugin == nullptr) throw std::runtime_error(file + " is no plugin for this program");
        return plugin;
    }

    static crm_http_request post(std::string_view path, std::string_view body) {
        crm_http_request request{};
        request.struct_size = sizeof request;
        request.method = str("POST");
        request.path = str(path);
        request.body = str(body);
        return request;
    }

    void must(const crm_reply* reply, const char* what) const {
        const bool good = reply != nullptr && reply->status >= 0;
        const std::string said = reply == nullptr ? std::string() : std::string(reply->body.ptr, reply->body.len);
        plugin_->release(reply);
        if (!good) throw std::runtime_error(std::string(what) + ": " + said);
    }

    // Past stdio's buffer: what was said is said, whenever the process is killed.
    static void say(std::string line) {
        line += '\n';
        if (::write(STDOUT_FILENO, line.data(), line.size()) < 0) std::_Exit(1);
    }

    const crm_plugin* plugin_;
    crm_instance* instance_ = nullptr;
    const std::string account_;
    const std::string run_;
};

}  // namespace

int main(int count, char** words) {
    try {
        const bench::Options options(count, words);
        const char* secret = std::getenv("COEXIST_APP_SECRET");
        const bench::Sender sender{secret == nullptr ? "" : secret, options.text("phone-number-id"),
                                   options.text("waba-id"), options.text("digits")};
        const bench::Webhooks webhooks(sender, std::stoull(options.text("run")), deliveries, guests);
        Worker worker(options);
        std::string body = webhooks.blank();
        for (std::uint32_t number = 0; number < webhooks.size(); ++number) {
            webhooks.fill(body, number);
            worker.deliver(body, webhooks.signature(number), number);
            if (worker.sends() && number % 6 == 3) worker.send(number);
            if (number % 2 == 1) worker.follow(number);
        }
        for (;;) ::pause();
    } catch (const std::exception& error) {
        std::fprintf(stderr, "powercut-worker: %s\n", error.what());
        return 1;
    }
}
