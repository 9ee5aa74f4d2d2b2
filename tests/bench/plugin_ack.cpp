// ingest.ack, ingest.applied and the feed's latency: the real plugin, loaded and called through its C ABI.
#include <crm/plugin.h>
#include <dlfcn.h>

#include <atomic>
#include <cstdio>
#include <cstdlib>
#include <exception>
#include <fstream>
#include <sstream>
#include <stdexcept>

#include "callers.hpp"
#include "feed_reader.hpp"
#include "options.hpp"

namespace bench {
namespace {

crm_str str(std::string_view text) {
    return {text.data(), text.size()};
}

const crm_plugin* load(const std::string& file) {
    void* library = ::dlopen(file.c_str(), RTLD_NOW | RTLD_LOCAL);
    if (library == nullptr) throw std::runtime_error(::dlerror());
    const auto entry = reinterpret_cast<decltype(&crm_plugin_entry)>(::dlsym(library, "crm_plugin_entry"));
    const crm_plugin* plugin = entry == nullptr ? nullptr : entry(CRM_ABI_VERSION);
    if (plugin == nullptr) throw std::runtime_error(file + " is no plugin for this program");
    return plugin;
}

void must(const crm_plugin* plugin, const crm_reply* reply, const char* what) {
    const bool good = reply != nullptr && reply->status >= 0;
    const std::string said = reply == nullptr ? "" : std::string(reply->body.ptr, reply->body.len);
    plugin->release(reply);
    if (!good) throw std::runtime_error(std::string(what) + ": " + said);
}

class Plugin : public Receiver {
  public:
    explicit Plugin(const Options& options) : plugin_(load(options.text("plugin"))) {
        std::ifstream file(options.text("config"));
        std::ostringstream read;
        read << file.rdbuf();
        const std::string text = read.str();
        const std::string open = R"({"state":"sqlite:)" + options.text("directory") + R"(","role":")" +
                                 options.text("role", "owner") + R"("})";
        const crm_str told = str(open);
        must(plugin_, plugin_->open(nullptr, &told, &instance_), "open");
        const crm_document document{sizeof document, 0, str(text), str("bench.yaml")};
        must(plugin_, plugin_->configure(instance_, &document), "configure");
        must(plugin_, plugin_->start(instance_), "start");
        path_ = "/webhooks/" + options.text("road", "hotel");
    }
    ~Plugin() override {
        plugin_->release(plugin_->stop(instance_, 0));
        plugin_->close(instance_);
    }
    Plugin(const Plugin&) = delete;
    Plugin& operator=(const Plugin&) = delete;

    void receive(std::string_view body, std::string_view signature, std::uint32_t caller, Callers& callers) override {
        const crm_header headers[] = {{str("host"), str("127.0.0.1")},
                                      {str("content-type"), str("application/json")},
                                      {str("x-hub-signature-256"), str(signature)}};
        crm_http_request request{};
        request.struct_size = sizeof request;
        request.header_count = 3;
        request.headers = headers;
        request.method = str("POST");
        request.path = str(path_);
        request.body = str(body);
        Asked& asked = asked_[caller];
        asked = {&callers, plugin_, caller};
        if (plugin_->submit_http(instance_, &request, &asked, &Plugin::done) < 0) callers.answered(caller, false);
    }

    std::uint64_t applied() override {
        const crm_reply* reply = plugin_->metrics(instance_);
        const std::string text(reply->body.ptr, reply->body.len);
        plugin_->release(reply);
        constexpr std::string_view name = "\nwhatsapp_journal_applied_total ";
        const std::size_t found = text.find(name);
        return found == std::string::npos ? 0 : std::strtoull(text.c_str() + found + name.size(), nullptr, 10);
    }
    const crm_plugin* table() const { return plugin_; }
    crm_instance* instance() const { return instance_; }

  private:
    struct Asked {
        Callers* callers;
        const crm_plugin* plugin;
        std::uint32_t caller;
    };
    static void done(void* ctx, const crm_reply* reply) {
        const Asked asked = *static_cast<const Asked*>(ctx);
        const bool stored = reply != nullptr && reply->http_status == 200;
        asked.plugin->release(reply);
        asked.callers->answered(asked.caller, stored);
    }

    const crm_plugin* plugin_;
    crm_instance* instance_ = nullptr;
    std::string path_;
    Asked asked_[4096] = {};
};

}  // namespace
}  // namespace bench

int main(int count, char** words) {
    try {
        const bench::Options options(count, words);
        const bench::Webhooks webhooks = bench::webhooks_for(options, 250'000);
        bench::Plugin plugin(options);
        bench::Callers callers(plugin, webhooks, static_cast<std::uint32_t>(options.number("callers", 64)));
        const bench::Burst burst = bench::burst_of(options);
        if (options.number("feed", 0) <= 0) {
            bench::print(callers.burst(burst));
            return 0;
        }
        bench::FeedReader reader(plugin.table(), plugin.instance(), burst.rate, webhooks.size());
        const bench::Outcome outcome = callers.burst(burst);
        bench::print(outcome, reader.finish(outcome.acknowledged));
        return 0;
    } catch (const std::exception& error) {
        std::fprintf(stderr, "bench-plugin: %s\n", error.what());
        return 1;
    }
}
