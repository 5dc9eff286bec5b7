// One block of a developer chain: the attributes deposit that OP rules want, then transactions,
// executed at once by the node's own executor. No rollup node takes part.
#pragma once

#include <expected>
#include <memory>
#include <string>
#include <vector>

#include <dusk/core/rollup/rollup_config.hpp>
#include <dusk/node/chain/chain.hpp>
#include <dusk/node/pool/txn_pool.hpp>

namespace dusk::dev {

/// A transaction that does not come from the pool. Its signature may be of no use: the sender is
/// impersonated then.
struct SentTxn {
    Transaction txn;
    Address sender;
};

/// Of a sender without a key: what is in the place of the signature tells the sender, so that two
/// of them never make the same transaction.
SentTxn impersonated(Transaction txn, const Address& sender);

/// What differs in a block from what the protocol would say.
struct BlockSettings {
    std::optional<std::uint64_t> gas_limit;
    std::optional<Address> coinbase;
    // Of the next block alone:
    std::optional<u256> base_fee;
    std::optional<Hash32> prev_randao;

    void next_is_over() {
        base_fee.reset();
        prev_randao.reset();
    }
};

struct BlockPlan {
    store::BlockRef parent;
    std::uint64_t timestamp = 0;
    BlockSettings settings;
    /// Changed in the state after the parent; may be null.
    std::shared_ptr<const StateDiff> amendment;
    /// Run before the pool's.
    std::vector<SentTxn> sent_txns;
    /// Without any of the pool's.
    bool leaves_pool = false;
};

struct BuiltBlock {
    std::shared_ptr<const store::ExecutedBlock> block;
    /// Of the pool and of plan.sent_txns.
    std::size_t included = 0;
    /// Those of plan.sent_txns that could not be executed, with the reason.
    std::vector<std::pair<Hash32, std::string>> refused;
};

/// `rollup.genesis.l1` is the one L1 block that this chain ever sees.
std::expected<BuiltBlock, std::string> build_block(engine::Chain& chain, pool::TxnPool& pool,
                                                   const rollup::RollupConfig& rollup,
                                                   const BlockPlan& plan);

}  // namespace dusk::dev
