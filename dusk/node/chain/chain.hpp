// Chain: the execution node's block tree. It executes blocks onto their parents, moves the head,
// and tells who listens. One writer at a time; readers go to the store. Spec: execution-apis,
// engine/*; OP specs, protocol/exec-engine.md#engine-api.
#pragma once

#include <deque>
#include <expected>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include <dusk/core/chain/block_executor.hpp>
#include <dusk/node/chain/bad_blocks.hpp>
#include <dusk/node/parallel/block_processor.hpp>
#include <dusk/node/parallel/senders.hpp>
#include <dusk/node/store/chain_store.hpp>

namespace dusk::engine {

using store::BlockRef;

/// What became of a block that was given to the chain.
enum class ImportStatus : std::uint8_t {
    valid,
    invalid,
    syncing,  ///< its parent is not known
};

struct ImportResult {
    ImportStatus status = ImportStatus::syncing;
    /// The newest valid ancestor of an invalid block (the block itself if valid).
    std::optional<Hash32> latest_valid_hash;
    std::string error;
};

/// A move of the head.
struct HeadEvent {
    /// Blocks that are no longer canonical, newest first.
    std::vector<BlockRef> reverted;
    /// Blocks that became canonical, oldest first.
    std::vector<BlockRef> applied;
    BlockRef head;
};

/// What those who follow the head want of a block that was inserted lately.
struct RecentBlock {
    Hash32 hash;
    std::uint64_t gas_used = 0;
    std::size_t txn_count = 0;
    /// Accounts that it changed.
    std::vector<Address> changed;
};

enum class ForkchoiceError : std::uint8_t {
    unknown_head,
    inconsistent,  ///< safe or finalized is no ancestor of the head
    storage,
};

/// In go-ethereum's words: why a child of a refused block is refused.
inline constexpr std::string_view LINKS_TO_BAD_BLOCK = "links to previously rejected block";

class Chain {
public:
    /// All outlive the chain.
    Chain(store::ChainStore& store, const ChainConfig& config, const CryptoProvider& crypto,
          const parallel::ProcessorOptions& options = {});

    /// Executes and stores `block`, whose header hashes to `hash`. Known blocks are valid at once.
    ImportResult import(const Block& block, const Hash32& hash);
    /// Stores a block that this node built and has therefore executed.
    kv::Result<void> insert_built(std::shared_ptr<const store::ExecutedBlock> block);
    /// Of a block that was inserted lately, or null.
    std::shared_ptr<const RecentBlock> recent(const Hash32& hash) const;
    /// What import() found invalid.
    const BadBlocks& bad_blocks() const noexcept { return bad_blocks_; }

    /// Moves the head, then notes safe and finalized (zero hashes leave them).
    std::expected<void, ForkchoiceError> set_forkchoice(const Hash32& head, const Hash32& safe,
                                                        const Hash32& finalized);

    /// Listeners are called in order on the thread that moves the head, after it has moved.
    void on_head(std::function<void(const HeadEvent&)> listener);

    store::ChainStore& store() const noexcept { return store_; }
    const ChainConfig& config() const noexcept { return config_; }
    const CryptoProvider& crypto() const noexcept { return crypto_; }
    /// Senders of transactions that were seen, for whoever sees them next.
    const std::shared_ptr<parallel::SenderCache>& senders() const noexcept { return senders_; }
    parallel::BlockProcessor& processor() noexcept { return processor_; }

private:
    ImportResult try_import(const Block& block, const Hash32& hash);
    std::expected<ExecutedBlock, BlockError> execute(const Header& parent, const Block& block,
                                                     const StateView& state,
                                                     const NodeSource& nodes,
                                                     std::span<const Address> senders);
    void remember(const store::ExecutedBlock& block);

    store::ChainStore& store_;
    const ChainConfig& config_;
    const CryptoProvider& crypto_;
    // Shared with the pool: either may see a transaction first.
    const std::shared_ptr<parallel::SenderCache> senders_;
    parallel::BlockProcessor processor_;
    BadBlocks bad_blocks_;
    std::mutex mutex_;
    // Guarded by mutex_:
    std::vector<std::function<void(const HeadEvent&)>> listeners_;
    mutable std::mutex recent_mutex_;
    /// Guarded by recent_mutex_; newest first.
    std::deque<std::shared_ptr<const RecentBlock>> recent_;
};

/// Hashes of the ancestors of `parent` for the opcode BLOCKHASH, read from the store as asked for.
class AncestorHashes final : public evm::BlockHashSource {
public:
    AncestorHashes(const store::ChainStore& store, const BlockRef& parent)
        : store_(store), known_{parent} {}
    Hash32 block_hash(std::uint64_t number) const override;

private:
    const store::ChainStore& store_;
    /// From the parent downwards.
    mutable std::vector<BlockRef> known_;
};

}  // namespace dusk::engine
