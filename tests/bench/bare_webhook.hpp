#pragma once
#include <memory>
#include <string>
#include <string_view>

namespace bench {

/// What a program needs of a text message's webhook.
struct Fields {
    std::string phone_number_id;
    std::string from;
    std::string name;
    std::string wamid;
    std::string timestamp;
    std::string type;
    std::string text;
    std::string item;  ///< the message's own JSON; only if it was asked for
};

/// Verifies and parses with the libraries and nothing else. Not thread-safe.
class BareDoor {
  public:
    /// `keep_items`: Fields::item too.
    BareDoor(std::string_view secret, bool keep_items);
    ~BareDoor();
    BareDoor(const BareDoor&) = delete;
    BareDoor& operator=(const BareDoor&) = delete;

    /// False: not signed with the secret, or no webhook of one text message.
    bool let_in(std::string_view body, std::string_view signature, Fields& out);

  private:
    struct Tools;
    std::unique_ptr<Tools> tools_;
};

}  // namespace bench
