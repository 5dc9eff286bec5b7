#include <algorithm>

#include <fmt/format.h>

#include <dusk/core/base/result.hpp>
#include <dusk/core/codec/hex.hpp>
#include <dusk/node/driver/find_heads.hpp>
#include <dusk/node/driver/l2_block.hpp>

namespace dusk::driver {

using rollup::L1BlockRef;
using rollup::L2BlockRef;
using sources::BlockLabel;
using sources::BlockSelector;
using sources::fail;
using sources::FailureKind;
using sources::Outcome;

namespace {

/// An unsafe chain that goes back further than this many lookbacks means a wrong L1, not a reorg.
constexpr std::uint64_t MAX_REORG_LOOKBACKS = 5;

Outcome<L2BlockRef> l2_ref(const FindHeadsContext& context, const BlockSelector& selector) {
    DUSK_TRY(block, context.engine.block(selector));
    return l2_ref_of(context.config, block);
}

/// The engine's labels; a missing one falls back to the older one, at last to genesis.
Outcome<EngineHeads> engine_labels(const FindHeadsContext& context) {
    const auto finalized = l2_ref(context, BlockLabel::finalized);
    if (!finalized && finalized.error().kind != FailureKind::not_found)
        return std::unexpected(finalized.error());
    EngineHeads heads;
    if (finalized) {
        heads.finalized = *finalized;
    } else {
        DUSK_TRY(genesis, l2_ref(context, context.config.genesis.l2.number));
        heads.finalized = genesis;
    }
    const auto safe = l2_ref(context, BlockLabel::safe);
    if (!safe && safe.error().kind != FailureKind::not_found) return std::unexpected(safe.error());
    heads.safe = safe ? *safe : heads.finalized;
    DUSK_TRY(unsafe, l2_ref(context, BlockLabel::latest));
    heads.unsafe = unsafe;
    if (heads.safe.number < heads.finalized.number) heads.safe = heads.finalized;
    return heads;
}

class HeadSearch {
public:
    HeadSearch(const FindHeadsContext& context, EngineHeads labels)
        : context_(context), labels_(std::move(labels)), block_(labels_.unsafe) {}

    Outcome<EngineHeads> run() {
        for (;;) {
            DUSK_TRY_VOID(look_up_origin());
            DUSK_TRY_VOID(check_genesis());
            DUSK_TRY_VOID(judge());
            const bool ready = is_safe_start();
            if (block_.number <= labels_.finalized.number) {
                if (block_.hash != labels_.finalized.hash)
                    return fail(FailureKind::critical, "the finalized L2 block is not canonical");
                return result(block_);
            }
            DUSK_TRY_VOID(to_parent());
            if (ready) return result(block_);
        }
    }

private:
    /// The L1 block at the height of the L2 block's origin.
    Outcome<void> look_up_origin() {
        const auto& origin = block_.l1_origin;
        if (l1_ && l1_->hash == origin.hash) return {};
        // By hash where the link is known already: L1 blocks that were linked cannot reorg apart.
        const bool linked = l1_ && l1_->parent_hash == origin.hash;
        const auto found = linked ? context_.l1.ref_by_hash(origin.hash)
                                  : context_.l1.ref_by_number(origin.number);
        if (!found && found.error().kind != FailureKind::not_found)
            return std::unexpected(found.error());
        is_ahead_ = !found;
        l1_.reset();
        if (found) l1_ = *found;
        return {};
    }

    Outcome<void> check_genesis() const {
        const auto& genesis = context_.config.genesis;
        if (block_.number != genesis.l2.number) return {};
        if (block_.hash != genesis.l2.hash)
            return fail(FailureKind::critical,
                        fmt::format("the engine's genesis is {}, the rollup's is {}",
                                    to_hex(block_.hash), to_hex(genesis.l2.hash)));
        if (is_ahead_)
            return fail(FailureKind::temporary, fmt::format("L1 has no block {} yet, where the "
                                                            "rollup begins",
                                                            genesis.l1.number));
        if (l1_->hash != genesis.l1.hash)
            return fail(FailureKind::critical,
                        fmt::format("L1 block {} is {}, the rollup begins at {}", genesis.l1.number,
                                    to_hex(l1_->hash), to_hex(genesis.l1.hash)));
        return {};
    }

