// What handlers of the fast interpreter run on. A program is an array of Op; each handler ends in a
// tail call of the next one's handler, so that position, stack top, gas and machine stay in
// registers.
#pragma once

#include <cstdint>

#include <dusk/core/evm/machine.hpp>
#include <dusk/core/state/state.hpp>

namespace dusk::evm::fast {

/// Arguments in registers, none of which a handler must save.
#define DUSK_CONVENTION __attribute__((preserve_none))
/// Handlers and what they inline may use these; has_features() says whether the processor has them.
/// Nothing else of the program is compiled for them, so shared inline functions stay portable.
#define DUSK_TARGET __attribute__((target("bmi,bmi2,lzcnt,popcnt,movbe,adx")))
bool has_features() noexcept;

/// Why the handlers came back.
enum class Exit : std::uint8_t {
    ended,    ///< frame.status says how; vm.gas is all that is left
    failed,   ///< frame.status says how
    calls,    ///< frame.child waits; vm.gas is all that is left
    refuses,  ///< the block whose first Op is ip cannot begin, with vm.gas at least
    bails,    ///< the instruction at ip cannot begin
};

struct Op;
struct Vm;
using Handler = Exit(DUSK_CONVENTION*)(const Op* ip, u256* top, std::int64_t gas, Vm& vm);

struct Op {
    Handler run = nullptr;
    /// An operand; what it means is the handler's business.
    std::uint64_t arg = 0;
};

/// What a block of code without jumps into or out of its middle needs, checked once at its start.
struct BlockNeeds {
    std::uint32_t gas = 0;
    std::uint16_t stack_min = 0;
    /// How far above stack_min the stack may stand. (Impossible needs: stack_min 0xffff.)
    std::uint16_t stack_room = 0;
};
static_assert(sizeof(BlockNeeds) == sizeof(std::uint64_t));

class Program;

struct Vm {
    Machine<State> machine;
    const Program& program;
    const u256* stack_bottom;
    // The frame's memory.
    std::uint8_t* memory;
    std::uint64_t memory_size;
    /// Gas of the frame that the handlers do not count as long as they need not: when theirs is
    /// used up, it is time to look up. Instructions that ask for gas get all of it.
    std::int64_t reserve = 0;

    // Where the handlers stopped.
    const Op* ip = nullptr;
    u256* top = nullptr;
    std::int64_t gas = 0;

    Frame& frame() const noexcept { return machine.frame; }
    void refresh_memory() noexcept {
        memory = machine.frame.memory.data();
        memory_size = machine.frame.memory.size();
    }
};

}  // namespace dusk::evm::fast
