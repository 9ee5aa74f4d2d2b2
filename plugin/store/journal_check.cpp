#include "store/journal_check.hpp"

#include <openssl/evp.h>
#include <SQLiteCpp/Exception.h>

#include <array>
#include <filesystem>
#include <map>
#include <memory>
#include <set>
#include <string_view>

#include "store/journal_segment.hpp"
#include "store/progress.hpp"
#include "store/state_schema.hpp"

namespace coexist {
namespace fs = std::filesystem;
namespace {

constexpr int rows_together = 256;
constexpr const char* select_summary =
    "SELECT count(*), coalesce(min(received_at), 0), coalesce(max(received_at), 0) FROM entry";
constexpr const char* quick_faults = "SELECT count(*) FROM pragma_quick_check WHERE quick_check <> 'ok'";

/// SHA-256 over what is put into it, part by part, each with its length.
class Digest {
  public:
    Digest() : context_(EVP_MD_CTX_new(), EVP_MD_CTX_free) { EVP_DigestInit_ex(context_.get(), EVP_sha256(), nullptr); }
    void put(std::string_view part) {
        const std::string size = std::to_string(part.size()) + ":";
        EVP_DigestUpdate(context_.get(), size.data(), size.size());
        EVP_DigestUpdate(context_.get(), part.data(), part.size());
    }
    std::string hex() {
        std::array<unsigned char, EVP_MAX_MD_SIZE> bytes{};
        unsigned size = 0;
        EVP_DigestFinal_ex(context_.get(), bytes.data(), &size);
        std::string text;
        for (unsigned at = 0; at < size; ++at) {
            constexpr const char* digits = "0123456789abcdef";
            text.append(1, digits[bytes.at(at) >> 4U]).append(1, digits[bytes.at(at) & 15U]);
        }
        return text;
    }

  private:
    std::unique_ptr<EVP_MD_CTX, decltype(&EVP_MD_CTX_free)> context_;
};

std::int64_t bytes_of(const fs::path& file) {
    std::int64_t sum = 0;
    for (const char* suffix : {"", "-wal"}) {
        std::error_code absent;
        const auto size = fs::file_size(file.string() + suffix, absent);
        if (!absent) sum += static_cast<std::int64_t>(size);
    }
    return sum;
}

void read_rows(SegmentReader& reader, SegmentCheck& check) {
    Digest digest;
    std::int64_t expected = 1;
    std::int64_t missing = 0;
    for (std::vector<StoredRow> rows; !(rows = reader.read_any(expected - 1, rows_together)).empty();) {
        for (const StoredRow& stored : rows) {
            missing += stored.position.row - expected;
            expected = stored.position.row + 1;
            digest.put(std::to_string(stored.position.row));
            digest.put(std::to_string(stored.row.received_at));
            digest.put(std::to_string(static_cast<int>(stored.row.kind)));
            digest.put(stored.row.road);
            digest.put(stored.row.body);
        }
    }
    check.digest = digest.hex();
    if (missing > 0) check.faults.push_back(std::to_string(missing) + " rows are missing between others.");
    if (reader.session().scalar(quick_faults) > 0) check.faults.emplace_back("Pages of the file are damaged.");
}

std::vector<SegmentCheck> look(Session& state, const std::string& directory, bool whole) {
    const fs::path journal(journal_directory(directory));
    std::set<std::string> finished = finished_segments(state);
    std::map<std::string, std::int64_t> applied;
    for (const auto& [lane, row] : journal_progress(state)) {
        applied[lane.first] = std::max(applied[lane.first], row);
    }
    std::vector<SegmentCheck> checks;
    for (const std::string& name : segments_in(journal.string())) {
        SegmentCheck check;
        check.name = name;
        check.bytes = bytes_of(journal / name);
        check.finished = finished.erase(name) > 0;
        try {
            SegmentReader reader(journal.string(), name);
            Statement& summary = reader.session().sql(select_summary).with();
            if (summary.next()) {
                check.rows = summary.integer(0);
                check.first_at = summary.integer(1);
                check.last_at = summary.integer(2);
            }
            summary.reset();
            check.sealed_at = reader.sealed_at();
            if (whole) read_rows(reader, check);
            if (applied[name] > reader.newest()) check.faults.emplace_back("Rows that were applied are not in it.");
            if (check.finished && check.sealed_at == 0) check.faults.emplace_back("It is finished and has no seal.");
        } catch (const SQLite::Exception& error) {
            check.faults.push_back(std::string("It cannot be read: ") + error.what() + ".");
        }
        applied.erase(name);
        checks.push_back(std::move(check));
    }
    for (const auto& [name, row] : applied) {
        if (row > 0) finished.insert(name);
    }
    for (const std::string& name : finished) {
        SegmentCheck check;
        check.name = name;
        check.finished = true;
        check.faults.emplace_back("It was applied, and its file is not there.");
        checks.push_back(std::move(check));
    }
    return checks;
}

}  // namespace

std::vector<SegmentCheck> look_at_segments(Session& state, const std::string& directory) {
    return look(state, directory, false);
}

std::vector<SegmentCheck> verify_segments(Session& state, const std::string& directory) {
    return look(state, directory, true);
}

}  // namespace coexist
