// L1 traversal and retrieval: walks L1 block by block, keeps the system configuration up to date,
// and takes the batcher's data out of each block (OP specs, derivation.md#l1-traversal and
// #l1-retrieval, ecotone/derivation.md#ecotone-blob-retrieval).
#pragma once

#include <deque>
#include <optional>
#include <variant>
#include <vector>

#include <dusk/core/chain/header.hpp>
#include <dusk/core/chain/receipt.hpp>
#include <dusk/core/crypto/provider.hpp>
#include <dusk/core/rollup/rollup_config.hpp>
#include <dusk/core/rollup/stage.hpp>

namespace dusk::rollup {

/// An L1 block as the pipeline reads it. The caller has checked header, transactions and receipts
/// against their roots, and leaves out transactions of types that it cannot decode.
struct L1BlockData {
    Header header;
    Hash32 hash;
    std::vector<Transaction> transactions;
    std::vector<Receipt> receipts;
};
L1BlockRef l1_block_ref(const L1BlockData& block);

/// The L1 block `number` comes next. `hash` is set where only one block will do (after a reset).
struct NeedL1Block {
    std::uint64_t number = 0;
    std::optional<Hash32> hash;
    friend bool operator==(const NeedL1Block&, const NeedL1Block&) = default;
};

/// A blob of an L1 block: its place among all blobs of the block, and its versioned hash.
struct IndexedBlobHash {
    std::uint64_t index = 0;
    Hash32 hash;
    friend bool operator==(const IndexedBlobHash&, const IndexedBlobHash&) = default;
};
struct NeedBlobs {
    L1BlockRef block;
    std::vector<IndexedBlobHash> blobs;
    friend bool operator==(const NeedBlobs&, const NeedBlobs&) = default;
};

/// What one batcher transaction carries: calldata, or a blob to be fetched.
using BatcherInput = std::variant<Bytes, IndexedBlobHash>;
/// Whether `txn` is a batcher transaction: to the inbox, of a type that batchers may use (0 to 3,
/// and deposits for chains on top of an OP chain; not 4), signed by the batcher.
bool is_batcher_transaction(const Transaction& txn, const RollupConfig& config,
                            const Address& batcher, const CryptoProvider& crypto);
/// The batcher's inputs of an L1 block in order. From Ecotone on, a type-3 transaction counts by
/// its blobs alone; before, every transaction counts by its calldata.
std::vector<BatcherInput> batcher_inputs(const L1BlockData& block, const RollupConfig& config,
                                         const Address& batcher, const CryptoProvider& crypto);

class L1Source {
public:
    L1Source(const RollupConfig& config, const CryptoProvider& crypto, PipelineCounters& counters)
        : config_(config), crypto_(crypto), counters_(counters) {}

    void reset(const L1BlockRef& start, const SystemConfig& system_config);

    const L1BlockRef& origin() const noexcept { return origin_; }
    const SystemConfig& system_config() const noexcept { return system_config_; }

    /// The next batcher data of the origin: dry at the block's end, blobs where one is missing.
    Pulled<Bytes> next_data();
    /// Asks for the block after the origin.
    void advance() noexcept { awaits_block_ = true; }

    std::optional<NeedL1Block> needed_block() const;
    std::optional<NeedBlobs> needed_blobs() const;
    std::expected<void, PipelineError> provide_block(const L1BlockData& block);
    std::expected<void, PipelineError> provide_blobs(const std::vector<Bytes>& blobs);

private:
    const RollupConfig& config_;
    const CryptoProvider& crypto_;
    PipelineCounters& counters_;
    L1BlockRef origin_;
    SystemConfig system_config_;
    bool at_start_ = true;
    bool awaits_block_ = false;
    std::deque<BatcherInput> inputs_;
    std::vector<IndexedBlobHash> missing_blobs_;
};

}  // namespace dusk::rollup
