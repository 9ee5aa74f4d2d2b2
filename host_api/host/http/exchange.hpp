#pragma once

#include <crm/plugin.h>

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "host/http/answer.hpp"

namespace crm {
struct Person;
}

namespace crm::http {

class Exchange;

/// The head of a request. All views stay valid until the request is answered.
struct RequestHead {
    std::string_view method;
    std::string_view path;            ///< raw, starts with '/'
    std::string_view query;           ///< raw, without '?'
    std::string_view peer;            ///< address:port
    std::vector<crm_header> headers;  ///< names in lower case, as received otherwise

    /// The first header of that (lower-case) name; empty when there is none.
    std::string_view header(std::string_view name) const;
};

/// What answers requests of one kind. Lives as long as the server.
class Target {
  public:
    virtual ~Target() = default;
    virtual std::uint64_t max_body() const = 0;
    /// On an I/O thread, so it must not wait. Leads to exactly one exchange.answer(), on any thread, now or later.
    virtual void serve(Exchange& exchange) = 0;
};

/// What is to be done with a request, decided when its head is there and its body is not.
struct Plan {
    Target* target = nullptr;
    std::shared_ptr<const Person> person;  ///< who is signed in; nobody when empty
    std::optional<Answer> refusal;         ///< instead of a target
};

/// One request on its way to its answer.
class Exchange {
  public:
    virtual const RequestHead& head() const = 0;
    virtual std::string_view body() const = 0;
    virtual const Person* person() const = 0;  ///< NULL: nobody is signed in
    virtual Target& target() const = 0;
    /// Hands in the answer, exactly once, from any thread. The exchange must not be touched afterwards.
    virtual void answer(Answer answer) = 0;

  protected:
    ~Exchange() = default;
};

/// Decides what is done with each request.
class Planner {
  public:
    virtual ~Planner() = default;
    /// On an I/O thread; must not wait for longer than an indexed read.
    virtual Plan plan(const RequestHead& head) = 0;
};

/// Limits that keep slow and hostile clients cheap. Seconds count without progress, but for head and body, which
/// must be complete in time.
struct Limits {
    std::uint32_t head_bytes = 16 * 1024;
    int idle_seconds = 75;
    int head_seconds = 15;
    int body_seconds = 30;  ///< and one more for each body_bytes_a_second
    int body_bytes_a_second = 16 * 1024;
    int write_seconds = 60;
    std::size_t connections = 20000;
};

}  // namespace crm::http
