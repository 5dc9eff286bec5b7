// Storage keys as geth reads and repeats them (internal/ethapi decodeStorageKey).
#pragma once

#include <expected>
#include <string>
#include <string_view>

#include <dusk/core/base/u256.hpp>

namespace dusk::eth {

struct StorageKey {
    u256 slot;
    /// Given in full, 32 bytes; otherwise as a number.
    bool is_full = false;
};

/// Hex with or without 0x, at most 32 bytes, any count of leading zeros.
std::expected<StorageKey, std::string> parse_storage_key(std::string_view text);

}  // namespace dusk::eth
