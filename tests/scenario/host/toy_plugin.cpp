#include <unistd.h>

#include <fstream>
#include <stdexcept>

#include "toy.hpp"

namespace toy {

crm_status entry_status(const crm_instance* self) {
    if (self->process != ::getpid()) return CRM_E_FORKED;
    return self->started ? crm_status{CRM_OK} : crm_status{CRM_E_UNAVAILABLE};
}
const crm_reply* kept_out(const crm_instance* self) {
    const crm_status status = entry_status(self);
    if (status == CRM_E_FORKED) return refuse(status, 500, "forked");
    return status == CRM_OK ? nullptr : refuse(status, 503, "not_started");
}

namespace {

void free_reply(const crm_reply* reply) {
    delete reinterpret_cast<OwnedReply*>(const_cast<crm_reply*>(reply));  // its first member
}

OwnedReply* make(crm_status status, int http_status, std::string body) {
    auto* const owned = new OwnedReply{};
    owned->type = status < 0 ? "application/problem+json" : "application/json";
    owned->body = std::move(body);
    owned->reply.struct_size = CRM_SIZE_UPTO(crm_reply, body_file);
    owned->reply.status = status;
    owned->reply.http_status = http_status;
    owned->reply.content_type = str(owned->type);
    owned->reply.body = str(owned->body);
    return owned;
}

const crm_reply* list_actions(crm_instance* self, const crm_action_call*) {
    throw_if_told("list_actions");
    if (self->process != ::getpid()) return refuse(CRM_E_FORKED, 500, "forked");
    return answer(CRM_OK, 200, R"({"actions":[]})");
}
const crm_reply* list_accounts(crm_instance* self, const crm_action_call*) {
    throw_if_told("list_accounts");
    if (const crm_reply* const no = kept_out(self)) return no;
    return answer(CRM_OK, 200, R"({"accounts":[]})");
}
const crm_reply* invoke(crm_instance* self, const crm_action_call* call) {
    throw_if_told("invoke_action");
    if (const crm_reply* const no = kept_out(self, call, CRM_SIZE_UPTO(crm_action_call, idempotency_key))) return no;
    return answer(CRM_OK, 200,
                  R"({"operation":{"id":"op1","state":"succeeded","result":{"account":)" + quoted(view(call->account)) +
                      ",\"action\":" + quoted(view(call->action)) + ",\"input\":" + std::string(view(call->input)) +
                      ",\"key\":" + quoted(view(call->idempotency_key)) +
                      ",\"actor\":" + std::string(view(call->actor)) + "}}}");
}

[[maybe_unused]] constexpr crm_channel_handler handler{CRM_SIZE_UPTO(crm_channel_handler, invoke_action), 0,
                                                       &list_actions, &list_accounts, &invoke};

#define TOY_STR(TEXT) \
    { TEXT, sizeof(TEXT) - 1 }

crm_status register_with(const crm_registrar* to) {
    // NOLINTNEXTLINE(bugprone-sizeof-expression): the pointer's size is meant
    if (!CRM_HAS(to, crm_registrar, add_route)) return CRM_E_INVALID;
#ifdef TOY_THROWS
    throw std::runtime_error("the toy throws");
#endif
#ifdef TOY_WITHOUT_HANDLER
    const crm_channel_handler* const used = nullptr;
#else
    const crm_channel_handler* const used = &handler;
#endif
    // NOLINTNEXTLINE(bugprone-sizeof-expression): the pointer's size is meant
    static const crm_channel channel{CRM_SIZE_UPTO(crm_channel, handler),
                                     CRM_CAN_RECEIVE,
                                     TOY_STR("toys"),
                                     TOY_STR("toy"),
                                     TOY_STR("Toy"),
                                     TOY_STR(""),
                                     used};
    static const crm_action wave{CRM_SIZE_UPTO(crm_action, input_schema),
                                 0,
                                 TOY_STR("wave"),
                                 TOY_STR("Wave"),
                                 TOY_STR(""),
#ifdef TOY_BROKEN_SCHEMA
                                 TOY_STR("{\"type\": ")};
#else
                                 TOY_STR("{\"type\": \"object\"}")};
#endif
    static const crm_action* const waves[] = {&wave};
    static const crm_action_set set{CRM_SIZE_UPTO(crm_action_set, actions), 1, TOY_STR("toy"), waves};
    static const crm_schema schema{CRM_SIZE_UPTO(crm_schema, json), CRM_SCHEMA_CONFIG, TOY_STR("urn:toy:config"),
                                   TOY_STR("{\"type\": \"object\"}")};
    constexpr std::uint32_t whole = CRM_SIZE_UPTO(crm_route, reserved);
    static const crm_route routes[] = {
        {whole, CRM_ROUTE_PUBLIC, TOY_STR("GET,POST"), TOY_STR("/open"), 0, 0, 0},
        {whole, CRM_ROUTE_STAFF, TOY_STR("GET"), TOY_STR("/open/staff"), 0, 0, 0},
        {whole, CRM_ROUTE_ADMIN, TOY_STR("GET,POST"), TOY_STR("/admin"), 0, 0, 0},
        {whole, CRM_ROUTE_PUBLIC, TOY_STR("POST"), TOY_STR("/small"), 16, 0, 0},
        {whole, CRM_ROUTE_PUBLIC, TOY_STR("POST"), TOY_STR("/submit"), 4 << 20, CRM_ROUTE_SUBMIT, 0},
        {whole, CRM_ROUTE_PUBLIC, TOY_STR("GET,HEAD"), TOY_STR("/file"), 0, 0, 0},
        {whole, CRM_ROUTE_PUBLIC, TOY_STR("GET"), TOY_STR("/slow"), 0, 0, 0},
        {whole, CRM_ROUTE_PUBLIC, TOY_STR("POST"), TOY_STR("/emit"), 0, 0, 0}};
    crm_status status = to->add_channel(to->ctx, &channel);
    if (status >= 0) status = to->add_action_set(to->ctx, &set);
    if (status >= 0) status = to->add_schema(to->ctx, &schema);
    for (const crm_route& route : routes) {
        if (status >= 0) status = to->add_route(to->ctx, &route);
    }
    return status;
}

const crm_reply* check_config(const crm_document* document) {
#ifdef TOY_THROWS_LATER
    throw 1;
#endif
    if (document->struct_size < CRM_SIZE_UPTO(crm_document, text)) return refuse(CRM_E_INVALID, 400, "struct_size");
    const std::string_view text = view(document->text);
    if (!text.empty() && text.front() == '{' && text.back() == '}') return answer(CRM_OK, 200, R"({"warnings":[]})");
    return answer(
        CRM_E_CONFIG, 422,
        R"({"code":"config_invalid","detail":"It is no object.","next":"Write {}.","errors":[{"path":"","detail":)"
        R"("An object must stand here.","line":3,"column":7}]})");
}

const crm_reply* open(const crm_host*, const crm_str* options, crm_instance** out) {
    throw_if_told("open");
    *out = nullptr;
    const std::string_view text = view(*options);
    const std::size_t state = text.find("sqlite:/");
    if (state == std::string_view::npos) return refuse(CRM_E_INVALID, 400, "options");
    auto* const self = new crm_instance;
    self->process = ::getpid();
    self->state = text.substr(state + 7, text.find('"', state) - state - 7);
#ifdef TOY_EARLY_THREAD
    self->threads.emplace_back([] { std::this_thread::sleep_for(std::chrono::milliseconds(200)); });
#endif
    *out = self;
    return answer(CRM_OK, 200, "{}");
}

const crm_reply* configure(crm_instance* self, const crm_document* document) {
    throw_if_told("configure");
    if (self->process != ::getpid()) return refuse(CRM_E_FORKED, 500, "forked");
    self->configured = true;
    return check_config(document);
}

const crm_reply* start(crm_instance* self) {
    throw_if_told("start");
    if (self->process != ::getpid()) return refuse(CRM_E_FORKED, 500, "forked");
    if (!self->configured) return refuse(CRM_E_CONFLICT, 409, "not_configured");
#ifdef TOY_THROWS_AT_START
    throw std::runtime_error("the toy throws");
#endif
    std::ofstream(self->state + "/file.txt") << std::string(300000, 'x') << "end";
    self->feed.stop(false);
    self->started = true;
    return answer(CRM_OK, 200, "{}");
}

void join(crm_instance* self) {
    const std::lock_guard<std::mutex> lock(self->threads_mutex);
    for (std::thread& thread : self->threads) thread.join();
    self->threads.clear();
}

const crm_reply* stop(crm_instance* self, std::uint32_t) {
    throw_if_told("stop");
    if (self->process != ::getpid()) return refuse(CRM_E_FORKED, 500, "forked");
    self->started = false;
    self->feed.stop(true);
    join(self);
    return answer(CRM_OK, 200, R"({"left":[]})");
}

void close(crm_instance* self) {
    join(self);
    delete self;
    throw_if_told("close");
}

const crm_reply* get_operation(crm_instance* self, const crm_operation_query* query) {
    throw_if_told("get_operation");
    if (const crm_reply* const no = kept_out(self, query, CRM_SIZE_UPTO(crm_operation_query, actor))) return no;
    if (view(query->operation) != "op1") return refuse(CRM_E_NOT_FOUND, 404, "operation_not_found");
    return answer(CRM_OK, 200, R"({"operation":{"id":"op1","state":"succeeded"}})");
}

constexpr std::uint32_t feed_read_size = CRM_SIZE_UPTO(crm_feed_read, timeout_ms);

const crm_reply* next_events(crm_instance* self, const crm_feed_read* read) {
    throw_if_told("next_events");
    const crm_reply* const no = kept_out(self, read, feed_read_size);
    return no == nullptr ? self->feed.next(*read) : no;
}
crm_status ack_events(crm_instance* self, const crm_feed_read* read) {
    throw_if_told("ack_events");
    const crm_status status = entry_status(self, read, feed_read_size);
    return status == CRM_OK ? self->feed.ack(*read) : status;
}
crm_status wait_events(crm_instance* self, const crm_feed_read* read) {
    throw_if_told("wait_events");
    const crm_status status = entry_status(self, read, feed_read_size);
    return status == CRM_OK ? self->feed.wait(*read) : status;
}
crm_status forget_consumer(crm_instance* self, const crm_feed_read*) {
    throw_if_told("forget_consumer");
    return entry_status(self);
}
crm_status wake(crm_instance* self) {
    throw_if_told("wake");
    const crm_status status = entry_status(self);
    if (status == CRM_OK) self->feed.wake();
    return status;
}
std::int32_t event_fd(crm_instance*, const crm_feed_read*) {
    return -1;
}
const crm_reply* health(crm_instance* self) {
    throw_if_told("health");
    if (self->process != ::getpid()) return refuse(CRM_E_FORKED, 500, "forked");
    return answer(CRM_OK, 200, R"({"status":"ok","checks":{}})");
}
const crm_reply* metrics(crm_instance* self) {
    throw_if_told("metrics");
    if (self->process != ::getpid()) return refuse(CRM_E_FORKED, 500, "forked");
    return answer_text("# EOF\n");
}

}  // namespace

