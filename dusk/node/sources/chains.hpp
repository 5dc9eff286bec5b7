// The two chains as the rollup node sees them: L1 to read, blobs of L1, and L2's engine to drive.
// Implementations are thread-safe and check what they return.
#pragma once

#include <memory>
#include <optional>
#include <span>
#include <variant>
#include <vector>

#include <dusk/core/rollup/l1_source.hpp>
#include <dusk/node/sources/failure.hpp>
#include <dusk/node/sources/payload_json.hpp>

namespace dusk::sources {

enum class BlockLabel : std::uint8_t { latest, safe, finalized };
std::string_view to_string(BlockLabel label) noexcept;

class L1Chain {
public:
    virtual ~L1Chain() = default;
    virtual Outcome<rollup::L1BlockRef> ref(BlockLabel label) = 0;
    virtual Outcome<rollup::L1BlockRef> ref_by_number(std::uint64_t number) = 0;
    virtual Outcome<rollup::L1BlockRef> ref_by_hash(const Hash32& hash) = 0;
    /// Header, transactions and receipts, checked against `hash`. Shared with the cache.
    virtual Outcome<std::shared_ptr<const rollup::L1BlockData>> block(const Hash32& hash) = 0;
};

class BlobSource {
public:
    virtual ~BlobSource() = default;
    /// The blobs in the order asked for, checked against their versioned hashes.
    virtual Outcome<std::vector<Bytes>> blobs(const rollup::L1BlockRef& block,
                                              std::span<const rollup::IndexedBlobHash> wanted) = 0;
};

using BlockSelector = std::variant<BlockLabel, std::uint64_t, Hash32>;

class Engine {
public:
    virtual ~Engine() = default;
    /// engine_forkchoiceUpdated. `attributes` null: only moves heads. Statuses other than VALID are
    /// values, errors of the engine are failures: reset for an inconsistent state (-38002), invalid
    /// for refused attributes (-38003).
    virtual Outcome<ForkchoiceAnswer> forkchoice(const ForkchoiceState& state,
                                                 const rollup::PayloadAttributes* attributes) = 0;
    virtual Outcome<PayloadStatus> new_payload(const PayloadEnvelope& envelope) = 0;
    /// engine_getPayload, of the version for a block at `timestamp`.
    virtual Outcome<PayloadEnvelope> get_payload(const PayloadId& id, std::uint64_t timestamp) = 0;
    virtual Outcome<PayloadEnvelope> block(const BlockSelector& selector) = 0;
    /// The storage root of L2ToL1MessagePasser in the state of a block, proven.
    virtual Outcome<Hash32> message_passer_root(const PayloadEnvelope& block) = 0;
};

}  // namespace dusk::sources
