#pragma once

#include <functional>
#include <string>
#include <vector>

#include "check/any_calls.hpp"
#include "check/lent.hpp"

namespace crm::check {

/// How a struct is lent: whole, cut after so many bytes, or of a host that knows more.
struct Cut {
    enum class Kind { whole, part, grown } kind = Kind::whole;
    std::uint32_t size = 0;

    template <typename Struct>
    const Struct* lend(Lent& to, const Struct& given) const {
        if (kind == Kind::grown) return to.grown(given);
        return kind == Kind::part ? to.part(given, size < given.struct_size ? size : given.struct_size)
                                  : to.whole(given);
    }
};

/// A call whose arguments lie in lent memory.
struct LentCall {
    std::string name;
    std::uint32_t size;  ///< of its struct
    std::function<crm_status(const Instance&, Lent&, const Cut&)> make;
};

/// Every call that takes a growable struct of the host's, but open().
std::vector<LentCall> lent_calls(const LoadedPlugin& plugin, const Subject& subject);

}  // namespace crm::check
