#include <algorithm>

#include <dusk/core/chain/execute_block.hpp>
#include <dusk/node/chain/chain.hpp>
#include <dusk/platform/evm/native_interpreter.hpp>

namespace dusk::engine {
namespace {

/// Blocks kept in memory for those who follow the head.
constexpr std::size_t RECENT_BLOCKS = 4;

/// What clients see as validationError.
std::string describe(const BlockError& error) {
    std::string text(to_string(error.fault));
    if (error.txn)
        text += ": transaction " + std::to_string(error.txn_index) + ": " +
                std::string(to_string(*error.txn));
    if (error.header) text += ": " + std::string(to_string(*error.header));
    return text;
}

ImportResult syncing() { return {.status = ImportStatus::syncing, .error = {}}; }

ImportResult invalid(const Hash32& parent, std::string why) {
    return {.status = ImportStatus::invalid, .latest_valid_hash = parent, .error = std::move(why)};
}

ImportResult storage_failure(const kv::Error& error) {
    return {.status = ImportStatus::syncing, .error = "storage: " + error.message};
}

}  // namespace

Chain::Chain(store::ChainStore& store, const ChainConfig& config, const CryptoProvider& crypto,
             const parallel::ProcessorOptions& options)
    : store_(store),
      config_(config),
      crypto_(crypto),
      senders_(std::make_shared<parallel::SenderCache>(parallel::SENDER_CACHE_SIZE)),
      processor_(options) {}

std::expected<ExecutedBlock, BlockError> Chain::execute(const Header& parent, const Block& block,
                                                        const StateView& state,
                                                        const NodeSource& nodes,
                                                        std::span<const Address> senders) {
    const AncestorHashes hashes(store_, {block.header.parent_hash, parent.number});
    const BlockSources sources{.state = state,
                               .nodes = nodes,
                               .hashes = hashes,
                               .crypto = crypto_,
                               .interpreter = native_interpreter()};
    auto executed = processor_.execute(config_, parent, block, sources, senders);
    if (executed || executed.error().fault != BlockFault::state_unavailable) return executed;
    // A run ahead of time may have read what the block itself does not.
    const auto view = store_.state_after(block.header.parent_hash);
    if (!view) return executed;
    return execute_block(config_, parent, block,
                         {.state = **view,
                          .nodes = nodes,
                          .hashes = hashes,
                          .crypto = crypto_,
                          .interpreter = native_interpreter()},
                         senders);
}

ImportResult Chain::import(const Block& block, const Hash32& hash) {
    const std::lock_guard lock(mutex_);
    auto result = try_import(block, hash);
    if (result.status == ImportStatus::invalid)
        bad_blocks_.add(hash, block, *result.latest_valid_hash);
    return result;
}

ImportResult Chain::try_import(const Block& block, const Hash32& hash) {
    const auto known = store_.contains(hash);
    if (!known) return storage_failure(known.error());
    if (*known) return {.status = ImportStatus::valid, .latest_valid_hash = hash, .error = {}};

    const auto& header = block.header;
    const auto parent = store_.header(header.parent_hash);
    if (!parent) return storage_failure(parent.error());
    if (!*parent) {
        const auto bad = bad_blocks_.find(header.parent_hash);
        return bad ? invalid(bad->latest_valid, std::string(LINKS_TO_BAD_BLOCK)) : syncing();
    }
    auto senders =
        parallel::recover_senders(block.transactions, crypto_, *senders_, processor_.workers());
    if (!senders) return invalid(header.parent_hash, "invalid transaction signature");
    auto view = store_.state_after(header.parent_hash);
    if (!view) return storage_failure(view.error());
    const auto nodes = store_.nodes_after(header.parent_hash);
    if (!nodes) return storage_failure(nodes.error());

    auto executed = execute(**parent, block, **view, **nodes, *senders);
    if (!executed) {
        if (executed.error().fault == BlockFault::state_unavailable)
            return {.status = ImportStatus::syncing, .error = "parent state is not available"};
        return invalid(header.parent_hash, describe(executed.error()));
    }
    const store::ExecutedBlock whole{.hash = hash,
                                     .header = header,
                                     .body = {.transactions = block.transactions,
                                              .withdrawals = block.withdrawals,
                                              .senders = *std::move(senders)},
                                     .receipts = std::move(executed->result.receipts),
                                     .diff = std::move(executed->result.diff),
                                     .nodes = std::move(executed->state.nodes),
                                     .places = std::move(executed->state.places),
                                     .removed = std::move(executed->state.removed)};
    if (const auto inserted = store_.insert(whole); !inserted)
        return storage_failure(inserted.error());
    remember(whole);
    return {.status = ImportStatus::valid, .latest_valid_hash = hash, .error = {}};
}

kv::Result<void> Chain::insert_built(std::shared_ptr<const store::ExecutedBlock> block) {
    const std::lock_guard lock(mutex_);
    DUSK_TRY_VOID(store_.insert(*block));
    remember(*block);
    return {};
}

void Chain::remember(const store::ExecutedBlock& block) {
    auto recent =
        std::make_shared<RecentBlock>(RecentBlock{.hash = block.hash,
                                                  .gas_used = block.header.gas_used,
                                                  .txn_count = block.body.transactions.size(),
                                                  .changed = {}});
    recent->changed.reserve(block.diff.accounts.size());
    for (const auto& account : block.diff.accounts) recent->changed.push_back(account.address);
    const std::lock_guard lock(recent_mutex_);
    recent_.push_front(std::move(recent));
    if (recent_.size() > RECENT_BLOCKS) recent_.pop_back();
}

std::shared_ptr<const RecentBlock> Chain::recent(const Hash32& hash) const {
    const std::lock_guard lock(recent_mutex_);
    const auto found =
        std::ranges::find(recent_, hash, [](const auto& block) { return block->hash; });
    return found != recent_.end() ? *found : nullptr;
}

namespace {

/// The blocks between two heads.
kv::Result<HeadEvent> path_between(const store::ChainStore& store, BlockRef from, BlockRef to) {
    HeadEvent event{.reverted = {}, .applied = {}, .head = to};
    while (from.hash != to.hash) {
        auto& side = to.number >= from.number ? to : from;
        (&side == &to ? event.applied : event.reverted).push_back(side);
        DUSK_TRY(header, store.header(side.hash));
        if (!header || header->number == 0)
            return std::unexpected(
                kv::Error{kv::ErrorKind::corrupt, "a block's parent is missing"});
        side = {header->parent_hash, header->number - 1};
    }
    std::ranges::reverse(event.applied);
    return event;
}

}  // namespace

std::expected<void, ForkchoiceError> Chain::set_forkchoice(const Hash32& head, const Hash32& safe,
                                                           const Hash32& finalized) {
    std::vector<std::function<void(const HeadEvent&)>> listeners;
    HeadEvent event;
    {
        const std::lock_guard lock(mutex_);
        const auto header = store_.header(head);
        if (!header) return std::unexpected(ForkchoiceError::storage);
        if (!*header) return std::unexpected(ForkchoiceError::unknown_head);
        const auto before = store_.head();
        auto path = path_between(store_, before, {head, (*header)->number});
        if (!path || !store_.set_head(head)) return std::unexpected(ForkchoiceError::storage);
        event = *std::move(path);
        if (before.hash != head) listeners = listeners_;
    }
    for (const auto& listener : listeners) listener(event);

    const std::lock_guard lock(mutex_);
    const auto resolve = [&](const Hash32& hash,
                             const BlockRef& present) -> std::expected<BlockRef, ForkchoiceError> {
        if (hash.is_zero()) return present;
        const auto header = store_.header(hash);
        if (!header) return std::unexpected(ForkchoiceError::storage);
        if (!*header) return std::unexpected(ForkchoiceError::inconsistent);
        const BlockRef ref{hash, (*header)->number};
        const auto canonical = store_.is_canonical(ref);
        if (!canonical) return std::unexpected(ForkchoiceError::storage);
        if (!*canonical) return std::unexpected(ForkchoiceError::inconsistent);
        return ref;
    };
    DUSK_TRY(final_ref, resolve(finalized, store_.finalized()));
    DUSK_TRY(safe_ref, resolve(safe, store_.safe()));
    if (!store_.set_safe_and_finalized(safe_ref, final_ref))
        return std::unexpected(ForkchoiceError::storage);
    return {};
}

void Chain::on_head(std::function<void(const HeadEvent&)> listener) {
    const std::lock_guard lock(mutex_);
    listeners_.push_back(std::move(listener));
}

Hash32 AncestorHashes::block_hash(std::uint64_t number) const {
    while (known_.back().number > number) {
        const auto header = store_.header(known_.back().hash);
        if (!header || !*header || (*header)->number == 0) return {};
        known_.push_back({(*header)->parent_hash, (*header)->number - 1});
    }
    const auto distance = known_.front().number - number;
    return known_.front().number >= number && distance < known_.size() ? known_[distance].hash
                                                                       : Hash32{};
}

}  // namespace dusk::engine
