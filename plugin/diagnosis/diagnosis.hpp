#pragma once
#include <vector>

#include "diagnosis/evidence.hpp"
#include "diagnosis/rules.hpp"

namespace coexist {

/// How well a blocker explains a case.
struct Diagnosis {
    enum class Certainty { sure, likely, possible };
    const Blocker* blocker = nullptr;  ///< lives as long as the rules
    Certainty certainty = Certainty::possible;
    int weight = 0;
    std::vector<Finding> because;  ///< what speaks for it, in the order of the file
    bool by_words = false;         ///< what the person wrote speaks for it
};

/// Every blocker that something speaks for, the best first. Pure: the same rules and file make the same verdicts.
std::vector<Diagnosis> diagnoses_of(const Rules& rules, const CaseFile& file);

}  // namespace coexist
