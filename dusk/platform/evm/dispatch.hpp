// How handlers go on to the next one, and how they stop.
#pragma once

#include <bit>

#include <dusk/platform/evm/machine.hpp>
#include <dusk/platform/evm/word.hpp>

namespace dusk::evm::fast {

#define DUSK_HANDLER(name) \
    DUSK_CONVENTION DUSK_TARGET Exit name(const Op* ip, u256* top, std::int64_t gas, Vm& vm)

#define DUSK_GO(handler) [[clang::musttail]] return handler(ip, top, gas, vm)

/// Runs the Op at `position`.
#define DUSK_NEXT(position) \
    ip = (position);        \
    DUSK_GO(ip->run)

/// Runs the block whose first Op is at `position`, unless its needs are not met.
#define DUSK_ENTER_BLOCK(position)                                                   \
    ip = (position);                                                                 \
    const auto needs = std::bit_cast<BlockNeeds>(ip->arg);                           \
    const auto height = static_cast<std::uint32_t>(top - vm.stack_bottom);           \
    if (height - needs.stack_min > needs.stack_room || gas < needs.gas) [[unlikely]] \
        DUSK_GO(refuse_block);                                                       \
    gas -= needs.gas;                                                                \
    DUSK_NEXT(ip + 1)

/// Comes back with everything in the machine.
DUSK_INLINE Exit leave(const Op* ip, u256* top, std::int64_t gas, Vm& vm, Exit exit) {
    vm.ip = ip;
    vm.top = top;
    vm.gas = gas;
    return exit;
}

/// The block at `ip` has not begun; its instructions find out what is missing.
[[gnu::noinline]] DUSK_HANDLER(refuse_block);
/// The instruction at `ip` has not begun; it finds out why it cannot be executed.
[[gnu::noinline]] DUSK_HANDLER(bail);
/// The frame ends with frame.status.
[[gnu::noinline]] DUSK_HANDLER(fail);

}  // namespace dusk::evm::fast
