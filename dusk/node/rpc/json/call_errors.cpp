#include <fmt/format.h>

#include <dusk/core/codec/hex.hpp>
#include <dusk/core/evm/opcodes.hpp>
#include <dusk/node/pool/pool_error.hpp>
#include <dusk/node/rpc/json/call_errors.hpp>

namespace dusk::eth {
namespace {

constexpr FixedBytes<4> ERROR_SELECTOR{{0x08, 0xc3, 0x79, 0xa0}};  // Error(string)
constexpr FixedBytes<4> PANIC_SELECTOR{{0x4e, 0x48, 0x7b, 0x71}};  // Panic(uint256)

struct PanicRow {
    std::uint64_t code;
    std::string_view text;
};
/// Solidity docs, control-structures.html#panic-via-assert-and-error-via-require.
constexpr PanicRow PANICS[] = {
    {0x00, "generic panic"},
    {0x01, "assert(false)"},
    {0x11, "arithmetic underflow or overflow"},
    {0x12, "division or modulo by zero"},
    {0x21, "enum overflow"},
    {0x22, "invalid encoded storage byte array accessed"},
    {0x31, "out-of-bounds array access; popping on an empty array"},
    {0x32, "out-of-bounds access of an array or bytesN"},
    {0x41, "out of memory"},
    {0x51, "uninitialized function"},
};

/// The word at `offset`, if it fits 64 bits and the data has it.
std::optional<std::uint64_t> word64(BytesView words, std::uint64_t offset) {
    if (offset > words.size() || words.size() - offset < 32) return std::nullopt;
    const auto word = u256_from_be(words.subspan(offset, 32));
    if (!word.fits_u64()) return std::nullopt;
    return word.low64();
}

std::optional<std::string> error_reason(BytesView words) {
    const auto offset = word64(words, 0);
    if (!offset) return std::nullopt;
    const auto size = word64(words, *offset);
    if (!size || *size > words.size() - *offset - 32) return std::nullopt;
    return std::string(as_text(words.subspan(*offset + 32, *size)));
}

std::optional<std::string> panic_reason(BytesView words) {
    if (words.size() < 32) return std::nullopt;
    const auto code = u256_from_be(words.first(32));
    for (const auto& row : PANICS)
        if (code == u256{row.code}) return std::string(row.text);
    return "unknown panic code: " + to_hex_quantity(code);
}

std::optional<std::string> revert_reason(BytesView output) {
    if (output.size() < 4) return std::nullopt;
    const auto words = output.subspan(4);
    if (equal(output.first(4), ERROR_SELECTOR)) return error_reason(words);
    if (equal(output.first(4), PANIC_SELECTOR)) return panic_reason(words);
    return std::nullopt;
}

std::string invalid_opcode_text(std::uint8_t opcode) {
    if (opcode == 0xfe) return "invalid opcode: INVALID";
    const auto name = evm::traits_of(opcode).name;
    if (!name.empty()) return fmt::format("invalid opcode: {}", name);
    return fmt::format("invalid opcode: opcode {:#x} not defined", opcode);
}

}  // namespace

rpc::Error revert_error(BytesView output) {
    std::string message = "execution reverted";
    if (const auto reason = revert_reason(output)) message += ": " + *reason;
    return {rpc::CODE_REVERTED, std::move(message), hex(output)};
}

std::string fault_text(evm::Status status, const FaultPlace& place) {
    using enum evm::Status;
    const auto& traits = evm::traits_of(place.opcode);
    switch (status) {
        case success:
            return "";
        case revert:
            return "execution reverted";
        case out_of_gas:
            return "out of gas";
        case invalid_opcode:
            return invalid_opcode_text(place.opcode);
        case stack_underflow:
            return fmt::format("stack underflow ({} <=> {})", place.stack_size, traits.pops);
        case stack_overflow:
            return fmt::format("stack limit reached {} ({})", place.stack_size,
                               1024 + traits.pops - traits.pushes);
        case bad_jump_destination:
            return "invalid jump destination";
        case static_violation:
            return "write protection";
        case return_data_out_of_bounds:
            return "return data out of bounds";
        case call_depth_exceeded:
            return "max call depth exceeded";
        case insufficient_balance:
            return "insufficient balance for transfer";
        case nonce_overflow:
            return "nonce uint64 overflow";
        case address_collision:
            return "contract address collision";
        case code_size_exceeded:
            return "max code size exceeded";
        case initcode_size_exceeded:
            return "max initcode size exceeded";
        case invalid_code_prefix:
            return "invalid code: must not begin with 0xef";
        case code_deposit_out_of_gas:
            return "contract creation code storage out of gas";
        case precompile_failure:
            return "precompile failed";
    }
    return "execution failed";
}

std::string refusal_text(const RefusedCall& call) {
    const auto& txn = call.txn;
    const auto who = checksummed(call.sender);
    switch (call.error) {
        case TxnError::insufficient_funds: {
            const auto gas = mul_full(u256{txn.gas_limit}, txn.max_fee_per_gas);
            const auto want = add_with_carry(gas.low, txn.value);
            if (!gas.high.is_zero() || want.carry)
                return fmt::format(
                    "insufficient funds for gas * price + value: address {} required balance "
                    "exceeds 256 bits",
                    who);
            return fmt::format(
                "insufficient funds for gas * price + value: address {} have {} want {}", who,
                decimal(call.balance), decimal(want.value));
        }
        case TxnError::max_fee_below_base_fee:
            return fmt::format(
                "max fee per gas less than block base fee: address {}, maxFeePerGas: {}, baseFee: "
                "{}",
                who, decimal(txn.max_fee_per_gas), decimal(call.base_fee));
        case TxnError::priority_fee_above_max_fee:
            return fmt::format(
                "max priority fee per gas higher than max fee per gas: address {}, "
                "maxPriorityFeePerGas: {}, maxFeePerGas: {}",
                who, decimal(txn.max_priority_fee_per_gas), decimal(txn.max_fee_per_gas));
        case TxnError::nonce_overflow:
            return fmt::format("nonce has max value: address {}, nonce: {}", who, txn.nonce);
        case TxnError::nonce_too_low:
            return fmt::format("nonce too low: address {}, tx: {} state: {}", who, txn.nonce,
                               call.nonce);
        case TxnError::nonce_too_high:
            return fmt::format("nonce too high: address {}, tx: {} state: {}", who, txn.nonce,
                               call.nonce);
        case TxnError::intrinsic_gas_too_low:
            return fmt::format("intrinsic gas too low: have {}, want {}", txn.gas_limit,
                               intrinsic_gas(txn, call.rules.revision));
        case TxnError::floor_gas_too_low:
            return fmt::format("insufficient gas for floor data gas cost: have {}, want {}",
                               txn.gas_limit, floor_gas(txn, call.rules.revision));
        case TxnError::no_authorizations:
            return fmt::format("EIP-7702 transaction with empty auth list (sender {})", who);
        default:
            return pool::describe(call.error, txn, call.rules);
    }
}

std::string_view call_name(evm::CallKind kind) {
    switch (kind) {
        case evm::CallKind::call:
            return "CALL";
        case evm::CallKind::callcode:
            return "CALLCODE";
        case evm::CallKind::delegatecall:
            return "DELEGATECALL";
        case evm::CallKind::staticcall:
            return "STATICCALL";
        case evm::CallKind::create:
            return "CREATE";
        case evm::CallKind::create2:
            return "CREATE2";
    }
    return "CALL";
}

}  // namespace dusk::eth
