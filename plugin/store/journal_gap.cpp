#include "store/journal_gap.hpp"

#include <SQLiteCpp/Exception.h>

#include <filesystem>

#include "store/journal_segment.hpp"
#include "store/progress.hpp"
#include "store/state_schema.hpp"

namespace coexist {
namespace fs = std::filesystem;
namespace {

constexpr const char* quick_faults = "SELECT count(*) FROM pragma_quick_check WHERE quick_check <> 'ok'";

/// Whether the segment is there with at least `newest` rows; one that is finished ends with its seal.
std::string fault_of_segment(const std::string& journal, const std::string& name, std::int64_t newest, bool finished) {
    if (!fs::exists(fs::path(journal) / name)) return name + " is missing";
    try {
        SegmentReader reader(journal, name);
        const bool complete = reader.newest() >= newest && (!finished || reader.sealed());
        if (complete && reader.session().scalar(quick_faults) == 0) return {};
    } catch (const SQLite::Exception&) {  // NOLINT(bugprone-empty-catch): said below
    }
    return name + " has lost rows";
}

}  // namespace

std::string gap_in_journal(Session& state, const std::string& directory) {
    const std::string journal = journal_directory(directory);
    for (const std::string& segment : finished_segments(state)) {
        if (std::string fault = fault_of_segment(journal, segment, 0, true); !fault.empty()) return fault;
    }
    for (const auto& [lane, applied] : journal_progress(state)) {
        if (std::string fault = fault_of_segment(journal, lane.first, applied, false); !fault.empty()) return fault;
    }
    return {};
}

Problem journal_incomplete(const std::string& directory, const std::string& gap) {
    return {Refusal::unavailable,
            "journal_incomplete",
            "What the state shows is to be built anew from the journal, but in " + journal_directory(directory) +
                " the segment " + gap + ". Nothing was changed.",
            "Put the segment back from a backup or from where it was moved to, and start again; until then the version "
            "that ran before works with the state as it is.",
            {}};
}

}  // namespace coexist
