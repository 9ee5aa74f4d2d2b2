#include "model/person_graph.hpp"

#include <algorithm>
#include <limits>
#include <tuple>
#include <vector>

#include "model/hash.hpp"
#include "model/phone_match.hpp"
#include "model/registers.hpp"

namespace coexist {
namespace {

/// Sets of tenures that grow together.
class Groups {
  public:
    explicit Groups(const PersonGraph& graph) {
        for (const auto& [pair, verdict] : graph.verdicts) {
            if (verdict.separated) separated_.insert(pair);
        }
        for (const auto& [identity, ends] : graph.identities) {
            add({identity, 0});
            for (const std::int64_t end : ends) add({identity, end});
        }
    }

    void add(const Tenure& tenure) {
        if (group_of_.emplace(tenure, members_.size()).second) members_.push_back({tenure});
    }

    [[nodiscard]] std::size_t of(const Tenure& tenure) const { return group_of_.at(tenure); }
    [[nodiscard]] bool knows(const Tenure& tenure) const { return group_of_.count(tenure) > 0; }
    [[nodiscard]] const std::vector<Tenure>& members(std::size_t group) const { return members_[group]; }

    [[nodiscard]] bool kept_apart(std::size_t one, std::size_t other) const {
        const auto apart = [this](const Tenure& a, const Tenure& b) { return separated_.count(std::minmax(a, b)) > 0; };
        return std::any_of(members_[one].begin(), members_[one].end(), [&](const Tenure& a) {
            return std::any_of(members_[other].begin(), members_[other].end(),
                               [&](const Tenure& b) { return apart(a, b); });
        });
    }

    void unite(const Tenure& one, const Tenure& other) {
        const std::size_t into = of(one);
        const std::size_t from = of(other);
        if (into == from || kept_apart(into, from)) return;
        for (const Tenure& tenure : members_[from]) group_of_[tenure] = into;
        members_[into].insert(members_[into].end(), members_[from].begin(), members_[from].end());
        members_[from].clear();
    }

    [[nodiscard]] std::map<Tenure, std::int64_t> contacts() const {
        std::map<Tenure, std::int64_t> contacts;
        for (const auto& [tenure, group] : group_of_) {
            std::int64_t least = std::numeric_limits<std::int64_t>::max();
            for (const Tenure& member : members_[group]) least = std::min(least, key_of(member));
            contacts[tenure] = least;
        }
        return contacts;
    }

