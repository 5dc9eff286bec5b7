// What tracers ask about an instruction (yellow paper appendix H.2).
#pragma once

#include <cstdint>

namespace dusk::eth {

inline constexpr std::uint8_t OP_SELFDESTRUCT = 0xff;

constexpr bool reads_slot(std::uint8_t opcode) noexcept {  // SLOAD, SSTORE
    return opcode == 0x54 || opcode == 0x55;
}
/// The address is on top: BALANCE, EXTCODESIZE, EXTCODECOPY, EXTCODEHASH, SELFDESTRUCT.
constexpr bool reads_account(std::uint8_t opcode) noexcept {
    return opcode == 0x31 || opcode == 0x3b || opcode == 0x3c || opcode == 0x3f || opcode == 0xff;
}
/// The address is second: CALL, CALLCODE, DELEGATECALL, STATICCALL.
constexpr bool calls_account(std::uint8_t opcode) noexcept {
    return opcode == 0xf1 || opcode == 0xf2 || opcode == 0xf4 || opcode == 0xfa;
}
constexpr bool creates(std::uint8_t opcode) noexcept {  // CREATE, CREATE2
    return opcode == 0xf0 || opcode == 0xf5;
}

}  // namespace dusk::eth
