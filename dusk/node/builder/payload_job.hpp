// PayloadJob: one block under construction. The attributes' own transactions run at once; from then
// on the pool's best transactions are added as they come, until somebody asks for the block.
//
// Every transaction runs once, in the block's own state; one that fails leaves no trace (the
// executor's promise), so that the sealed block is what re-execution gives.
#pragma once

#include <condition_variable>
#include <expected>
#include <memory>
#include <mutex>
#include <string>
#include <thread>

#include <dusk/core/chain/block_executor.hpp>
#include <dusk/core/rollup/attributes.hpp>
#include <dusk/node/chain/chain.hpp>
#include <dusk/node/pool/txn_pool.hpp>

namespace dusk::builder {

/// Limits on data for L1 that the batcher sets (miner_setMaxDASize); zero: none. Bytes.
struct DaLimits {
    std::uint64_t txn_size_max = 0;
    std::uint64_t block_size_max = 0;
};

struct BuildInput {
    store::BlockRef parent;
    Header parent_header;
    rollup::PayloadAttributes attributes;
    DaLimits da_limits;
};

enum class BuildError : std::uint8_t {
    bad_attributes,  ///< a transaction of the attributes cannot be decoded or executed
    parent_unavailable,
};
struct [[nodiscard]] BuildFailure {
    BuildError error = BuildError::bad_attributes;
    std::string message;
};

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
    /// Stops adding and gives the block; the same one however often it is asked for.
    std::expected<std::shared_ptr<const store::ExecutedBlock>, BuildFailure> seal();

private:
    PayloadJob(engine::Chain& chain, pool::TxnPool& pool, BuildInput input,
               std::unique_ptr<StateView> view);

    std::expected<void, BuildFailure> run_forced();
    void add_from_pool();
    /// One pass over the pool's best.
    void add_best();
    bool fits_da_limits(std::uint64_t da_size) const;
    void include(Transaction txn, Bytes encoded, const Hash32& hash, const Address& sender);
    std::expected<std::shared_ptr<const store::ExecutedBlock>, BuildFailure> finish();

    engine::Chain& chain_;
    pool::TxnPool& pool_;
    const BuildInput input_;
    std::unique_ptr<StateView> view_;
    const engine::AncestorHashes hashes_;
    const BlockEnv env_;
    /// Until the block is sealed, as is what follows.
    std::optional<BlockExecutor> executor_;
    std::vector<Transaction> txns_;
    std::vector<Bytes> encoded_;
    std::vector<Hash32> txn_hashes_;
    std::vector<Address> senders_;
    std::uint64_t da_size_ = 0;
    /// By sender, the nonce after what the block has: the pool's earlier ones are not looked at.
    pool::NextNonces next_nonces_;

    std::mutex mutex_;
    std::condition_variable wake_;
    // Guarded by mutex_:
    bool stop_ = false;
    /// Whether the pool has been looked through once, or will not be.
    bool passed_ = false;
    std::shared_ptr<const store::ExecutedBlock> sealed_;
    std::thread worker_;
};

}  // namespace dusk::builder
