// WorkerPool: a few threads that take the parts of one task beside the thread that has it. Tasks
// must not wait for other tasks of the same pool. Thread-safe.
#pragma once

#include <condition_variable>
#include <cstddef>
#include <deque>
#include <functional>
#include <future>
#include <mutex>
#include <thread>
#include <vector>

namespace dusk::parallel {

class WorkerPool {
public:
    /// `threads` beside the callers; with none, every task runs where it is waited for.
    explicit WorkerPool(unsigned threads);
    ~WorkerPool();
    WorkerPool(const WorkerPool&) = delete;
    WorkerPool& operator=(const WorkerPool&) = delete;

    std::size_t size() const noexcept { return threads_.size(); }

    /// Runs `task` on a thread of the pool. The future waits for it; without threads it runs at the
    /// first wait.
    std::future<void> start(std::function<void()> task);
    /// Calls `work` for each index below `count`, here and on the pool's threads, and returns when
    /// all calls have. They must not throw.
    void for_each(std::size_t count, const std::function<void(std::size_t)>& work);

private:
    void run();

    std::mutex mutex_;
    std::condition_variable wake_;
    // Guarded by mutex_:
    std::deque<std::packaged_task<void()>> tasks_;
    bool stop_ = false;
    std::vector<std::thread> threads_;
};

/// Threads beside the importing one that this machine has processors for; at most THREADS_MAX.
unsigned default_threads() noexcept;

}  // namespace dusk::parallel
