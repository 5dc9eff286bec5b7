#include <algorithm>
#include <exception>
#include <system_error>

#include <dusk/platform/http/workers.hpp>
#include <dusk/platform/thread/named.hpp>

namespace dusk::http {

Workers::Workers(const char* name, unsigned threads_max, std::size_t queue_max)
    : name_(name), threads_max_(std::max(threads_max, 1u)), queue_max_(queue_max) {}

Workers::~Workers() { stop(); }

bool Workers::post(Work&& work) {
    {
        const std::scoped_lock lock(mutex_);
        if (stopping_ || queue_.size() >= queue_max_) return false;
        const bool is_short = queue_.size() >= idle_ && threads_.size() < threads_max_;
        if (is_short && !start_thread() && threads_.empty()) return false;
        queue_.push_back(std::move(work));
    }
    changed_.notify_one();
    return true;
}

bool Workers::start_thread() {
    try {
        threads_.emplace_back([this] {
            name_thread(name_);
            run();
        });
        return true;
    } catch (const std::system_error&) {
        return false;  // the system has none left
    }
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
            ++idle_;
            changed_.wait(lock, [&] { return stopping_ || !queue_.empty(); });
            --idle_;
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
