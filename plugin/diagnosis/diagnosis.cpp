#include "diagnosis/diagnosis.hpp"

#include <algorithm>

#include "diagnosis/folded.hpp"

namespace coexist {
namespace {

const Finding* found(const SignPart& part, const std::vector<Finding>& evidence) {
    const auto at = std::find_if(evidence.begin(), evidence.end(), [&](const Finding& one) {
        return one.kind == part.kind && std::find(part.is.begin(), part.is.end(), one.value) != part.is.end();
    });
    return at == evidence.end() ? nullptr : &*at;
}

/// What the sign rests on; nothing where a part of it is missing.
std::vector<Finding> grounds_of(const Sign& sign, const std::vector<Finding>& evidence) {
    std::vector<Finding> grounds;
    for (const SignPart& part : sign.all) {
        const Finding* one = found(part, evidence);
        if (one == nullptr) return {};
        grounds.push_back(*one);
    }
    return grounds;
}

bool says(const std::string& text, const std::vector<std::string>& phrase) {
    return std::all_of(phrase.begin(), phrase.end(),
                       [&](const std::string& part) { return text.find(part) != std::string::npos; });
}

Diagnosis diagnosis_of(const Blocker& blocker, const CaseFile& file, const std::string& text, int phrase_weight) {
    Diagnosis verdict;
    verdict.blocker = &blocker;
    bool proven = false;
    for (const Sign& sign : blocker.signs) {
        const std::vector<Finding> grounds = grounds_of(sign, file.evidence);
        if (grounds.empty()) continue;
        verdict.weight += sign.weight;
        proven = proven || sign.proves;
        for (const Finding& one : grounds) {
            const auto known = std::find(verdict.because.begin(), verdict.because.end(), one);
            if (known == verdict.because.end()) verdict.because.push_back(one);
        }
    }
    verdict.by_words = !text.empty() && std::any_of(blocker.phrases.begin(), blocker.phrases.end(),
                                                    [&](const auto& phrase) { return says(text, phrase); });
    if (verdict.by_words) verdict.weight += phrase_weight;
    const bool likely = verdict.weight >= phrase_weight;
    verdict.certainty = proven   ? Diagnosis::Certainty::sure
                        : likely ? Diagnosis::Certainty::likely
                                 : Diagnosis::Certainty::possible;
    return verdict;
}

}  // namespace

std::vector<Diagnosis> diagnoses_of(const Rules& rules, const CaseFile& file) {
    const std::string text = folded(file.words);
    std::vector<Diagnosis> verdicts;
    for (const Blocker& blocker : rules.blockers) {
        Diagnosis verdict = diagnosis_of(blocker, file, text, rules.phrase_weight);
        if (verdict.weight > 0) verdicts.push_back(std::move(verdict));
    }
    std::stable_sort(verdicts.begin(), verdicts.end(), [](const Diagnosis& left, const Diagnosis& right) {
        return left.certainty != right.certainty ? left.certainty < right.certainty : left.weight > right.weight;
    });
    return verdicts;
}

}  // namespace coexist
