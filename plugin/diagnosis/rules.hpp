#pragma once
#include <cstdint>
#include <string>
#include <vector>

namespace coexist {

/// What a sign asks for: evidence of this kind with one of these values.
struct SignPart {
    std::string kind;
    std::vector<std::string> is;
};

struct Sign {
    int weight = 0;
    bool proves = false;
    std::vector<SignPart> all;  ///< it fits where each of them is found
};

struct CleanUpStep {
    std::string what;
    std::string who;  ///< "staff", "phone_owner", "meta_admin", "crm_admin"
};

/// Something that keeps a number from being connected, or looks as if it did.
struct Blocker {
    std::string id;
    std::vector<Sign> signs;
    std::vector<std::vector<std::string>> phrases;
    std::vector<CleanUpStep> steps;
    std::int64_t again_after_s = 0;
    int again_at_most = 0;      ///< 0: trying again never helps
    std::string support_topic;  ///< empty: Meta's support cannot help
};

/// The rules of the diagnosis, without words of any language: schemas/diagnosis/rules.json.
struct Rules {
    std::vector<std::string> screens;  ///< what a person may have seen
    std::vector<Blocker> blockers;     ///< of two that fit as well, the first is named first
    int phrase_weight = 0;
};

/// Those that the build embedded; read once, live as long as the library.
const Rules& diagnosis_rules();

}  // namespace coexist
