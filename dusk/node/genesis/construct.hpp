// Runs a contract's creation code at genesis: immutables need no patching by offset that way.
#pragma once

#include <utility>
#include <vector>

#include <dusk/core/base/u256.hpp>
#include <dusk/core/crypto/provider.hpp>

namespace dusk::genesis {

struct Constructed {
    Bytes code;
    std::vector<std::pair<u256, u256>> storage;
};

/// The code and storage that `init_code` (with its arguments) leaves at `address`. The code must
/// succeed on an empty state: it is part of the build, so a failure is our bug.
Constructed construct(BytesView init_code, const Address& address, std::uint64_t chain_id,
                      const CryptoProvider& crypto);

}  // namespace dusk::genesis
