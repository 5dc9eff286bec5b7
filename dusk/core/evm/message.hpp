// Message: one call or creation, and CallResult: what came of it (yellow paper 9.4, EIP-1014).
// Limits: depth 0..CALL_DEPTH_MAX; gas is never negative.
#pragma once

#include <cstdint>
#include <string_view>

#include <dusk/core/base/bytes.hpp>
#include <dusk/core/base/u256.hpp>

namespace dusk::evm {

/// A frame at this depth can call no deeper (yellow paper: 1024 nested calls).
inline constexpr int CALL_DEPTH_MAX = 1024;

enum class CallKind : std::uint8_t { call, callcode, delegatecall, staticcall, create, create2 };

constexpr bool is_create(CallKind kind) noexcept {
    return kind == CallKind::create || kind == CallKind::create2;
}

struct Message {
    CallKind kind = CallKind::call;
    /// 0 for the transaction's own call.
    std::uint16_t depth = 0;
    /// Inherited by every call below a STATICCALL.
    bool is_static = false;
    std::int64_t gas = 0;
    /// The account whose storage and balance the code acts on. For creations the new address; the
    /// executor fills it in before the frame (and the tracer) sees it.
    Address recipient;
    /// The account whose code is named; differs from recipient in CALLCODE and DELEGATECALL.
    Address code_address;
    Address sender;
    /// Call data, or the init code of a creation. Must outlive the execution.
    BytesView input;
    /// Transferred, except in DELEGATECALL, where it is the value that the frame sees only.
    u256 value;
    Hash32 create2_salt;
};

/// How a frame ended. Everything but success and revert consumes all its gas.
enum class [[nodiscard]] Status : std::uint8_t {
    success,
    revert,
    out_of_gas,
    invalid_opcode,  ///< undefined in this revision, or the designated INVALID
    stack_underflow,
    stack_overflow,
    bad_jump_destination,
    static_violation,
    return_data_out_of_bounds,
    call_depth_exceeded,      ///< gas is returned
    insufficient_balance,     ///< gas is returned
    nonce_overflow,           ///< EIP-2681; gas is returned
    address_collision,        ///< EIP-684, EIP-7610
    code_size_exceeded,       ///< EIP-170
    initcode_size_exceeded,   ///< EIP-3860
    invalid_code_prefix,      ///< EIP-3541
    code_deposit_out_of_gas,  ///< EIP-2
    precompile_failure,
};

/// The enumerator's own name.
std::string_view to_string(Status status) noexcept;

struct CallResult {
    Status status = Status::success;
    std::int64_t gas_left = 0;
    /// What the frame and its successful children may have refunded; 0 unless success. May be
    /// negative inside a transaction (EIP-1283 onwards), never for the outermost call.
    std::int64_t gas_refund = 0;
    /// Return or revert data; empty after a successful creation.
    Bytes output;
    /// The new contract of a successful creation.
    Address create_address;

    bool is_success() const noexcept { return status == Status::success; }
};

}  // namespace dusk::evm
