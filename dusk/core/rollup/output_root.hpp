// Output roots: the commitment to an L2 block that is proposed on L1 (OP specs, proposals.md
// #l2-output-commitment-construction).
#pragma once

#include <dusk/core/base/bytes.hpp>

namespace dusk::rollup {

struct OutputV0 {
    Hash32 state_root;
    /// The storage root of L2ToL1MessagePasser; the header's withdrawals root from Isthmus on.
    Hash32 message_passer_storage_root;
    Hash32 block_hash;
    friend bool operator==(const OutputV0&, const OutputV0&) = default;
};

Bytes encode_output(const OutputV0& output);
Hash32 output_root(const OutputV0& output);

}  // namespace dusk::rollup
