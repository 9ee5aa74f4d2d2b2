#include "store/media_copy.hpp"

#include <filesystem>
#include <set>

#include "store/durable.hpp"
#include "store/state_schema.hpp"

namespace coexist {
namespace fs = std::filesystem;

std::vector<std::string> copy_media(const std::string& from, const std::string& to) {
    std::vector<std::string> files;
    std::set<fs::path> folders;
    if (!fs::is_directory(media_directory(from))) return files;
    const fs::recursive_directory_iterator end;
    for (fs::recursive_directory_iterator entry(media_directory(from)); entry != end; ++entry) {
        const fs::path name = fs::relative(entry->path(), from);
        if (entry->is_directory()) {
            if (name.filename() == "incoming") entry.disable_recursion_pending();
            continue;
        }
        for (fs::path folder = name.parent_path(); !folder.empty(); folder = folder.parent_path()) {
            folders.insert(folder);
        }
        fs::create_directories(fs::path(to) / name.parent_path());
        std::error_code failed;
        if (!fs::copy_file(entry->path(), fs::path(to) / name, failed)) {
            if (!fs::exists(entry->path())) continue;  // taken away while we looked
            throw fs::filesystem_error("cannot copy", entry->path(), failed);
        }
        sync_file((fs::path(to) / name).string());
        files.push_back(name.string());
    }
    for (const fs::path& folder : folders) {
        fs::permissions(fs::path(to) / folder, fs::perms::owner_all);
        sync_directory((fs::path(to) / folder).string());
    }
    return files;
}

}  // namespace coexist
