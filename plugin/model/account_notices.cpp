#include "model/account_notices.hpp"

#include "model/registers.hpp"

namespace coexist {

std::string_view name_of(NoticeKind kind) {
    switch (kind) {
        case NoticeKind::quality:
            return "quality";
        case NoticeKind::display_name:
            return "display_name";
        case NoticeKind::alert:
            return "alert";
        case NoticeKind::review:
            return "review";
        case NoticeKind::capability:
            return "capability";
        case NoticeKind::template_status:
            return "template_status";
        case NoticeKind::template_quality:
            return "template_quality";
        case NoticeKind::template_category:
            return "template_category";
        case NoticeKind::template_components:
            return "template_components";
        case NoticeKind::security:
            return "security";
        case NoticeKind::business_username:
            return "business_username";
        case NoticeKind::account_event:
            return "account_event";
        case NoticeKind::number_error:
            return "number_error";
        case NoticeKind::payment_configuration:
            return "payment_configuration";
        case NoticeKind::solution:
            return "solution";
        case NoticeKind::flow:
            return "flow";
    }
    return "";
}

bool of_template(NoticeKind kind) {
    return kind == NoticeKind::template_status || kind == NoticeKind::template_quality ||
           kind == NoticeKind::template_category || kind == NoticeKind::template_components;
}

void join(AccountNotices& into, const AccountNotices& other) {
    registers::keep_greater_each(into.newest, other.newest);
}

}  // namespace coexist
