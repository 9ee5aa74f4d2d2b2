#pragma once
#include <boost/json/object.hpp>
#include <functional>
#include <string>
#include <string_view>

#include "diagnosis/diagnosis.hpp"

namespace coexist {

/// What a code of ours means in words of the reader's language; empty: it has none.
using CodeWords = std::function<std::string(const std::string& code)>;

/// {"screens":[{"id","words"}],"blockers":[{"id","name","words"}]}: what can be asked and what can be answered.
/// `locale`: "tr-TR", ...; another language than English, Turkish and Spanish gets English.
boost::json::object diagnosis_catalogue(const Rules& rules, std::string_view locale);

/// {"verdicts":[{"blocker","name","certainty","certainty_words","words","evidence":[...],"steps":[...],"again":{...},
/// "support"?}],"unknown"?:{"detail","next"}}. `now_ms`: Unix ms, for the countdown.
boost::json::object diagnosis_document(const Rules& rules, const CaseFile& file, std::int64_t now_ms,
                                       std::string_view locale, const CodeWords& code_words);

/// What to send to Meta's support, in English: the blocker, where it failed, ids, codes and traces. Empty where they
/// cannot help.
std::string support_text(const Blocker& blocker, const CaseFile& file);

}  // namespace coexist
