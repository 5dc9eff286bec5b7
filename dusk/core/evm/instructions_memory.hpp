// Memory, call data, code and return data, hashing: 0x20, 0x35-0x3e, 0x51-0x53, MCOPY (yellow paper
// H.2; EIP-211, EIP-5656).
#pragma once

#include <dusk/core/crypto/hash.hpp>
#include <dusk/core/evm/machine.hpp>

namespace dusk::evm::instructions {

inline std::int64_t mload(auto& m, u256* top, std::int64_t gas) {
    if (!is_memory_size(top[0])) return -1;
    const auto offset = top[0].low64();
    gas = expand_memory(m.frame, gas, offset, 32);
    if (gas >= 0) top[0] = load_be_u256(m.frame.memory.data() + offset);
    return gas;
}

inline std::int64_t mstore(auto& m, u256* top, std::int64_t gas) {
    if (!is_memory_size(top[0])) return -1;
    const auto offset = top[0].low64();
    gas = expand_memory(m.frame, gas, offset, 32);
    if (gas >= 0) store_be(m.frame.memory.data() + offset, top[-1]);
    return gas;
}

inline std::int64_t mstore8(auto& m, u256* top, std::int64_t gas) {
    if (!is_memory_size(top[0])) return -1;
    const auto offset = top[0].low64();
    gas = expand_memory(m.frame, gas, offset, 1);
    if (gas >= 0) m.frame.memory.data()[offset] = static_cast<std::uint8_t>(top[-1].low64());
    return gas;
}

inline std::int64_t mcopy(auto& m, u256* top, std::int64_t gas) {
    const auto& furthest = top[0] > top[-1] ? top[0] : top[-1];
    gas = charge_range(m.frame, gas, furthest, top[-2], COPY_WORD);
    if (gas < 0 || top[-2].is_zero()) return gas;
    auto* memory = m.frame.memory.data();
    std::memmove(memory + top[0].low64(), memory + top[-1].low64(), top[-2].low64());
    return gas;
}

inline std::int64_t keccak(auto& m, u256* top, std::int64_t gas) {
    gas = charge_range(m.frame, gas, top[0], top[-1], KECCAK_WORD);
    if (gas >= 0) top[-1] = to_u256(keccak256(memory_range(m.frame, top[0], top[-1])));
    return gas;
}

inline std::int64_t calldataload(auto& m, u256* top, std::int64_t gas) {
    const auto data = m.frame.calldata;
    const auto offset = top[0].saturated64();
    if (offset < data.size() && data.size() - offset >= 32)
        top[0] = load_be_u256(data.data() + offset);
    else
        top[0] = to_u256(Hash32::from(data.subspan(std::min<std::uint64_t>(offset, data.size()))));
    return gas;
}

/// top[0]: target, top[-1]: offset in the source, top[-2]: size.
inline std::int64_t copy_from(auto& m, u256* top, std::int64_t gas, BytesView source) {
    gas = charge_range(m.frame, gas, top[0], top[-2], COPY_WORD);
    if (gas >= 0) copy_padded(m.frame, top[0].low64(), source, top[-1], top[-2].low64());
    return gas;
}

inline std::int64_t calldatacopy(auto& m, u256* top, std::int64_t gas) {
    return copy_from(m, top, gas, m.frame.calldata);
}
inline std::int64_t codecopy(auto& m, u256* top, std::int64_t gas) {
    return copy_from(m, top, gas, m.frame.code->code());
}

/// EIP-211: reading past the end fails, it does not pad.
inline std::int64_t returndatacopy(auto& m, u256* top, std::int64_t gas) {
    const auto [end, carry] = add_with_carry(top[-1], top[-2]);
    if (carry || end > u256{m.frame.return_data.size()})
        return m.fail(Status::return_data_out_of_bounds);
    return copy_from(m, top, gas, m.frame.return_data);
}

}  // namespace dusk::evm::instructions
