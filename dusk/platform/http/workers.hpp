// A fixed number of threads behind a bounded queue.
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

    Workers(unsigned threads, std::size_t queue_max);
    ~Workers();
    Workers(const Workers&) = delete;
    Workers& operator=(const Workers&) = delete;

    /// False if the queue is full or the pool has stopped; `work` is untouched then.
    bool post(Work&& work);
    /// Lets running work end, drops what is queued.
    void stop();

private:
    void run();

    const std::size_t queue_max_;
    std::mutex mutex_;
    std::condition_variable changed_;
    std::deque<Work> queue_;
    bool stopping_ = false;
    std::vector<std::thread> threads_;
};

}  // namespace dusk::http
