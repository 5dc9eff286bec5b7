// The address that a chain's batches are sent to by convention (OP configurability.md,
// "Batch Inbox Address"): no key and no contract stands behind it.
#pragma once

#include <dusk/core/base/bytes.hpp>

namespace dusk::rollup {

/// 0x00 || keccak256(chain id as a word)[0..19].
Address batch_inbox_address(std::uint64_t l2_chain_id) noexcept;

}  // namespace dusk::rollup
