#include "check/surroundings.hpp"

#include <signal.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include <clocale>
#include <filesystem>
#include <utility>

extern char** environ;  // NOLINT: POSIX declares it nowhere else

namespace crm::check {
namespace {

std::string dispositions() {
    std::string text;
    for (int number = 1; number < NSIG; ++number) {
        struct sigaction action {};
        if (::sigaction(number, nullptr, &action) != 0) continue;
        text += std::to_string(reinterpret_cast<std::uintptr_t>(action.sa_handler)) + ",";
    }
    return text;
}

std::string blocked() {
    sigset_t set;
    ::pthread_sigmask(SIG_SETMASK, nullptr, &set);
    std::string text;
    for (int number = 1; number < NSIG; ++number) text += ::sigismember(&set, number) == 1 ? '1' : '0';
    return text;
}

std::string rights_mask() {
    const mode_t mask = ::umask(0);
    ::umask(mask);
    return std::to_string(mask);
}

std::string all_variables() {
    std::string text;
    for (char** each = environ; each != nullptr && *each != nullptr; ++each) text += std::string(*each) + "\n";
    return text;
}

std::string all_limits() {
    std::string text;
    for (const int resource : {RLIMIT_NOFILE, RLIMIT_STACK, RLIMIT_AS, RLIMIT_FSIZE, RLIMIT_CORE, RLIMIT_NPROC}) {
        rlimit limit{};
        ::getrlimit(static_cast<__rlimit_resource_t>(resource), &limit);
        text += std::to_string(limit.rlim_cur) + "/" + std::to_string(limit.rlim_max) + ",";
    }
    return text;
}

}  // namespace

Surroundings Surroundings::now() {
    std::error_code ignored;
    return {dispositions(),
            blocked(),
            std::filesystem::current_path(ignored).string(),
            rights_mask(),
            std::setlocale(LC_ALL, nullptr),
            all_variables(),
            all_limits()};
}

std::string Surroundings::differs(const Surroundings& later) const {
    std::string names;
    const auto compare = [&](const char* name, const std::string& one, const std::string& other) {
        if (one != other) names += (names.empty() ? "" : ", ") + std::string(name);
    };
    compare("the signals' dispositions", signals, later.signals);
    compare("the mask of blocked signals", mask, later.mask);
    compare("the current folder", folder, later.folder);
    compare("the umask", umask, later.umask);
    compare("the locale", locale, later.locale);
    compare("the environment", environment, later.environment);
    compare("the resource limits", limits, later.limits);
    return names;
}

}  // namespace crm::check
