// Expires exchanges that take too long. One thread for all looks at them now and then: to begin and
// to end an exchange wakes nobody. Every exchange has the same limit, so they expire in the order
// they came.
#pragma once

#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <map>
#include <memory>
#include <mutex>
#include <thread>

#include <dusk/platform/rpc/dispatcher.hpp>

namespace dusk::rpc {

class Deadlines {
public:
    /// Zero: nothing ever expires.
    explicit Deadlines(std::chrono::milliseconds limit);
    ~Deadlines();
    Deadlines(const Deadlines&) = delete;
    Deadlines& operator=(const Deadlines&) = delete;

    std::uint64_t add(std::shared_ptr<Exchange> exchange);
    void remove(std::uint64_t ticket);

private:
    struct Entry {
        std::chrono::steady_clock::time_point time;
        std::shared_ptr<Exchange> exchange;
    };
    void run();
    void expire_due(std::unique_lock<std::mutex>& lock);

    const std::chrono::milliseconds limit_;
    std::mutex mutex_;
    std::condition_variable changed_;
    std::map<std::uint64_t, Entry> entries_;  ///< guarded by mutex_
    std::uint64_t next_ticket_ = 0;           ///< guarded by mutex_
    bool stopping_ = false;                   ///< guarded by mutex_
    bool sleeping_ = false;                   ///< guarded by mutex_: add() must wake the thread
    std::thread thread_;
};

}  // namespace dusk::rpc
