// The adapter's store: view blocks by number and hash, transactions by hash and by Dusk id, blobs,
// the queue of transactions to relay. One thread appends and reverts; readers may be many. Blobs
// are kept when their block is reverted: they cost little and may come back. A failing disk ends
// the process: nothing sensible can be served without it.
#pragma once

#include <memory>
#include <mutex>
#include <optional>

#include <dusk/platform/kv/kv.hpp>
#include <dusk/settlement/ethview/view.hpp>

namespace dusk::adapter {

using settlement::BlobSidecar;
using settlement::ethview::ViewBlock;
using BlockPtr = std::shared_ptr<const ViewBlock>;

struct TxnPlace {
    std::uint64_t block_number = 0;
    std::uint32_t index = 0;
    friend bool operator==(const TxnPlace&, const TxnPlace&) = default;
};

struct Heads {
    std::uint64_t latest = 0;
    std::uint64_t safe = 0;
    std::uint64_t finalized = 0;
    friend bool operator==(const Heads&, const Heads&) = default;
};

struct QueueEntry {
    Bytes key;
    Bytes value;
};

class ViewStore {
public:
    /// `path` empty: in memory.
    static std::expected<std::unique_ptr<ViewStore>, kv::Error> open(const std::string& path);

    /// None before the first block.
    std::optional<Heads> heads() const;
    std::optional<std::uint64_t> first_number() const;
    BlockPtr by_number(std::uint64_t number) const;
    BlockPtr by_hash(const Hash32& hash) const;
    std::optional<TxnPlace> find_txn(const Hash32& hash) const;
    std::optional<Hash32> txn_of_dusk_tx(const Hash32& dusk_tx_id) const;
    std::optional<BlobSidecar> blob(const Hash32& versioned_hash) const;

    /// Adds the block after the latest with its blobs, all or nothing.
    void append(const ViewBlock& block, const std::vector<BlobSidecar>& blobs);
    /// Forgets the blocks above `number`.
    void revert_to(std::uint64_t number);
    /// Forgets everything but blobs and queue.
    void clear_blocks();
    /// Clamped to the latest block.
    void set_finality(std::uint64_t safe, std::uint64_t finalized);

    // The relay queue: opaque to the store.
    void put_queued(const QueueEntry& entry);
    void erase_queued(BytesView key);
    std::optional<Bytes> queued_value(BytesView key) const;
    std::vector<QueueEntry> queued() const;

private:
    explicit ViewStore(std::unique_ptr<kv::Database> database);
    void erase_block(kv::Batch& batch, const ViewBlock& block) const;

    std::unique_ptr<kv::Database> database_;
    mutable std::mutex mutex_;
    std::optional<Heads> heads_;
    std::optional<std::uint64_t> first_;
    /// The last block read or written by number.
    mutable BlockPtr recent_;
};

}  // namespace dusk::adapter
