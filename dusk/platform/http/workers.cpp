#include <algorithm>
#include <exception>

#include <dusk/platform/http/workers.hpp>
#include <dusk/platform/thread/named.hpp>

namespace dusk::http {

Workers::Workers(unsigned threads, std::size_t queue_max) : queue_max_(queue_max) {
    for (unsigned i = 0; i < std::max(threads, 1u); ++i)
        threads_.emplace_back(named("http-worker", [this] { run(); }));
}

Workers::~Workers() { stop(); }

bool Workers::post(Work&& work) {
    {
        const std::scoped_lock lock(mutex_);
        if (stopping_ || queue_.size() >= queue_max_) return false;
        queue_.push_back(std::move(work));
    }
    changed_.notify_one();
    return true;
}

void Workers::stop() {
    std::deque<Work> dropped;
    std::vector<std::thread> threads;
    {
        const std::scoped_lock lock(mutex_);
        stopping_ = true;
        dropped.swap(queue_);
        threads.swap(threads_);
    }
    changed_.notify_all();
    for (auto& thread : threads) thread.join();
}

void Workers::run() {
    for (;;) {
        Work work;
        {
            std::unique_lock lock(mutex_);
            changed_.wait(lock, [&] { return stopping_ || !queue_.empty(); });
            if (queue_.empty()) return;
            work = std::move(queue_.front());
            queue_.pop_front();
        }
        try {
            work();
        } catch (const std::exception&) {
            // Whoever waits for the work learns of it by the work's destruction.
        }
    }
}

}  // namespace dusk::http
