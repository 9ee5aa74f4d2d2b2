#pragma once
#include <cstdint>
#include <map>
#include <set>

#include "model/person_graph.hpp"
#include "store/contacts.hpp"
#include "store/session.hpp"

namespace coexist {

/// All identities that evidence connects, with what speaks for and against it. Read it, let contacts_of() decide, store
/// what came of it.
class PersonCircle {
  public:
    /// `circles`: where to begin; what links, ways of writing and decisions of people connect with them is added.
    PersonCircle(Session& session, TenantId tenant, const std::set<std::int64_t>& circles);

    /// Decides and stores the rows. Afterwards the following tell what changed.
    void settle();

    /// The rows by key, as they are now.
    [[nodiscard]] const std::map<std::int64_t, IdentityRow>& rows() const { return rows_; }
    /// The contact that each key belonged to before; of a new tenure that of the one before it.
    [[nodiscard]] const std::map<std::int64_t, std::int64_t>& before() const { return before_; }
    /// Tenures that were not there.
    [[nodiscard]] const std::set<std::int64_t>& begun() const { return begun_; }
    /// Whether anything belongs to another contact than before.
    [[nodiscard]] bool changed() const;
    /// Whether a former contact is several now.
    [[nodiscard]] bool split() const;
    [[nodiscard]] std::set<std::int64_t> former_contacts() const;
    [[nodiscard]] std::set<std::int64_t> contacts() const;

  private:
    void take_circle(std::int64_t circle, std::set<std::int64_t>& wanted);
    void look_round(const IdentityRow& first, std::set<std::int64_t>& wanted);
    void want(const Identity& identity, std::set<std::int64_t>& wanted);
    void begin_tenures();

    Session& session_;
    const TenantId tenant_;
    std::map<std::int64_t, IdentityRow> rows_;
    std::map<std::int64_t, std::int64_t> before_;
    std::set<std::int64_t> begun_;
    PersonGraph graph_;
};

}  // namespace coexist
