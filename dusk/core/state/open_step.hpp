// A frame's newest step while its cost is not known: tracers read it off the gas that is left
// before the frame's next step. As geth shows it: the gas that a call passes on is part of its
// price, that of a creation is not (core/vm/interpreter.go).
#pragma once

#include <algorithm>

#include <dusk/core/evm/opcodes.hpp>

namespace dusk {

struct OpenStep {
    std::uint8_t opcode = 0;
    std::int64_t gas = 0;
    /// What it takes, were there enough (step_price()).
    std::int64_t price = 0;
    /// What a child of the step took and gave back.
    std::int64_t child_gas = 0;
    std::int64_t returned_gas = 0;

    constexpr bool is_creation() const noexcept {
        return opcode == static_cast<std::uint8_t>(evm::Opcode::CREATE) ||
               opcode == static_cast<std::uint8_t>(evm::Opcode::CREATE2);
    }
    /// What it cost, where `gas_after` is left.
    constexpr std::int64_t cost(std::int64_t gas_after) const noexcept {
        const auto taken = gas - gas_after + returned_gas - (is_creation() ? child_gas : 0);
        return std::max<std::int64_t>(taken, 0);
    }
};

}  // namespace dusk
