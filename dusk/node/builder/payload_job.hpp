// PayloadJob: one block under construction. The attributes' own transactions run at once; from then
// on the pool's best transactions are added as they come, until somebody asks for the block. If the
// block is full and somebody offers more than one who is in, it is made anew from the pool and the
// one of the two that earns more goes on (as op-geth's and op-reth's builders do).
#pragma once

#include <chrono>
#include <condition_variable>
#include <mutex>
#include <thread>

#include <dusk/node/builder/draft.hpp>

namespace dusk::builder {

class PayloadJob {
public:
    /// Executes the attributes' transactions, then starts to add from `pool` unless no_tx_pool.
    static std::expected<std::unique_ptr<PayloadJob>, BuildFailure> start(engine::Chain& chain,
                                                                          pool::TxnPool& pool,
                                                                          BuildInput input);
    ~PayloadJob();
    PayloadJob(const PayloadJob&) = delete;
    PayloadJob& operator=(const PayloadJob&) = delete;

    const BuildInput& input() const noexcept { return input_; }
    /// Returns once the pool, as it was when the job began or is now, has been looked through.
    void await_pass();
    /// What the block has earned so far beyond the base fee.
    u256 priority_fees() const;
    /// Stops adding and gives the block; the same one however often it is asked for.
    std::expected<std::shared_ptr<const store::ExecutedBlock>, BuildFailure> seal();

private:
    using Clock = std::chrono::steady_clock;

    PayloadJob(engine::Chain& chain, pool::TxnPool& pool, BuildInput input);

    void work();
    /// Makes the block anew and keeps the better one; when to do so again at the earliest.
    Clock::time_point rebuild();
    void note_pass();
    bool is_stopped() const;

    engine::Chain& chain_;
    pool::TxnPool& pool_;
    const BuildInput input_;
    /// Of the worker while it runs; null once the block is sealed.
    std::unique_ptr<Draft> draft_;

    mutable std::mutex mutex_;
    std::condition_variable wake_;
    // Guarded by mutex_:
    bool stop_ = false;
    /// Whether the pool has been looked through once, or will not be.
    bool passed_ = false;
    u256 priority_fees_;

    std::shared_ptr<const store::ExecutedBlock> sealed_;
    std::thread worker_;
};

}  // namespace dusk::builder
