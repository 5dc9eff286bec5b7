// Which safe L2 block L1's finality makes final: the newest one that was derived from L1 blocks up
// to the finalized one (OP specs, derivation.md#finalization-requirements).
#pragma once

#include <deque>
#include <optional>

#include <dusk/core/rollup/block_ids.hpp>

namespace dusk::driver {

/// Remembers at most this many L1 blocks; older ones go first, so that long absence of finality
/// costs precision, not memory.
inline constexpr std::size_t FINALITY_MEMORY_MAX = 65'536;

class Finalizer {
public:
    struct Candidate {
        rollup::L2BlockRef l2;
        /// What the L2 block was derived from: must still be canonical.
        rollup::L1BlockRef derived_from;
    };

    /// `l2` became safe by data up to `derived_from`.
    void on_safe(const rollup::L2BlockRef& l2, const rollup::L1BlockRef& derived_from);
    void on_l1_finalized(const rollup::L1BlockRef& finalized);
    void reset() { derived_.clear(); }

    /// What can be finalized now.
    std::optional<Candidate> candidate() const;
    /// Forgets all up to the candidate: it is final.
    void done(const Candidate& candidate);

private:
    std::deque<Candidate> derived_;
    std::optional<rollup::L1BlockRef> l1_finalized_;
};

}  // namespace dusk::driver
