#pragma once

#include <boost/json.hpp>
#include <string>

/// What came back.
struct Heard {
    int status = 0;
    std::string head;  ///< status line and headers, in lower case
    std::string body;

    boost::json::value json() const;
    std::string code() const;  ///< of a problem document
};

/// One connection that sends exactly the bytes that it is given.
class RawClient {
  public:
    explicit RawClient(unsigned short port);
    ~RawClient();
    RawClient(const RawClient&) = delete;
    RawClient& operator=(const RawClient&) = delete;

    void send(const std::string& bytes);
    /// The next answer; status 0 when the connection ended or nothing came within `seconds`. `bodyless`: it answers
    /// HEAD.
    Heard hear(int seconds = 10, bool bodyless = false);
    /// Whether the server has ended the connection, waiting for it at most `seconds`.
    bool ended(int seconds);

  private:
    bool more(int seconds);
    int fd_ = -1;
    std::string waiting_;
};

/// One request on a connection of its own. `headers` ends each line with \r\n.
Heard ask(unsigned short port, const std::string& method, const std::string& target, const std::string& headers = {},
          const std::string& body = {});

inline std::string bearer(const std::string& token) {
    return "Authorization: Bearer " + token + "\r\n";
}
