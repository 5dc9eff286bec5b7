// Calls in Parity's flat form (OpenEthereum's trace module; geth: eth/tracers/native/call_flat.go).
#pragma once

#include <dusk/core/evm/precompiles.hpp>
#include <dusk/node/rpc/json/json.hpp>
#include <dusk/node/rpc/trace/call_tree.hpp>

namespace dusk::eth {

/// Where a mined transaction stands.
struct TxnLocation {
    Hash32 block_hash;
    std::uint64_t block_number = 0;
    Hash32 txn_hash;
    std::uint64_t index = 0;
};

struct FlatCallOptions {
    /// Parity's words for failures instead of geth's.
    bool in_parity_words = false;
    /// Calls of precompiles that move no ether are left out otherwise.
    bool with_precompiles = false;
    const evm::PrecompileSet* precompiles = nullptr;
    /// Absent: entries do not name a block.
    std::optional<TxnLocation> location;
};

/// The tree of `root` in depth-first order.
Array flat_calls(const CallNode& root, const FlatCallOptions& options);

/// Parity's word for how a call failed.
std::string parity_error(const CallNode& node);

}  // namespace dusk::eth
