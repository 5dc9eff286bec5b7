// Gas: the price of each instruction and operation in each revision, as tables (yellow paper
// appendix G; EIP-150, 160, 170, 1108, 1283, 1884, 2028, 2200, 2929, 3529, 3860).
#pragma once

#include <array>
#include <cstdint>
#include <limits>

#include <dusk/core/evm/opcodes.hpp>
#include <dusk/core/evm/revision.hpp>

namespace dusk::evm {

/// The price of an instruction that is undefined in the revision: nobody can pay it.
inline constexpr std::int64_t UNDEFINED_COST = std::numeric_limits<std::int64_t>::max();

/// How SSTORE is priced.
enum class StorageMetering : std::uint8_t { by_current, net };

struct GasSchedule {
    /// Before what depends on operands; UNDEFINED_COST for undefined instructions.
    std::array<std::int64_t, 256> base{};

    /// On top of the base cost when the account or slot is cold (EIP-2929); 0 before Berlin.
    std::int64_t cold_account_surcharge = 0;
    std::int64_t cold_slot_surcharge = 0;
    /// SELFDESTRUCT, SSTORE and delegations pay for access apart from their base cost.
    std::int64_t cold_account_access = 0;
    std::int64_t cold_slot_access = 0;
    std::int64_t warm_access = 0;

    StorageMetering storage_metering = StorageMetering::by_current;
    std::int64_t storage_noop = 0;  ///< nothing changes, or a slot already changed
    std::int64_t storage_set = 20000;
    std::int64_t storage_reset = 5000;
    std::int64_t storage_clear_refund = 15000;
    /// EIP-2200: SSTORE fails unless more than this is left.
    std::int64_t storage_sentry = -1;

    std::int64_t exp_byte = 10;
    std::int64_t new_account = 25000;
    std::int64_t selfdestruct_new_account = 0;
    std::int64_t selfdestruct_refund = 24000;
    std::int64_t initcode_word = 0;
};

inline constexpr std::int64_t MEMORY_WORD = 3;
inline constexpr std::int64_t MEMORY_QUADRATIC_DIVISOR = 512;
inline constexpr std::int64_t COPY_WORD = 3;
inline constexpr std::int64_t KECCAK_WORD = 6;
inline constexpr std::int64_t LOG_DATA_BYTE = 8;
inline constexpr std::int64_t CALL_VALUE = 9000;
inline constexpr std::int64_t CALL_STIPEND = 2300;
inline constexpr std::int64_t CODE_DEPOSIT_BYTE = 200;
/// EIP-170 and EIP-3860.
inline constexpr std::size_t CODE_SIZE_MAX = 0x6000;
inline constexpr std::size_t INITCODE_SIZE_MAX = 2 * CODE_SIZE_MAX;

const GasSchedule& gas_schedule(Revision revision) noexcept;

/// What memory of this many words costs in all.
constexpr std::int64_t memory_cost(std::int64_t words) noexcept {
    return MEMORY_WORD * words + words * words / MEMORY_QUADRATIC_DIVISOR;
}
constexpr std::int64_t words_of(std::uint64_t size) noexcept {
    return static_cast<std::int64_t>((size + 31) / 32);
}

}  // namespace dusk::evm
