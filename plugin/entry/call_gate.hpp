#pragma once
#include <condition_variable>
#include <memory>
#include <mutex>

namespace coexist {

/// Lets [any] calls in while the instance is started, and lets stop() wait for those that are inside. Thread-safe.
template <class Room>
class CallGate {
  public:
    /// A call that is inside; empty if the gate is shut.
    class Pass {
      public:
        Pass(CallGate* gate, std::shared_ptr<Room> room) : gate_(gate), room_(std::move(room)) {}
        ~Pass() {
            room_.reset();
            if (gate_ != nullptr) gate_->leave();
        }
        Pass(Pass&& other) noexcept : gate_(other.gate_), room_(std::move(other.room_)) { other.gate_ = nullptr; }
        Pass(const Pass&) = delete;
        Pass& operator=(const Pass&) = delete;
        Pass& operator=(Pass&&) = delete;
        explicit operator bool() const { return room_ != nullptr; }
        Room* operator->() const { return room_.get(); }

      private:
        CallGate* gate_;
        std::shared_ptr<Room> room_;
    };

    Pass enter() {
        const std::lock_guard lock(guard_);
        if (!room_) return {nullptr, nullptr};
        ++inside_;
        return {this, room_};
    }
    /// Opens the gate, or lets later calls into another room.
    void open(std::shared_ptr<Room> room) {
        std::shared_ptr<Room> former;  // ends outside the lock
        const std::lock_guard lock(guard_);
        former.swap(room_);
        room_ = std::move(room);
    }
    /// Nobody gets in any more.
    void shut() { open(nullptr); }
    /// Waits until nobody is inside.
    void wait_empty() {
        std::unique_lock lock(guard_);
        left_.wait(lock, [this] { return inside_ == 0; });
    }

  private:
    void leave() {
        const std::lock_guard lock(guard_);
        if (--inside_ == 0) left_.notify_all();
    }
    std::mutex guard_;
    std::condition_variable left_;
    std::shared_ptr<Room> room_;
    int inside_ = 0;
};

}  // namespace coexist
