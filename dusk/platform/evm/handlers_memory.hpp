// Handlers of memory and call data, alone and joined with what comes before them.
#pragma once

#include <dusk/platform/evm/dispatch.hpp>

namespace dusk::evm::fast {

/// Whether [offset, offset + size) is in memory, for size <= 32.
DUSK_INLINE bool is_in_memory(const Vm& vm, Limb offset, Limb size) {
    return offset < vm.memory_size && vm.memory_size - offset >= size;
}
DUSK_INLINE bool is_in_memory(const Vm& vm, const u256& offset, Limb size) {
    return fits_limb(offset) && is_in_memory(vm, offset.limb[0], size);
}

/// Grows memory for SIZE bytes at the position in top[INDEX], then begins anew at `ip`.
template <int INDEX, unsigned SIZE>
[[gnu::noinline]] DUSK_HANDLER(grow) {
    if (!is_memory_size(top[INDEX])) DUSK_GO(bail);
    const auto left = expand_memory(vm.frame(), gas + vm.reserve, top[INDEX].low64(), SIZE);
    if (left < 0) DUSK_GO(bail);
    gas = left - vm.reserve;
    vm.refresh_memory();
    DUSK_GO(ip->run);
}
/// The same for the position in ip->arg.
template <unsigned SIZE>
[[gnu::noinline]] DUSK_HANDLER(grow_for_operand) {
    if (ip->arg > MEMORY_SIZE_MAX) DUSK_GO(bail);
    const auto left = expand_memory(vm.frame(), gas + vm.reserve, ip->arg, SIZE);
    if (left < 0) DUSK_GO(bail);
    gas = left - vm.reserve;
    vm.refresh_memory();
    DUSK_GO(ip->run);
}

DUSK_HANDLER(mload) {
    if (!is_in_memory(vm, top[0], 32)) [[unlikely]]
        DUSK_GO((grow<0, 32>));
    load_word(top[0], vm.memory + top[0].limb[0]);
    DUSK_NEXT(ip + 1);
}

DUSK_HANDLER(mstore) {
    if (!is_in_memory(vm, top[0], 32)) [[unlikely]]
        DUSK_GO((grow<0, 32>));
    store_word(vm.memory + top[0].limb[0], top[-1]);
    top -= 2;
    DUSK_NEXT(ip + 1);
}

DUSK_HANDLER(mstore8) {
    if (!is_in_memory(vm, top[0], 1)) [[unlikely]]
        DUSK_GO((grow<0, 1>));
    vm.memory[top[0].limb[0]] = static_cast<std::uint8_t>(top[-1].limb[0]);
    top -= 2;
    DUSK_NEXT(ip + 1);
}

/// PUSH, then MLOAD.
DUSK_HANDLER(push_mload) {
    if (!is_in_memory(vm, ip->arg, 32)) [[unlikely]]
        DUSK_GO(grow_for_operand<32>);
    ++top;
    load_word(top[0], vm.memory + ip->arg);
    DUSK_NEXT(ip + 1);
}

/// PUSH, then MSTORE.
DUSK_HANDLER(push_mstore) {
    if (!is_in_memory(vm, ip->arg, 32)) [[unlikely]]
        DUSK_GO(grow_for_operand<32>);
    store_word(vm.memory + ip->arg, top[0]);
    --top;
    DUSK_NEXT(ip + 1);
}

/// DUP<N>, then MLOAD.
template <int N>
DUSK_HANDLER(dup_mload) {
    if (!is_in_memory(vm, top[1 - N], 32)) [[unlikely]]
        DUSK_GO((grow<1 - N, 32>));
    ++top;
    load_word(top[0], vm.memory + top[-N].limb[0]);
    DUSK_NEXT(ip + 1);
}

/// DUP<N>, then MSTORE.
template <int N>
DUSK_HANDLER(dup_mstore) {
    if (!is_in_memory(vm, top[1 - N], 32)) [[unlikely]]
        DUSK_GO((grow<1 - N, 32>));
    store_word(vm.memory + top[1 - N].limb[0], top[0]);
    --top;
    DUSK_NEXT(ip + 1);
}

/// PUSH, DUP<N>, MSTORE for N > 1.
template <int N>
DUSK_HANDLER(push_dup_mstore) {
    if (!is_in_memory(vm, top[2 - N], 32)) [[unlikely]]
        DUSK_GO((grow<2 - N, 32>));
    store_word(vm.memory + top[2 - N].limb[0], u256{ip->arg});
    DUSK_NEXT(ip + 1);
}

DUSK_INLINE void load_call_data(u256& to, BytesView data, Limb offset) {
    if (offset < data.size() && data.size() - offset >= 32)
        load_word(to, data.data() + offset);
    else
        to = to_u256(Hash32::from(data.subspan(std::min<std::size_t>(offset, data.size()))));
}

DUSK_HANDLER(calldataload) {
    load_call_data(top[0], vm.frame().calldata, saturated(top[0]));
    DUSK_NEXT(ip + 1);
}

/// PUSH, then CALLDATALOAD.
DUSK_HANDLER(push_calldataload) {
    ++top;
    load_call_data(top[0], vm.frame().calldata, ip->arg);
    DUSK_NEXT(ip + 1);
}

}  // namespace dusk::evm::fast
