// Scalars of BLS12-381 as DuskDS hashes into them (spec/duskds-consensus.md section 4).
#pragma once

#include <dusk/core/base/bytes.hpp>
#include <dusk/core/base/u256.hpp>

namespace dusk::settlement {

/// The order r of BLS12-381's groups.
inline constexpr u256 BLS_SCALAR_ORDER{0x73eda753299d7d48, 0x3339d80809a1d805, 0x53bda402fffe5bfe,
                                       0xffffffff00000001};

/// BLAKE2b-512 of `message` as a little-endian integer modulo r, as 32 little-endian bytes.
Hash32 hash_to_scalar(BytesView message) noexcept;

}  // namespace dusk::settlement
