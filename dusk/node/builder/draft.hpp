// Draft: a block as far as it is filled: the attributes' own transactions, then the pool's best.
// Every transaction runs once, in the block's own state; one that fails leaves no trace (the
// executor's promise), so that the sealed block is what re-execution gives.
#pragma once

#include <expected>
#include <functional>
#include <memory>
#include <string>

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
    /// Gas past which the pool's transactions do not fill the block (miner_setGasLimit); zero: the
    /// block's own limit.
    std::uint64_t gas_max = 0;
};

enum class BuildError : std::uint8_t {
    bad_attributes,  ///< a transaction of the attributes cannot be decoded or executed
    parent_unavailable,
};
struct [[nodiscard]] BuildFailure {
    BuildError error = BuildError::bad_attributes;
    std::string message;
};

class Draft {
public:
    /// With the attributes' transactions. All references outlive the draft.
    static std::expected<std::unique_ptr<Draft>, BuildFailure> start(engine::Chain& chain,
                                                                     pool::TxnPool& pool,
                                                                     const BuildInput& input);
    Draft(const Draft&) = delete;
    Draft& operator=(const Draft&) = delete;

    /// One pass over the pool's best, or less if `is_stopped` says so.
    void add_best(const std::function<bool()>& is_stopped);

    /// What the builder gets beyond the base fee.
    const u256& priority_fees() const noexcept { return priority_fees_; }
    /// Whether the last pass had no room for a transaction that pays more for its gas than one that
    /// is in: a draft made anew may be worth more.
    bool is_outbid() const noexcept { return missed_fee_ > lowest_fee_; }

    /// Ends the block; the draft is of no use afterwards.
    std::expected<std::shared_ptr<const store::ExecutedBlock>, BuildFailure> seal();

private:
    Draft(engine::Chain& chain, pool::TxnPool& pool, const BuildInput& input,
          std::unique_ptr<StateView> view);

    std::expected<void, BuildFailure> run_forced();
    /// Gas that the pool's transactions may still take.
    std::uint64_t gas_room() const;
    /// False: there is no room.
    bool has_da_room(std::uint64_t da_size) const;
    /// Why its condition does not hold in this block, if it has one.
    std::optional<std::string> broken_condition(const pool::PooledTxn& pooled);
    void include(Transaction txn, Bytes encoded, const Hash32& hash, const Address& sender);
    void take(const pool::PooledTxn& pooled, const TxnOutcome& outcome);
    void miss(const pool::PooledTxn& pooled);

    engine::Chain& chain_;
    pool::TxnPool& pool_;
    const BuildInput& input_;
    const std::unique_ptr<StateView> view_;
    const engine::AncestorHashes hashes_;
    const BlockEnv env_;
    BlockExecutor executor_;
    std::vector<Transaction> txns_;
    std::vector<Bytes> encoded_;
    std::vector<Hash32> txn_hashes_;
    std::vector<Address> senders_;
    std::uint64_t da_size_ = 0;
    /// By sender, the nonce after what the block has: the pool's earlier ones are not looked at.
    pool::NextNonces next_nonces_;
    u256 priority_fees_;
    /// For a unit of gas: the least that the pool's transactions in the block pay, and the most
    /// that one without room would.
    u256 lowest_fee_ = ~u256{};
    u256 missed_fee_;
};

}  // namespace dusk::builder
