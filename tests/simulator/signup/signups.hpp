#pragma once
#include "call_log.hpp"
#include "json_read.hpp"

#include <cstdint>
#include <deque>
#include <map>
#include <optional>
#include <string>

namespace sim {

/// An authorization code. From the SDK's popup it belongs to no redirect URI; from the dialog to exactly one.
struct Code {
    std::string text;
    std::string app_id;
    std::string redirect_uri;
    bool from_sdk = false;
    std::int64_t issued_at_ms = 0;
    bool used = false;
    std::string waba_id;
    std::string client_business_id;
    int token_days = 0;
};

/// What the customer does in the dialog: `finish`, `only_waba` (no number), `cancel`, `fail`, `close` (the window).
struct Decision {
    std::string act = "finish";
    std::string phone_number_id;                      ///< of the number that is typed in
    std::string business_id;                          ///< the portfolio that is chosen; empty: the number's
    std::string current_step = "PHONE_NUMBER_SETUP";  ///< of a cancel
    std::string error_code;                           ///< of a fail
    std::string error_message = "Something went wrong";
    std::string error_event = "CANCEL";                     ///< CANCEL (the customer pressed "report") or ERROR
    bool older_error = false;                               ///< error_id instead of error_code
    bool extra_ids = false;                                 ///< FINISH_... with phone_number_id and business_id
    bool version_text = false;                              ///< "version" as text
    bool code = true;                                       ///< false: the popup ends without authResponse
    bool event = true;                                      ///< false: no session event
    std::string event_origin = "https://www.facebook.com";  ///< event.origin that the page sees
    bool event_first = true;                                ///< the session event comes before the code
    std::optional<std::int64_t> partner_added_ms = 0;       ///< the webhook after so long; nothing: never
    std::string fragment = "#_=_";                          ///< what the redirect appends
};

/// One opened dialog.
struct Dialog {
    std::string id;
    std::string app_id;
    std::string config_id;
    std::string redirect_uri;
    std::string state;
    bool from_sdk = false;
    bool coexistence = false;  ///< featureType whatsapp_business_app_onboarding was understood
    json::object extras;
    json::object outcome;  ///< empty while nothing is decided

    [[nodiscard]] bool decided() const { return !outcome.empty(); }
};

/// Every dialog and code, and what the next customers will do.
class Signups {
  public:
    std::map<std::string, Dialog> dialogs;
    std::map<std::string, Code> codes;
    std::deque<Decision> waiting;  ///< decisions of the next dialogs; empty: a page asks
    RecordLog log{10000};          ///< dialogs opened, refused and decided

    void clear() {
        dialogs.clear();
        codes.clear();
        waiting.clear();
        log.clear();
    }
};

}  // namespace sim
