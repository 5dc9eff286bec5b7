// Expires exchanges that take too long. One thread for all looks at them now and then: to begin and
// to end an exchange wakes nobody. Every exchange has the same limit, so they expire in the order
// they came.
#pragma once

#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <list>
#include <memory>
#include <mutex>
#include <thread>

#include <dusk/platform/rpc/dispatcher.hpp>

namespace dusk::rpc {

class Deadlines {
    struct Entry {
        std::chrono::steady_clock::time_point time{};
        std::shared_ptr<Exchange> exchange{};
        bool is_expired = false;
    };
    using Entries = std::list<Entry>;

public:
    /// Of an exchange that was added.
    using Ticket = Entries::iterator;

    /// Zero: nothing ever expires.
    explicit Deadlines(std::chrono::milliseconds limit);
    ~Deadlines();
    Deadlines(const Deadlines&) = delete;
    Deadlines& operator=(const Deadlines&) = delete;

    Ticket add(std::shared_ptr<Exchange> exchange);
    /// Once for each ticket, whether its exchange has expired or not.
    void remove(Ticket ticket);

private:
    void run();
    void expire_due(std::unique_lock<std::mutex>& lock);

    const std::chrono::milliseconds limit_;
    std::mutex mutex_;
    std::condition_variable changed_;
    Entries entries_;          ///< guarded by mutex_: in the order they came
    Entries expired_;          ///< guarded by mutex_: not removed yet
    Entries free_;             ///< guarded by mutex_: to be used again
    std::uint64_t added_ = 0;  ///< guarded by mutex_: how many ever were
    bool stopping_ = false;    ///< guarded by mutex_
    bool sleeping_ = false;    ///< guarded by mutex_: add() must wake the thread
    std::thread thread_;
};

}  // namespace dusk::rpc
