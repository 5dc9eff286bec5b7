#include <algorithm>

#include <dusk/adapter/follower.hpp>
#include <dusk/core/codec/hex.hpp>
#include <dusk/platform/log/log.hpp>

namespace dusk::adapter {

namespace ethview = settlement::ethview;

Sourced<bool> Follower::step(std::size_t blocks_max) {
    DUSK_TRY(status, source_.status());
    DUSK_TRY_VOID(rewind_to_common(status));
    for (std::size_t i = 0; i < blocks_max; ++i) {
        const auto heads = store_.heads();
        const auto next = heads ? heads->latest + 1 : config_.first_height;
        if (next > status.height) break;
        DUSK_TRY(followed, follow_one(next));
        if (!followed) break;
    }
    store_.set_finality(status.safe_height, status.final_height);
    const auto heads = store_.heads();
    return heads && heads->latest < status.height;
}

/// Goes back until our newest block is one that the node has.
Sourced<void> Follower::rewind_to_common(const ChainStatus& status) {
    while (const auto heads = store_.heads()) {
        const auto ours = store_.by_number(heads->latest);
        if (ours && heads->latest == status.height && ours->dusk_hash == status.hash) return {};
        if (ours && heads->latest <= status.height) {
            DUSK_TRY(record, source_.record(heads->latest));
            if (record && record->block.header.hash == ours->dusk_hash) return {};
        }
        log::info("adapter", "DuskDS took back block {}", heads->latest);
        if (heads->latest == config_.first_height || heads->latest == 0) {
            if (ours && listener_.on_removed) listener_.on_removed(ours);
            store_.clear_blocks();
            return {};
        }
        revert_to(heads->latest - 1);
    }
    return {};
}

void Follower::revert_to(std::uint64_t height) {
    const auto removed = store_.by_number(height + 1);
    store_.revert_to(height);
    if (removed && listener_.on_removed) listener_.on_removed(removed);
}

/// False: the node has no such block, or one that does not follow ours; the next step looks again.
Sourced<bool> Follower::follow_one(std::uint64_t height) {
    DUSK_TRY(record, source_.record(height));
    if (!record || record->block.header.height != height) return false;
    const auto parent = height > config_.first_height ? store_.by_number(height - 1) : nullptr;
    if (height > config_.first_height &&
        (!parent || parent->dusk_hash != record->block.header.prev_block_hash))
        return false;
    const auto head = parent ? ethview::head_of(*parent) : ethview::anchor(config_.view);
    const auto block = ethview::project(config_.view, head, *record, crypto_);
    DUSK_TRY(blobs, fetch_blobs(block));
    store_.append(block, blobs);
    log::debug("adapter", "block {} {} with {} transactions", height, to_hex(block.hash),
               block.transactions.size());
    if (listener_.on_added) listener_.on_added(store_.by_number(height));
    return true;
}

/// Blobs that the node has dropped already are missing in the archive: the Beacon API says so when
/// asked. A node that cannot be reached is an error, and the block waits.
Sourced<std::vector<BlobSidecar>> Follower::fetch_blobs(const ViewBlock& block) {
    std::vector<BlobSidecar> out;
    for (const auto& hash : ethview::blob_hashes(block)) {
        DUSK_TRY(sidecar, source_.blob(hash));
        if (!sidecar)
            log::warn("adapter", "blob {} of block {} is gone", to_hex(hash), block.header.number);
        else if (settlement::versioned_hash(sidecar->commitment) != hash)
            return std::unexpected(SourceError{false, "the node sent another blob"});
        else
            out.push_back(*std::move(sidecar));
    }
    return out;
}

}  // namespace dusk::adapter
