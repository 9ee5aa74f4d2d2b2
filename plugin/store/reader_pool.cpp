#include "store/reader_pool.hpp"

#include "store/state_schema.hpp"

namespace coexist {
namespace {

constexpr std::size_t kept_open = 96;

}  // namespace

ReaderPool::Lease::~Lease() {
    if (session_) pool_->give_back(std::move(session_));
}

ReaderPool::Lease ReaderPool::take() {
    {
        const std::lock_guard lock(guard_);
        while (!idle_.empty()) {
            std::unique_ptr<Session> session = std::move(idle_.back());
            idle_.pop_back();
            if (!session->replaced()) return {*this, std::move(session)};
        }
    }
    return {*this, open_state_for_reading(directory_)};
}

void ReaderPool::give_back(std::unique_ptr<Session> session) {
    if (!session->idle()) return;  // an exception left a query half read: the next borrower would see the past
    const std::lock_guard lock(guard_);
    if (idle_.size() < kept_open) idle_.push_back(std::move(session));
}

}  // namespace coexist
