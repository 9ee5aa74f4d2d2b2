#include "ingest/person_rows.hpp"

#include <algorithm>

#include "model/phone_match.hpp"
#include "store/conversations.hpp"
#include "store/identity_verdicts.hpp"

namespace coexist {

IdentityRow new_identity(Session& session, const TenantId& tenant, const Identity& identity) {
    IdentityRow row;
    row.identity = identity;
    row.hash = key_of(Tenure{identity, 0});
    row.contact = row.circle = row.hash;
    row.mixed = !verdicts_on(session, tenant, row.hash).empty();
    if (identity.kind != IdentityKind::wa_id) return row;
    for (const std::string& other : phone_aliases(identity.value)) {
        if (other == identity.value || canonical_phone(other) != canonical_phone(identity.value)) continue;
        row.mixed = row.mixed || find_identity(session, tenant, key_of(Tenure{{IdentityKind::wa_id, other}, 0}));
    }
    return row;
}

bool add_link(IdentityRow& row, const LinkRow& link) {
    const auto same = [&link](const LinkRow& known) {
        const bool of_time = link.kind == LinkKind::shown || known.evidence.at == link.evidence.at;
        return known.other == link.other && known.kind == link.kind && of_time;
    };
    const auto known = std::find_if(row.links.begin(), row.links.end(), same);
    if (known != row.links.end()) {
        if (known->evidence <= link.evidence) return false;
        known->evidence = link.evidence;
    } else {
        row.links.push_back(link);
    }
    std::sort(row.links.begin(), row.links.end());
    return true;
}

bool worth_showing(Session& session, const TenantId& tenant, std::int64_t contact) {
    const auto row = find_contact(session, tenant, contact);
    if (!row) return false;
    if (row->identities.size() > 1 || row->identities.front().after == 0) return true;
    return !(row->identities.front().names == ContactNames{}) ||
           !conversations_of_contact(session, tenant, contact).empty();
}

}  // namespace coexist
