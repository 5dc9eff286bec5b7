#include <dusk/core/crypto/hash.hpp>
#include <dusk/core/rollup/output_root.hpp>

namespace dusk::rollup {

Bytes encode_output(const OutputV0& output) {
    Bytes out(32);  // version 0
    append(out, output.state_root);
    append(out, output.message_passer_storage_root);
    append(out, output.block_hash);
    return out;
}

Hash32 output_root(const OutputV0& output) { return keccak256(encode_output(output)); }

}  // namespace dusk::rollup
