// Threads behind a bounded queue. They start when there is work for them, and stay.
#pragma once

#include <condition_variable>
#include <deque>
#include <functional>
#include <mutex>
#include <thread>
#include <vector>

namespace dusk::http {

class Workers {
public:
    using Work = std::move_only_function<void()>;

    /// `name` is that of the threads: a literal of at most 15 characters.
    Workers(const char* name, unsigned threads_max, std::size_t queue_max);
    ~Workers();
    Workers(const Workers&) = delete;
    Workers& operator=(const Workers&) = delete;

    /// False if the queue is full, the pool has stopped or there can be no thread; `work` is
    /// untouched then.
    bool post(Work&& work);
    /// Lets running work end, drops what is queued.
    void stop();

private:
    void run();
    bool start_thread();

    const char* const name_;
    const std::size_t threads_max_;
    const std::size_t queue_max_;
    std::mutex mutex_;
    std::condition_variable changed_;
    std::deque<Work> queue_;
    std::size_t idle_ = 0;
    bool stopping_ = false;
    std::vector<std::thread> threads_;
};

}  // namespace dusk::http
