#pragma once

#include <sys/types.h>

#include <filesystem>
#include <string>
#include <vector>

#include "loader/child.hpp"

/// A new folder that goes with this object.
class Folder {
  public:
    Folder();
    ~Folder();
    Folder(const Folder&) = delete;
    Folder& operator=(const Folder&) = delete;
    const std::filesystem::path& path() const { return path_; }

  private:
    std::filesystem::path path_;
};

/// A file of the build: a program, or a plugin built for these tests.
std::filesystem::path built(const std::string& name);

/// Copies a toy plugin into the folder and writes its manifest; answers the copy.
std::filesystem::path with_manifest(const std::string& name, const std::filesystem::path& folder);

/// Runs crm-host with a data folder.
crm::ChildEnd console(const std::filesystem::path& data, std::vector<std::string> words);

/// A crm-host that serves the toy plugin, two hotels, and who may see what: ann (admin, harbour), bob (staff, seaside),
/// eve (staff, both).
class RunningHost {
  public:
    RunningHost();
    ~RunningHost();
    RunningHost(const RunningHost&) = delete;
    RunningHost& operator=(const RunningHost&) = delete;

    unsigned short port() const { return port_; }
    const std::filesystem::path& data() const { return folder_.path(); }
    const std::string& token(const std::string& user) const;
    pid_t process() const { return pid_; }
    /// SIGTERM; answers the exit code.
    int stop();

  private:
    Folder folder_;
    pid_t pid_ = -1;
    unsigned short port_ = 0;
    std::string ann_;
    std::string bob_;
    std::string eve_;
};
