#include <algorithm>
#include <atomic>
#include <memory>

#include <dusk/node/parallel/worker_pool.hpp>
#include <dusk/platform/thread/named.hpp>

namespace dusk::parallel {
namespace {

/// More than this share little in one block.
constexpr unsigned THREADS_MAX = 15;

/// What for_each shares with helpers, which may start after it has returned.
struct Loop {
    std::size_t count = 0;
    const std::function<void(std::size_t)>* work = nullptr;
    std::atomic<std::size_t> next = 0;
    std::atomic<std::size_t> finished = 0;

    void run() {
        std::size_t done = 0;
        for (auto i = next.fetch_add(1); i < count; i = next.fetch_add(1), ++done) (*work)(i);
        if (done == 0) return;
        finished.fetch_add(done);
        finished.notify_all();
    }
    void wait() const {
        for (auto seen = finished.load(); seen < count; seen = finished.load()) finished.wait(seen);
    }
};

}  // namespace

WorkerPool::WorkerPool(unsigned threads) {
    for (unsigned i = 0; i < threads; ++i)
        threads_.emplace_back(named("parallel", [this] { run(); }));
}

WorkerPool::~WorkerPool() {
    {
        const std::lock_guard lock(mutex_);
        stop_ = true;
    }
    wake_.notify_all();
    for (auto& thread : threads_) thread.join();
}

void WorkerPool::run() {
    std::unique_lock lock(mutex_);
    for (;;) {
        wake_.wait(lock, [this] { return stop_ || !tasks_.empty(); });
        if (tasks_.empty()) return;
        auto task = std::move(tasks_.front());
        tasks_.pop_front();
        lock.unlock();
        task();
        lock.lock();
    }
}

std::future<void> WorkerPool::start(std::function<void()> task) {
    if (threads_.empty()) return std::async(std::launch::deferred, std::move(task));
    std::packaged_task<void()> packaged(std::move(task));
    auto future = packaged.get_future();
    {
        const std::lock_guard lock(mutex_);
        tasks_.push_back(std::move(packaged));
    }
    wake_.notify_one();
    return future;
}

void WorkerPool::for_each(std::size_t count, const std::function<void(std::size_t)>& work) {
    if (count == 0) return;
    const auto loop = std::make_shared<Loop>();
    loop->count = count;
    loop->work = &work;
    if (!threads_.empty())
        for (std::size_t i = 0; i < std::min(threads_.size(), count - 1); ++i)
            start([loop] { loop->run(); });
    loop->run();
    loop->wait();
}

unsigned default_threads() noexcept {
    const auto processors = std::max(1u, std::thread::hardware_concurrency());
    return std::min(processors - 1, THREADS_MAX);
}

}  // namespace dusk::parallel
