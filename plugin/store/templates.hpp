#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "model/ids.hpp"
#include "store/accounts.hpp"
#include "store/session.hpp"

namespace coexist {

/// A template of a WABA as the platform listed it at `read_at` (Unix ms). Kept: no delivery tells a whole template.
struct TemplateRow {
    WabaId waba_id;
    std::string template_id;
    std::string name;
    std::string language;
    std::string category;
    std::string status;
    std::string reason;
    std::string quality;
    std::string parameter_format;
    std::string components;  ///< JSON, as the platform has it
    std::int64_t read_at = 0;
};

/// When a WABA's list was read last, and a hash of what it said.
struct TemplateList {
    std::int64_t read_at = 0;
    std::string digest;
};

std::optional<TemplateList> template_list(Session& session, const WabaId& waba);
/// The list was read: what is not in `rows` is gone. The same digest only renews the time.
void save_templates(Session& session, const WabaId& waba, const std::vector<TemplateRow>& rows,
                    const TemplateList& list);
void renew_templates(Session& session, const WabaId& waba, std::int64_t read_at);

/// An account's templates as they stand now, by name and language: the list, and what webhooks told after it.
std::vector<TemplateRow> templates_of(Session& session, const AccountRow& account);
std::optional<TemplateRow> find_template(Session& session, const AccountRow& account, const std::string& name,
                                         const std::string& language);

/// Whether messages can go out with it (Meta, "Template statuses").
bool sendable(const TemplateRow& row);

}  // namespace coexist
