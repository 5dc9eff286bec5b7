// Work beside the thread that has a block: one task on another thread, and the pieces of a state
// root on all.
#pragma once

#include <dusk/core/trie/trie.hpp>
#include <dusk/node/parallel/worker_pool.hpp>

namespace dusk::parallel {

/// Work on another thread that is over when this is.
class Aside {
public:
    Aside(WorkerPool& workers, std::function<void()> task)
        : done_(workers.start(std::move(task))) {}
    ~Aside() {
        if (done_.valid()) done_.wait();
    }
    Aside(const Aside&) = delete;
    Aside& operator=(const Aside&) = delete;
    void wait() { done_.get(); }

private:
    std::future<void> done_;
};

/// The pieces of a state root on the pool's threads.
class PoolRunner final : public TaskRunner {
public:
    explicit PoolRunner(WorkerPool& workers) : workers_(workers) {}
    void run(std::size_t count, Tasks& tasks) override {
        workers_.for_each(count, [&](std::size_t index) { tasks.run(index); });
    }

private:
    WorkerPool& workers_;
};

}  // namespace dusk::parallel
