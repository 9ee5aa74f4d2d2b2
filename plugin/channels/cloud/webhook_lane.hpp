#pragma once
#include <string_view>

namespace coexist::cloud {

/// Whether a webhook carries nothing but imported history: every `"field"` in it is "history", and there is at
/// least one. A plain scan of the bytes, no parse: it only chooses the lane of the journal, so that an import
/// does not hold up live messages, and a wrong guess costs nothing but time. The word inside a message's text
/// does not count, its quotes are escaped there.
bool history_only(std::string_view body);

}  // namespace coexist::cloud
