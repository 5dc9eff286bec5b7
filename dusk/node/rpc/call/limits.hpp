// The limits of calls that no block will hold.
#pragma once

#include <cstddef>
#include <cstdint>

namespace dusk::eth {

/// Accounts that state overrides of one call may name, and their slots together.
inline constexpr std::size_t OVERRIDE_ACCOUNTS_MAX = 1'000;
inline constexpr std::size_t OVERRIDE_SLOTS_MAX = 100'000;

}  // namespace dusk::eth
