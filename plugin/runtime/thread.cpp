#include "runtime/thread.hpp"

#include <pthread.h>
#include <signal.h>
#include <sys/resource.h>

#include <utility>

namespace coexist {

std::thread start_thread(const char* name, std::function<void()> body) {
    sigset_t all;
    sigset_t before;
    sigfillset(&all);
    pthread_sigmask(SIG_SETMASK, &all, &before);
    std::thread thread([name, body = std::move(body)] {
        pthread_setname_np(pthread_self(), name);
        body();
    });
    pthread_sigmask(SIG_SETMASK, &before, nullptr);
    return thread;
}

void give_way() {
    constexpr int nicer = 5;  // of 40 steps; each is worth a quarter
    const int own = ::getpriority(PRIO_PROCESS, 0);
    ::setpriority(PRIO_PROCESS, 0, own + nicer);  // on Linux of this thread only; refused, it is as fair as before
}

}  // namespace coexist
