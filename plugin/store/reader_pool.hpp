#pragma once
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "store/session.hpp"

namespace coexist {

/// Read connections to the state, lent to one call at a time. Thread-safe. Throws SQLite::Exception when a connection
/// cannot be opened.
class ReaderPool {
  public:
    explicit ReaderPool(std::string directory) : directory_(std::move(directory)) {}

    /// A borrowed connection; it goes back when the lease ends.
    class Lease {
      public:
        Lease(ReaderPool& pool, std::unique_ptr<Session> session) : pool_(&pool), session_(std::move(session)) {}
        ~Lease();
        Lease(Lease&&) = default;
        Lease& operator=(Lease&&) = delete;
        Session& operator*() { return *session_; }
        Session* operator->() { return session_.get(); }

      private:
        ReaderPool* pool_;
        std::unique_ptr<Session> session_;
    };

    Lease take();

  private:
    void give_back(std::unique_ptr<Session> session);
    const std::string directory_;
    std::mutex guard_;
    std::vector<std::unique_ptr<Session>> idle_;
};

}  // namespace coexist