  private:
    std::map<Tenure, std::size_t> group_of_;
    std::vector<std::vector<Tenure>> members_;
    std::set<std::pair<Tenure, Tenure>> separated_;
};

bool has_user_id(const std::vector<Tenure>& members) {
    return std::any_of(members.begin(), members.end(),
                       [](const Tenure& one) { return one.identity.kind == IdentityKind::bsuid; });
}

void unite_by_people(Groups& groups, const PersonGraph& graph) {
    std::vector<std::pair<Verdict, std::pair<Tenure, Tenure>>> joined;
    for (const auto& [pair, verdict] : graph.verdicts) {
        const bool known = groups.knows(pair.first) && groups.knows(pair.second);
        if (known && !verdict.separated) joined.emplace_back(verdict, pair);
    }
    std::sort(joined.rbegin(), joined.rend());
    for (const auto& [verdict, pair] : joined) groups.unite(pair.first, pair.second);
}

void unite_by_links(Groups& groups, const PersonGraph& graph) {
    std::vector<std::tuple<bool, std::int64_t, LinkKey>> order;
    for (const auto& [key, evidence] : graph.links) {
        order.emplace_back(key.kind == LinkKind::shown, evidence.at, key);
    }
    std::sort(order.begin(), order.end());
    for (const auto& [shown, at, key] : order) {
        groups.unite(tenure_at(key.one, graph.identities.at(key.one), at),
                     tenure_at(key.other, graph.identities.at(key.other), at));
    }
}

/// Numbers that nobody ever left, by what all their ways of writing have in common.
std::map<std::string, std::vector<Tenure>> lines_of(const PersonGraph& graph) {
    std::map<std::string, std::vector<Tenure>> lines;
    std::set<std::string> left;
    for (const auto& [identity, ends] : graph.identities) {
        if (identity.kind != IdentityKind::wa_id) continue;
        const std::string line = canonical_phone(identity.value);
        if (!ends.empty()) left.insert(line);
        lines[line].push_back({identity, 0});
    }
    for (const std::string& line : left) lines.erase(line);
    return lines;
}

void unite_by_writing(Groups& groups, const PersonGraph& graph) {
    // Which groups the ways of writing would bring together, before any of it is done.
    std::map<std::size_t, std::size_t> root;
    const auto root_of = [&root](std::size_t group) {
        while (root.count(group) > 0 && root.at(group) != group) group = root.at(group);
        return group;
    };
    const auto lines = lines_of(graph);
    for (const auto& [line, numbers] : lines) {
        for (const Tenure& number : numbers) {
            const std::size_t one = root_of(groups.of(numbers.front()));
            const std::size_t other = root_of(groups.of(number));
            root[one] = one;
            root[std::max(one, other)] = std::min(one, other);
        }
    }
    std::map<std::size_t, std::set<std::size_t>> wanted;
    for (const auto& [group, next] : root) wanted[root_of(group)].insert(group);
    std::set<std::size_t> sure;
    for (const auto& one_wanted : wanted) {
        const std::set<std::size_t>& together = one_wanted.second;
        const auto persons = std::count_if(together.begin(), together.end(),
                                           [&](std::size_t group) { return has_user_id(groups.members(group)); });
        const bool apart = std::any_of(together.begin(), together.end(), [&](std::size_t one) {
            return std::any_of(together.begin(), together.end(),
                               [&](std::size_t other) { return one < other && groups.kept_apart(one, other); });
        });
        if (persons <= 1 && !apart) sure.insert(one_wanted.first);
    }
    std::vector<std::pair<Tenure, Tenure>> pairs;
    for (const auto& [line, numbers] : lines) {
        if (sure.count(root_of(groups.of(numbers.front()))) == 0) continue;
        for (const Tenure& number : numbers) pairs.emplace_back(numbers.front(), number);
    }
    for (const auto& [one, other] : pairs) groups.unite(one, other);
}

void keep_earliest(std::map<LinkKey, Evidence>& links, const LinkKey& key, const Evidence& evidence) {
    const auto [place, added] = links.emplace(key, evidence);
    if (!added) place->second = std::min(place->second, evidence);
}

}  // namespace

Tenure tenure_at(const Identity& identity, const Ends& ends, std::int64_t at) {
    const auto next = ends.lower_bound(at);  // the first end that is not before
    return {identity, next == ends.begin() ? 0 : *std::prev(next)};
}

std::int64_t until(const Tenure& tenure, const Ends& ends) {
    const auto end = ends.upper_bound(tenure.after);
    return end == ends.end() ? std::numeric_limits<std::int64_t>::max() : *end;
}

std::int64_t key_of(const Tenure& tenure) {
    if (tenure.after == 0) return static_cast<std::int64_t>(hash_of(tenure.identity));
    std::string text(name_of(tenure.identity.kind));
    text.append(1, ':').append(tenure.identity.value).append(1, '@').append(std::to_string(tenure.after));
    return static_cast<std::int64_t>(hash64(text));
}

std::string_view name_of(LinkKind kind) {
    return kind == LinkKind::changed ? "changed" : "shown_together";
}

void join(PersonGraph& into, const PersonGraph& other) {
    for (const auto& [identity, ends] : other.identities) registers::unite(into.identities[identity], ends);
    for (const auto& [key, evidence] : other.links) keep_earliest(into.links, key, evidence);
    registers::keep_greater_each(into.verdicts, other.verdicts);
}

void show_together(PersonGraph& graph, const Identities& identities, const Evidence& evidence) {
    for (auto one = identities.begin(); one != identities.end(); ++one) {
        graph.identities[*one];
        for (auto other = std::next(one); other != identities.end(); ++other) {
            keep_earliest(graph.links, {*one, *other, LinkKind::shown, 0}, evidence);
        }
    }
}

void move_on(PersonGraph& graph, const Identities& earlier, const Identities& later, bool left,
             const Evidence& evidence) {
    show_together(graph, earlier, evidence);
    show_together(graph, later, evidence);
    for (const Identity& from : earlier) {
        for (const Identity& to : later) {
            if (from != to) keep_earliest(graph.links, {from, to, LinkKind::changed, evidence.at}, evidence);
        }
        if (left && from.kind == IdentityKind::wa_id && later.count(from) == 0) {
            graph.identities[from].insert(evidence.at);
        }
    }
}

std::map<Tenure, std::int64_t> contacts_of(const PersonGraph& graph) {
    Groups groups(graph);
    unite_by_people(groups, graph);
    unite_by_links(groups, graph);
    unite_by_writing(groups, graph);
    return groups.contacts();
}

}  // namespace coexist