std::string quoted(std::string_view text) {
    std::string json = "\"";
    for (const char c : text) {
        if (c == '"' || c == '\\') json += '\\';
        if (c == '\n') {
            json += "\\n";
        } else {
            json += c;
        }
    }
    return json + "\"";
}

const crm_reply* answer(crm_status status, int http_status, std::string body) {
    return &make(status, http_status, std::move(body))->reply;
}

const crm_reply* answer_text(std::string text) {
    OwnedReply* const owned = make(CRM_OK, 200, std::move(text));
    owned->type = "text/plain";
    owned->reply.content_type = str(owned->type);
    return &owned->reply;
}

const crm_reply* answer_file(std::string path) {
    OwnedReply* const owned = make(CRM_OK, 200, "");
    owned->type = "text/plain";
    owned->file = std::move(path);
    owned->reply.content_type = str(owned->type);
    owned->reply.body_file = str(owned->file);
    owned->header = {str("x-toy"), str("yes")};
    owned->reply.headers = &owned->header;
    owned->reply.header_count = 1;
    return &owned->reply;
}

const crm_reply* refuse(crm_status status, int http_status, std::string_view code) {
    return answer(status, http_status, "{\"code\":" + quoted(code) + ",\"detail\":\"The toy refuses.\",\"next\":\"\"}");
}

}  // namespace toy

