// Revisions of the EVM's rules, in order (ethereum/execution-specs).
#pragma once

#include <cstdint>

namespace dusk::evm {

enum class Revision : std::uint8_t {
    frontier,
    homestead,
    tangerine_whistle,
    spurious_dragon,
    byzantium,
    constantinople,
    petersburg,
    istanbul,
    berlin,
    london,
    paris,
    shanghai,
    cancun,
    prague,
    osaka,
};

}  // namespace dusk::evm
