// Handlers of memory and call data, alone and joined with the PUSH of their position.
#pragma once

#include <dusk/platform/evm/dispatch.hpp>

namespace dusk::evm::fast {

/// Whether [offset, offset + size) is in memory, for size <= 32.
DUSK_INLINE bool is_in_memory(const Vm& vm, Limb offset, Limb size) {
    return offset < vm.memory_size && vm.memory_size - offset >= size;
}

/// Grows memory for the `SIZE` bytes at the position on the stack's top, then begins anew at `ip`.
template <unsigned SIZE>
[[gnu::noinline]] DUSK_HANDLER(grow_at_top) {
    if (!is_memory_size(top[0])) DUSK_GO(bail);
    const auto left = expand_memory(vm.frame(), gas, top[0].low64(), SIZE);
    if (left < 0) DUSK_GO(bail);
    gas = left;
    vm.refresh_memory();
    DUSK_GO(ip->run);
}
/// The same for the position in ip->arg.
template <unsigned SIZE>
[[gnu::noinline]] DUSK_HANDLER(grow_at_arg) {
    if (ip->arg > MEMORY_SIZE_MAX) DUSK_GO(bail);
    const auto left = expand_memory(vm.frame(), gas, ip->arg, SIZE);
    if (left < 0) DUSK_GO(bail);
    gas = left;
    vm.refresh_memory();
    DUSK_GO(ip->run);
}

DUSK_HANDLER(mload) {
    if (!fits_limb(top[0]) || !is_in_memory(vm, top[0].limb[0], 32)) [[unlikely]]
        DUSK_GO(grow_at_top<32>);
    load_word(top[0], vm.memory + top[0].limb[0]);
    DUSK_NEXT(ip + 1);
}

DUSK_HANDLER(mstore) {
    if (!fits_limb(top[0]) || !is_in_memory(vm, top[0].limb[0], 32)) [[unlikely]]
        DUSK_GO(grow_at_top<32>);
    store_word(vm.memory + top[0].limb[0], top[-1]);
    top -= 2;
    DUSK_NEXT(ip + 1);
}

DUSK_HANDLER(mstore8) {
    if (!fits_limb(top[0]) || !is_in_memory(vm, top[0].limb[0], 1)) [[unlikely]]
        DUSK_GO(grow_at_top<1>);
    vm.memory[top[0].limb[0]] = static_cast<std::uint8_t>(top[-1].limb[0]);
    top -= 2;
    DUSK_NEXT(ip + 1);
}

/// PUSH, then MLOAD.
DUSK_HANDLER(push_mload) {
    if (!is_in_memory(vm, ip->arg, 32)) [[unlikely]]
        DUSK_GO(grow_at_arg<32>);
    ++top;
    load_word(top[0], vm.memory + ip->arg);
    DUSK_NEXT(ip + 1);
}

/// PUSH, then MSTORE.
DUSK_HANDLER(push_mstore) {
    if (!is_in_memory(vm, ip->arg, 32)) [[unlikely]]
        DUSK_GO(grow_at_arg<32>);
    store_word(vm.memory + ip->arg, top[0]);
    --top;
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
