// The sizes and constants of the DuskDS ledger (spec/duskds-consensus.md section 1,
// spec/duskds-transactions.md sections 1, 3, 7 and 8).
#pragma once

#include <cstddef>
#include <cstdint>

namespace dusk::settlement {

inline constexpr std::uint64_t LUX_PER_DUSK = 1'000'000'000;

inline constexpr std::size_t MAX_BLOCK_SIZE = 1'048'576;
inline constexpr std::size_t MIN_HEADER_SIZE = 863;
inline constexpr std::size_t MAX_TX_SIZE = MAX_BLOCK_SIZE - MIN_HEADER_SIZE;
inline constexpr std::size_t MAX_TX_DECODE_SIZE = 2 * 1024 * 1024;
inline constexpr std::uint32_t MAX_NUMBER_OF_TRANSACTIONS = 1000;
inline constexpr std::uint32_t MAX_NUMBER_OF_FAULTS = 100;
inline constexpr std::uint8_t BLOCK_HEADER_VERSION = 1;

inline constexpr std::size_t MAX_MEMO_SIZE = 512;
/// Argument buffer of a contract call (spec/duskvm.md section 1).
inline constexpr std::size_t MAX_ARGUMENT_SIZE = 65'536;
inline constexpr std::size_t BLOB_SIZE = 131'072;
inline constexpr std::size_t SIDECAR_SIZE = 48 + 48 + BLOB_SIZE;
inline constexpr std::size_t MAX_BLOBS_PER_TX = 6;

inline constexpr std::uint64_t GAS_PER_BLOB = 1'000'000;
inline constexpr std::uint64_t BLOCK_GAS_LIMIT = 3'000'000'000;

inline constexpr std::uint64_t EPOCH = 2160;
inline constexpr std::uint64_t MINIMUM_STAKE = 1000 * LUX_PER_DUSK;

static_assert(MAX_TX_SIZE == 1'047'713);
static_assert(MAX_BLOBS_PER_TX * SIDECAR_SIZE < MAX_TX_SIZE);

}  // namespace dusk::settlement
