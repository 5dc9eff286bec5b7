#include <fmt/format.h>

#include <dusk/core/base/result.hpp>
#include <dusk/core/codec/hex.hpp>
#include <dusk/node/sequencer/origin_selector.hpp>

namespace dusk::sequencer {

using rollup::L1BlockRef;
using sources::fail;
using sources::FailureKind;
using sources::Outcome;

namespace {

Outcome<L1BlockRef> current_origin(sources::L1Chain& l1, const OriginQuery& query) {
    const auto& origin = query.head.l1_origin;
    auto current = l1.ref_by_hash(origin.hash);
    if (current || current.error().kind != FailureKind::not_found) return current;
    // L1 does not know the block: has it another one in its place?
    DUSK_TRY(canonical, l1.ref_by_number(origin.number));
    if (canonical.hash == origin.hash) return canonical;
    return fail(FailureKind::reset,
                fmt::format("L1 origin {} of the L2 head was reorged out", origin.number));
}

Outcome<L1BlockRef> next_origin(sources::L1Chain& l1, const OriginQuery& query,
                                const L1BlockRef& current) {
    const auto number = current.number + 1;
    if (query.l1_head && number + query.confirmations > query.l1_head->number)
        return fail(FailureKind::not_found, "not confirmed yet");
    return l1.ref_by_number(number);
}

}  // namespace

Outcome<L1BlockRef> select_l1_origin(sources::L1Chain& l1, const OriginQuery& query) {
    DUSK_TRY(current, current_origin(l1, query));
    const auto time = query.head.time + query.config.block_time;
    const bool drift_exceeded =
        time > current.time + query.config.max_sequencer_drift_at(current.time);

    const auto next = next_origin(l1, query, current);
    if (!next) {
        // The next origin is not to be had. The current one goes on while the drift allows.
        if (!drift_exceeded) return current;
        return fail(
            FailureKind::temporary,
            fmt::format("sequencer drift is used up on L1 origin {} and there is no next: {}",
                        current.number, next.error().text));
    }
    if (next->parent_hash != current.hash)
        return fail(FailureKind::reset,
                    fmt::format("L1 block {} does not build on L1 origin {}: L1 reorged",
                                next->number, to_hex(current.hash)));
    return time >= next->time ? *next : current;
}

}  // namespace dusk::sequencer
