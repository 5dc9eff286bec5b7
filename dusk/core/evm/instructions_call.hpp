// Calls, creations and ends of frames: STOP, RETURN, REVERT, CREATE*, *CALL* (yellow paper H.2;
// EIP-7, 140, 150, 161, 214, 1014, 2929, 3860, 7702). A call only prepares its child here: the
// executor runs it, checks depth and balance, and resumes the frame.
#pragma once

#include <dusk/core/evm/delegation.hpp>
#include <dusk/core/evm/machine.hpp>

namespace dusk::evm::instructions {

inline std::int64_t stop(auto& m, u256*, std::int64_t gas) {
    m.frame.status = Status::success;
    return gas;
}

inline std::int64_t halt_with(auto& m, u256* top, std::int64_t gas, Status status) {
    gas = expand_memory(m.frame, gas, top[0], top[-1]);
    if (gas < 0) return gas;
    m.frame.output_size = top[-1].low64();
    m.frame.output_offset = m.frame.output_size == 0 ? 0 : top[0].low64();
    m.frame.status = status;
    return gas;
}
inline std::int64_t halt_return(auto& m, u256* top, std::int64_t gas) {
    return halt_with(m, top, gas, Status::success);
}
inline std::int64_t halt_revert(auto& m, u256* top, std::int64_t gas) {
    return halt_with(m, top, gas, Status::revert);
}

/// EIP-150: all but one 64th; everything before.
inline std::int64_t gas_for_child(const auto& m, std::int64_t gas) {
    return m.env.revision >= Revision::tangerine_whistle ? gas - gas / 64 : gas;
}

/// EIP-7702: executing a delegated account's code costs the access to its target.
inline std::int64_t delegation_cost(auto& m, const Address& account) {
    if (m.env.revision < Revision::prague) return 0;
    const auto target = delegation_target(*m.state.code(account));
    if (!target) return 0;
    return m.state.warm_address(*target) ? m.schedule.warm_access : m.schedule.cold_account_access;
}

/// EIP-161: only a value that arrives makes an account; before, any call does.
inline bool is_new_account(auto& m, const Address& account, bool has_value) {
    return m.env.revision >= Revision::spurious_dragon ? has_value && m.state.is_empty(account)
                                                       : !m.state.exists(account);
}

/// Sets the child's gas out of `gas`, stipend included. Returns what the frame keeps, negative if
/// the request cannot be met (before EIP-150).
inline std::int64_t split_gas(auto& m, std::int64_t gas, const u256& requested, bool has_value) {
    const auto available = gas_for_child(m, gas);
    const bool fits =
        requested.fits_u64() && requested.low64() <= static_cast<std::uint64_t>(available);
    if (!fits && m.env.revision < Revision::tangerine_whistle) return -1;
    const auto given = fits ? static_cast<std::int64_t>(requested.low64()) : available;
    m.frame.child.gas = given + (has_value ? CALL_STIPEND : 0);
    return gas - given;
}

/// Memory for input and output; `range` points at the input offset operand.
inline std::int64_t prepare_ranges(auto& m, const u256* range, std::int64_t gas) {
    auto& frame = m.frame;
    gas = expand_memory(frame, gas, range[0], range[-1]);
    if (gas < 0) return gas;
    gas = expand_memory(frame, gas, range[-2], range[-3]);
    if (gas < 0) return gas;
    frame.child.input = memory_range(frame, range[0], range[-1]);
    frame.child_output_size = range[-3].low64();
    frame.child_output_offset = frame.child_output_size == 0 ? 0 : range[-2].low64();
    return gas;
}

/// The child's message but for gas and input.
inline void address_child(auto& m, CallKind kind, const Address& account, const u256& value) {
    const auto& self = m.frame.message;
    auto& child = m.frame.child;
    const bool keeps_self = kind == CallKind::callcode || kind == CallKind::delegatecall;
    child.kind = kind;
    child.depth = static_cast<std::uint16_t>(self.depth + 1);
    child.is_static = self.is_static || kind == CallKind::staticcall;
    child.recipient = keeps_self ? self.recipient : account;
    child.code_address = account;
    child.sender = kind == CallKind::delegatecall ? self.sender : self.recipient;
    child.value = kind == CallKind::delegatecall ? self.value : value;
}

template <CallKind KIND>
[[gnu::noinline]] std::int64_t prepare_call(auto& m, u256* top, std::int64_t gas) {
    constexpr bool TAKES_VALUE = KIND == CallKind::call || KIND == CallKind::callcode;
    const auto account = to_address(top[-1]);
    const auto value = TAKES_VALUE ? top[-2] : u256{};
    const bool has_value = !value.is_zero();
    if (KIND == CallKind::call && has_value && m.frame.message.is_static)
        return m.fail(Status::static_violation);
    gas = prepare_ranges(m, top - (TAKES_VALUE ? 3 : 2), gas);
    if (gas < 0) return gas;
    gas -= account_surcharge(m, account);
    if (has_value) gas -= CALL_VALUE;
    if (gas < 0) return gas;
    gas -= delegation_cost(m, account);
    if (KIND == CallKind::call && is_new_account(m, account, has_value))
        gas -= m.schedule.new_account;
    if (gas < 0) return gas;
    address_child(m, KIND, account, value);
    return split_gas(m, gas, top[0], has_value);
}

inline std::int64_t call(auto& m, u256* top, std::int64_t gas) {
    return prepare_call<CallKind::call>(m, top, gas);
}
inline std::int64_t callcode(auto& m, u256* top, std::int64_t gas) {
    return prepare_call<CallKind::callcode>(m, top, gas);
}
inline std::int64_t delegatecall(auto& m, u256* top, std::int64_t gas) {
    return prepare_call<CallKind::delegatecall>(m, top, gas);
}
inline std::int64_t staticcall(auto& m, u256* top, std::int64_t gas) {
    return prepare_call<CallKind::staticcall>(m, top, gas);
}

/// top[0]: value, top[-1]: offset, top[-2]: size of the init code, top[-3]: salt (CREATE2).
template <CallKind KIND>
[[gnu::noinline]] std::int64_t prepare_create(auto& m, u256* top, std::int64_t gas) {
    auto& frame = m.frame;
    if (frame.message.is_static) return m.fail(Status::static_violation);
    if (m.env.revision >= Revision::shanghai && top[-2] > u256{INITCODE_SIZE_MAX})  // EIP-3860
        return m.fail(Status::initcode_size_exceeded);
    const auto word_cost = m.schedule.initcode_word + (KIND == CallKind::create2 ? KECCAK_WORD : 0);
    gas = charge_range(frame, gas, top[-1], top[-2], word_cost);
    if (gas < 0) return gas;
    frame.child = {.kind = KIND,
                   .depth = static_cast<std::uint16_t>(frame.message.depth + 1),
                   .gas = gas_for_child(m, gas),
                   .sender = frame.message.recipient,
                   .input = memory_range(frame, top[-1], top[-2]),
                   .value = top[0]};
    if (KIND == CallKind::create2) frame.child.create2_salt = to_hash32(top[-3]);
    return gas - frame.child.gas;
}

inline std::int64_t create(auto& m, u256* top, std::int64_t gas) {
    return prepare_create<CallKind::create>(m, top, gas);
}
inline std::int64_t create2(auto& m, u256* top, std::int64_t gas) {
    return prepare_create<CallKind::create2>(m, top, gas);
}

}  // namespace dusk::evm::instructions
