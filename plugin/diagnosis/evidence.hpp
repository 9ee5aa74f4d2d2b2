#pragma once
#include <cstdint>
#include <string>
#include <vector>

namespace coexist {

/// One thing that is known of a case, of a kind that schemas/diagnosis/rules.schema.json names.
struct Finding {
    std::string kind;   ///< "code", "platform", "seen", "number", ...
    std::string value;  ///< e.g. "connect_code_used", "2655093", "sms_code", "not_on_phone"
    bool operator==(const Finding&) const = default;
};

/// All that is known of a case, and what Meta's support will ask for.
struct CaseFile {
    std::vector<Finding> evidence;
    std::string words;  ///< as a person wrote them; never kept, never logged

    std::string app_id;
    std::string waba_id;
    std::string phone_number_id;
    std::string number;  ///< "+49..."
    std::string step;    ///< where it failed
    std::vector<std::string> traces;
    std::int64_t at = 0;  ///< when it was last tried, Unix ms; 0: nobody knows
    int tried = 0;        ///< attempts of this tenant and number that failed within a day
};

/// Puts it into the file once.
void note(CaseFile& file, const std::string& kind, const std::string& value);

}  // namespace coexist