    /// Keeps the unsafe head and the newest block with a canonical origin up to date.
    Outcome<void> judge() {
        if (!unsafe_) {
            unsafe_ = block_;
            if (block_.l1_origin.number + MAX_REORG_LOOKBACKS * lookback() <
                labels_.unsafe.l1_origin.number)
                return fail(FailureKind::critical, "reorg is too deep: is this the right L1?");
        }
        if (is_ahead_) {
            // Perhaps canonical: stays the unsafe head.
            newest_canonical_.reset();
        } else if (l1_->hash == block_.l1_origin.hash) {
            if (!newest_canonical_) newest_canonical_ = block_;
        } else {
            newest_canonical_.reset();
            unsafe_.reset();
        }
        return {};
    }

    /// Whether the parent of this block may be the safe head.
    bool is_safe_start() const {
        return block_.number <= labels_.safe.number && newest_canonical_ &&
               block_.l1_origin.number + lookback() < newest_canonical_->l1_origin.number &&
               block_.sequence_number == 0;
    }

    Outcome<void> to_parent() {
        DUSK_TRY(parent, l2_ref(context_, block_.parent_hash));
        const bool same_epoch = parent.l1_origin == block_.l1_origin;
        const bool linked = same_epoch ? parent.sequence_number + 1 == block_.sequence_number
                                       : parent.l1_origin.number + 1 == block_.l1_origin.number &&
                                             block_.sequence_number == 0;
        if (!linked || parent.hash != block_.parent_hash)
            return fail(FailureKind::critical,
                        fmt::format("L2 blocks {} and {} do not fit together", parent.number,
                                    block_.number));
        block_ = parent;
        return {};
    }

    EngineHeads result(const L2BlockRef& safe) const {
        const auto& unsafe = unsafe_ ? *unsafe_ : safe;
        return {
            .unsafe = unsafe, .pending_safe = safe, .safe = safe, .finalized = labels_.finalized};
    }

    std::uint64_t lookback() const {
        return std::max(context_.config.seq_window_size,
                        context_.config.channel_timeout_at(block_.time));
    }

    const FindHeadsContext& context_;
    EngineHeads labels_;
    L2BlockRef block_;
    std::optional<L1BlockRef> l1_;
    /// L1 does not know the height of the origin yet.
    bool is_ahead_ = false;
    std::optional<L2BlockRef> unsafe_;
    std::optional<L2BlockRef> newest_canonical_;
};

}  // namespace

Outcome<EngineHeads> find_heads(const FindHeadsContext& context) {
    DUSK_TRY(labels, engine_labels(context));
    return HeadSearch{context, labels}.run();
}

Outcome<PipelineStart> find_pipeline_start(const FindHeadsContext& context,
                                           const L2BlockRef& safe) {
    auto candidate = safe;
    DUSK_TRY(origin, context.l1.ref_by_hash(safe.l1_origin.hash));
    while (rollup::pipeline_starts_earlier(context.config, candidate, origin.time, safe)) {
        DUSK_TRY(parent, l2_ref(context, candidate.parent_hash));
        candidate = parent;
        if (candidate.l1_origin.hash == origin.hash) continue;
        DUSK_TRY(earlier, context.l1.ref_by_hash(candidate.l1_origin.hash));
        origin = earlier;
    }
    DUSK_TRY(block, context.engine.block(candidate.hash));
    DUSK_TRY(parent, l2_parent_of(context.config, context.payloads, block));
    return PipelineStart{.origin = origin, .system_config = parent.system_config};
}

}  // namespace dusk::driver
