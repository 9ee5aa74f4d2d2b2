#pragma once
#include <string>

#include "actions/action_handler.hpp"
#include "config/settings.hpp"

namespace coexist {

/// No action that anybody can ask for by name: what follows an upload, once its bytes are on the disk.
inline constexpr const char* keep_file_action = "keep_file";

/// Bytes that staff uploaded; they lie below the state's media folder under their hash.
struct ArrivedFile {
    std::string content;  ///< SHA-256, lower-case hex
    std::string mime_type;
    std::int64_t bytes = 0;
};

/// Takes an uploaded file into the account's files, so that messages can name it. A tenant whose quota is used up is
/// refused: over_quota.
class KeepFile : public ActionHandler {
  public:
    explicit KeepFile(const Settings& settings) : settings_(settings) {}

    void apply(WriteContext& context, const Command& command, OperationRow& operation) const override;

  private:
    const Settings& settings_;
};

}  // namespace coexist
