#pragma once
#include <string_view>

namespace powercut {

constexpr bool ends_with(std::string_view text, std::string_view end) {
    return text.size() >= end.size() && text.substr(text.size() - end.size()) == end;
}

/// What a sync of this file or folder is for. A run may be told to ignore all syncs of one class.
constexpr std::string_view sync_class(std::string_view path, bool folder) {
    constexpr struct {
        std::string_view end;
        std::string_view name;
    } classes[] = {
        {".journal-wal", "journal-wal"},
        {".journal", "journal-file"},
        {"/state.db-wal", "state-wal"},
        {"/state.db", "state-file"},
        {"/consumers.db-journal", "consumers-journal"},
        {"/consumers.db", "consumers-file"},
        {"/crm.db-wal", "host-wal"},
        {"/crm.db", "host-file"},
    };
    if (folder) return "folder";
    for (const auto& each : classes) {
        if (ends_with(path, each.end)) return each.name;
    }
    return "other";
}

}  // namespace powercut