#ifdef TOY_CRASHES
__attribute__((constructor)) static void crash_when_loaded() {
    __builtin_trap();
}
#endif
#ifdef TOY_HANGS
__attribute__((constructor)) static void hang_when_loaded() {
    while (true) std::this_thread::sleep_for(std::chrono::seconds(1));
}
#endif
#ifdef TOY_LOAD_THREAD
__attribute__((constructor)) static void start_a_thread_when_loaded() {
    std::thread([] { std::this_thread::sleep_for(std::chrono::seconds(60)); }).detach();
}
#endif
#ifdef TOY_LEAVES
__attribute__((constructor)) static void leave_when_loaded() {
    ::_exit(0);
}
#endif
#ifdef TOY_UNRESOLVED
void nobody_has_this();
__attribute__((constructor)) static void call_what_nobody_has() {
    nobody_has_this();
}
#endif
#ifdef TOY_TWO_SYMBOLS
extern "C" __attribute__((visibility("default"))) int toy_second_symbol() {
    return 2;
}
#endif

#ifdef TOY_WITHOUT_ENTRY
#define crm_plugin_entry toy_entry
extern "C" __attribute__((visibility("default"))) const crm_plugin* toy_entry(std::uint32_t host_abi_version);
#endif
extern "C" const crm_plugin* crm_plugin_entry(std::uint32_t host_abi_version) {
#ifdef TOY_HANGS_IN_ENTRY
    while (true) std::this_thread::sleep_for(std::chrono::seconds(1));
#endif
#ifdef TOY_THROWS_IN_ENTRY
    throw std::runtime_error("the toy throws");
#endif
#ifdef TOY_OTHER_MAJOR
    if (host_abi_version >> 16U != CRM_ABI_MAJOR + 1) return nullptr;
#else
    if (host_abi_version >> 16U != CRM_ABI_MAJOR) return nullptr;
#endif
    static const crm_plugin plugin = [] {
        crm_plugin table{};
        table.struct_size = CRM_SIZE_UPTO(crm_plugin, metrics);
        table.abi_version = CRM_ABI_VERSION;
        table.id = toy::str("test.toy");
        table.name = toy::str("Toy");
        table.version = toy::str("1.2.3");
        table.vendor = toy::str("Tests");
        table.license = toy::str("Apache-2.0");
        table.release = &toy::free_reply;
        table.register_with = &toy::register_with;
        table.check_config = &toy::check_config;
        table.open = &toy::open;
        table.configure = &toy::configure;
        table.start = &toy::start;
        table.stop = &toy::stop;
        table.close = &toy::close;
        table.handle_http = &toy::handle_http;
        table.submit_http = &toy::submit_http;
        table.get_operation = &toy::get_operation;
        table.next_events = &toy::next_events;
        table.ack_events = &toy::ack_events;
        table.wait_events = &toy::wait_events;
        table.forget_consumer = &toy::forget_consumer;
        table.wake = &toy::wake;
        table.event_fd = &toy::event_fd;
        table.health = &toy::health;
        table.metrics = &toy::metrics;
        return table;
    }();
    return &plugin;
}
