// The instruction set through Osaka, one row each: the interpreter, the gas tables and the traits
// are generated from this list (yellow paper appendix H.2 and the EIP of each later row).
//
// X(value, NAME, function, kind, pops, pushes, since)
// kind is how the interpreter calls the function (interpreter.hpp):
//   STACK  void f(u256* top)                         pure, acts on the stack alone
//   FRAME  int64 f(Machine&, u256* top, int64 gas)   returns the gas left, negative: failed
//   CODE   ip f(Machine&, u256* top, ip)             moves in the code; null: bad jump
//   HALT   as FRAME, then the frame ends
//   CALL   as FRAME, then the frame waits for the child that it prepared
#pragma once

#include <array>
#include <cstdint>
#include <string_view>

#include <dusk/core/evm/revision.hpp>

// clang-format off
#define DUSK_OPCODES_OF_RANGE_0(X)                                              \
    X(0x00, STOP, stop, HALT, 0, 0, frontier)                                   \
    X(0x01, ADD, add, STACK, 2, 1, frontier)                                    \
    X(0x02, MUL, mul, STACK, 2, 1, frontier)                                    \
    X(0x03, SUB, sub, STACK, 2, 1, frontier)                                    \
    X(0x04, DIV, div, STACK, 2, 1, frontier)                                    \
    X(0x05, SDIV, sdiv, STACK, 2, 1, frontier)                                  \
    X(0x06, MOD, mod, STACK, 2, 1, frontier)                                    \
    X(0x07, SMOD, smod, STACK, 2, 1, frontier)                                  \
    X(0x08, ADDMOD, addmod, STACK, 3, 1, frontier)                              \
    X(0x09, MULMOD, mulmod, STACK, 3, 1, frontier)                              \
    X(0x0a, EXP, exp, FRAME, 2, 1, frontier)                                    \
    X(0x0b, SIGNEXTEND, signextend, STACK, 2, 1, frontier)                      \
    X(0x10, LT, lt, STACK, 2, 1, frontier)                                      \
    X(0x11, GT, gt, STACK, 2, 1, frontier)                                      \
    X(0x12, SLT, slt, STACK, 2, 1, frontier)                                    \
    X(0x13, SGT, sgt, STACK, 2, 1, frontier)                                    \
    X(0x14, EQ, eq, STACK, 2, 1, frontier)                                      \
    X(0x15, ISZERO, iszero, STACK, 1, 1, frontier)                              \
    X(0x16, AND, bit_and, STACK, 2, 1, frontier)                                \
    X(0x17, OR, bit_or, STACK, 2, 1, frontier)                                  \
    X(0x18, XOR, bit_xor, STACK, 2, 1, frontier)                                \
    X(0x19, NOT, bit_not, STACK, 1, 1, frontier)                                \
    X(0x1a, BYTE, byte, STACK, 2, 1, frontier)                                  \
    X(0x1b, SHL, shl, STACK, 2, 1, constantinople)                              \
    X(0x1c, SHR, shr, STACK, 2, 1, constantinople)                              \
    X(0x1d, SAR, sar, STACK, 2, 1, constantinople)                              \
    X(0x1e, CLZ, clz, STACK, 1, 1, osaka)

#define DUSK_OPCODES_OF_RANGE_2(X)                                              \
    X(0x20, KECCAK256, keccak, FRAME, 2, 1, frontier)                           \
    X(0x30, ADDRESS, address, FRAME, 0, 1, frontier)                            \
    X(0x31, BALANCE, balance, FRAME, 1, 1, frontier)                            \
    X(0x32, ORIGIN, origin, FRAME, 0, 1, frontier)                              \
    X(0x33, CALLER, caller, FRAME, 0, 1, frontier)                              \
    X(0x34, CALLVALUE, callvalue, FRAME, 0, 1, frontier)                        \
    X(0x35, CALLDATALOAD, calldataload, FRAME, 1, 1, frontier)                  \
    X(0x36, CALLDATASIZE, calldatasize, FRAME, 0, 1, frontier)                  \
    X(0x37, CALLDATACOPY, calldatacopy, FRAME, 3, 0, frontier)                  \
    X(0x38, CODESIZE, codesize, FRAME, 0, 1, frontier)                          \
    X(0x39, CODECOPY, codecopy, FRAME, 3, 0, frontier)                          \
    X(0x3a, GASPRICE, gasprice, FRAME, 0, 1, frontier)                          \
    X(0x3b, EXTCODESIZE, extcodesize, FRAME, 1, 1, frontier)                    \
    X(0x3c, EXTCODECOPY, extcodecopy, FRAME, 4, 0, frontier)                    \
    X(0x3d, RETURNDATASIZE, returndatasize, FRAME, 0, 1, byzantium)             \
    X(0x3e, RETURNDATACOPY, returndatacopy, FRAME, 3, 0, byzantium)             \
    X(0x3f, EXTCODEHASH, extcodehash, FRAME, 1, 1, constantinople)

#define DUSK_OPCODES_OF_RANGE_4(X)                                              \
    X(0x40, BLOCKHASH, blockhash, FRAME, 1, 1, frontier)                        \
    X(0x41, COINBASE, coinbase, FRAME, 0, 1, frontier)                          \
    X(0x42, TIMESTAMP, timestamp, FRAME, 0, 1, frontier)                        \
    X(0x43, NUMBER, number, FRAME, 0, 1, frontier)                              \
    X(0x44, PREVRANDAO, prevrandao, FRAME, 0, 1, frontier)                      \
    X(0x45, GASLIMIT, gaslimit, FRAME, 0, 1, frontier)                          \
    X(0x46, CHAINID, chainid, FRAME, 0, 1, istanbul)                            \
    X(0x47, SELFBALANCE, selfbalance, FRAME, 0, 1, istanbul)                    \
    X(0x48, BASEFEE, basefee, FRAME, 0, 1, london)                              \
    X(0x49, BLOBHASH, blobhash, FRAME, 1, 1, cancun)                            \
    X(0x4a, BLOBBASEFEE, blobbasefee, FRAME, 0, 1, cancun)                      \
    X(0x50, POP, pop, STACK, 1, 0, frontier)                                    \
    X(0x51, MLOAD, mload, FRAME, 1, 1, frontier)                                \
    X(0x52, MSTORE, mstore, FRAME, 2, 0, frontier)                              \
    X(0x53, MSTORE8, mstore8, FRAME, 2, 0, frontier)                            \
    X(0x54, SLOAD, sload, FRAME, 1, 1, frontier)                                \
    X(0x55, SSTORE, sstore, FRAME, 2, 0, frontier)                              \
    X(0x56, JUMP, jump, CODE, 1, 0, frontier)                                   \
    X(0x57, JUMPI, jumpi, CODE, 2, 0, frontier)                                 \
    X(0x58, PC, pc, CODE, 0, 1, frontier)                                       \
    X(0x59, MSIZE, msize, FRAME, 0, 1, frontier)                                \
    X(0x5a, GAS, gas_left, FRAME, 0, 1, frontier)                               \
    X(0x5b, JUMPDEST, jumpdest, STACK, 0, 0, frontier)                          \
    X(0x5c, TLOAD, tload, FRAME, 1, 1, cancun)                                  \
    X(0x5d, TSTORE, tstore, FRAME, 2, 0, cancun)                                \
    X(0x5e, MCOPY, mcopy, FRAME, 3, 0, cancun)                                  \
    X(0x5f, PUSH0, push0, STACK, 0, 1, shanghai)

#define DUSK_OPCODES_PUSH(X)                                                    \
    X(0x60, PUSH1, push<1>, CODE, 0, 1, frontier)                               \
    X(0x61, PUSH2, push<2>, CODE, 0, 1, frontier)                               \
    X(0x62, PUSH3, push<3>, CODE, 0, 1, frontier)                               \
    X(0x63, PUSH4, push<4>, CODE, 0, 1, frontier)                               \
    X(0x64, PUSH5, push<5>, CODE, 0, 1, frontier)                               \
    X(0x65, PUSH6, push<6>, CODE, 0, 1, frontier)                               \
    X(0x66, PUSH7, push<7>, CODE, 0, 1, frontier)                               \
    X(0x67, PUSH8, push<8>, CODE, 0, 1, frontier)                               \
    X(0x68, PUSH9, push<9>, CODE, 0, 1, frontier)                               \
    X(0x69, PUSH10, push<10>, CODE, 0, 1, frontier)                             \
    X(0x6a, PUSH11, push<11>, CODE, 0, 1, frontier)                             \
    X(0x6b, PUSH12, push<12>, CODE, 0, 1, frontier)                             \
    X(0x6c, PUSH13, push<13>, CODE, 0, 1, frontier)                             \
    X(0x6d, PUSH14, push<14>, CODE, 0, 1, frontier)                             \
    X(0x6e, PUSH15, push<15>, CODE, 0, 1, frontier)                             \
    X(0x6f, PUSH16, push<16>, CODE, 0, 1, frontier)                             \
    X(0x70, PUSH17, push<17>, CODE, 0, 1, frontier)                             \
    X(0x71, PUSH18, push<18>, CODE, 0, 1, frontier)                             \
    X(0x72, PUSH19, push<19>, CODE, 0, 1, frontier)                             \
    X(0x73, PUSH20, push<20>, CODE, 0, 1, frontier)                             \
    X(0x74, PUSH21, push<21>, CODE, 0, 1, frontier)                             \
    X(0x75, PUSH22, push<22>, CODE, 0, 1, frontier)                             \
    X(0x76, PUSH23, push<23>, CODE, 0, 1, frontier)                             \
    X(0x77, PUSH24, push<24>, CODE, 0, 1, frontier)                             \
    X(0x78, PUSH25, push<25>, CODE, 0, 1, frontier)                             \
    X(0x79, PUSH26, push<26>, CODE, 0, 1, frontier)                             \
    X(0x7a, PUSH27, push<27>, CODE, 0, 1, frontier)                             \
    X(0x7b, PUSH28, push<28>, CODE, 0, 1, frontier)                             \
    X(0x7c, PUSH29, push<29>, CODE, 0, 1, frontier)                             \
    X(0x7d, PUSH30, push<30>, CODE, 0, 1, frontier)                             \
    X(0x7e, PUSH31, push<31>, CODE, 0, 1, frontier)                             \
    X(0x7f, PUSH32, push<32>, CODE, 0, 1, frontier)

#define DUSK_OPCODES_DUP_SWAP(X)                                                \
    X(0x80, DUP1, dup<1>, STACK, 1, 2, frontier)                                \
    X(0x81, DUP2, dup<2>, STACK, 2, 3, frontier)                                \
    X(0x82, DUP3, dup<3>, STACK, 3, 4, frontier)                                \
    X(0x83, DUP4, dup<4>, STACK, 4, 5, frontier)                                \
    X(0x84, DUP5, dup<5>, STACK, 5, 6, frontier)                                \
    X(0x85, DUP6, dup<6>, STACK, 6, 7, frontier)                                \
    X(0x86, DUP7, dup<7>, STACK, 7, 8, frontier)                                \
    X(0x87, DUP8, dup<8>, STACK, 8, 9, frontier)                                \
    X(0x88, DUP9, dup<9>, STACK, 9, 10, frontier)                               \
    X(0x89, DUP10, dup<10>, STACK, 10, 11, frontier)                            \
    X(0x8a, DUP11, dup<11>, STACK, 11, 12, frontier)                            \
    X(0x8b, DUP12, dup<12>, STACK, 12, 13, frontier)                            \
    X(0x8c, DUP13, dup<13>, STACK, 13, 14, frontier)                            \
    X(0x8d, DUP14, dup<14>, STACK, 14, 15, frontier)                            \
    X(0x8e, DUP15, dup<15>, STACK, 15, 16, frontier)                            \
    X(0x8f, DUP16, dup<16>, STACK, 16, 17, frontier)                            \
    X(0x90, SWAP1, swap<1>, STACK, 2, 2, frontier)                              \
    X(0x91, SWAP2, swap<2>, STACK, 3, 3, frontier)                              \
    X(0x92, SWAP3, swap<3>, STACK, 4, 4, frontier)                              \
    X(0x93, SWAP4, swap<4>, STACK, 5, 5, frontier)                              \
    X(0x94, SWAP5, swap<5>, STACK, 6, 6, frontier)                              \
    X(0x95, SWAP6, swap<6>, STACK, 7, 7, frontier)                              \
    X(0x96, SWAP7, swap<7>, STACK, 8, 8, frontier)                              \
    X(0x97, SWAP8, swap<8>, STACK, 9, 9, frontier)                              \
    X(0x98, SWAP9, swap<9>, STACK, 10, 10, frontier)                            \
    X(0x99, SWAP10, swap<10>, STACK, 11, 11, frontier)                          \
    X(0x9a, SWAP11, swap<11>, STACK, 12, 12, frontier)                          \
    X(0x9b, SWAP12, swap<12>, STACK, 13, 13, frontier)                          \
    X(0x9c, SWAP13, swap<13>, STACK, 14, 14, frontier)                          \
    X(0x9d, SWAP14, swap<14>, STACK, 15, 15, frontier)                          \
    X(0x9e, SWAP15, swap<15>, STACK, 16, 16, frontier)                          \
    X(0x9f, SWAP16, swap<16>, STACK, 17, 17, frontier)

#define DUSK_OPCODES_SYSTEM(X)                                                  \
    X(0xa0, LOG0, log<0>, FRAME, 2, 0, frontier)                                \
    X(0xa1, LOG1, log<1>, FRAME, 3, 0, frontier)                                \
    X(0xa2, LOG2, log<2>, FRAME, 4, 0, frontier)                                \
    X(0xa3, LOG3, log<3>, FRAME, 5, 0, frontier)                                \
    X(0xa4, LOG4, log<4>, FRAME, 6, 0, frontier)                                \
    X(0xf0, CREATE, create, CALL, 3, 1, frontier)                               \
    X(0xf1, CALL, call, CALL, 7, 1, frontier)                                   \
    X(0xf2, CALLCODE, callcode, CALL, 7, 1, frontier)                           \
    X(0xf3, RETURN, halt_return, HALT, 2, 0, frontier)                          \
    X(0xf4, DELEGATECALL, delegatecall, CALL, 6, 1, homestead)                  \
    X(0xf5, CREATE2, create2, CALL, 4, 1, constantinople)                       \
    X(0xfa, STATICCALL, staticcall, CALL, 6, 1, byzantium)                      \
    X(0xfd, REVERT, halt_revert, HALT, 2, 0, byzantium)                         \
    X(0xff, SELFDESTRUCT, selfdestruct, HALT, 1, 0, frontier)

/// Every instruction but the designated INVALID (0xfe), which is undefined by its nature (EIP-141).
#define DUSK_OPCODES(X)        \
    DUSK_OPCODES_OF_RANGE_0(X) \
    DUSK_OPCODES_OF_RANGE_2(X) \
    DUSK_OPCODES_OF_RANGE_4(X) \
    DUSK_OPCODES_PUSH(X)       \
    DUSK_OPCODES_DUP_SWAP(X)   \
    DUSK_OPCODES_SYSTEM(X)
// clang-format on

namespace dusk::evm {

enum class Opcode : std::uint8_t {
#define DUSK_ENUMERATOR(value, NAME, ...) NAME = value,
    DUSK_OPCODES(DUSK_ENUMERATOR)
#undef DUSK_ENUMERATOR
};

struct OpcodeTraits {
    std::string_view name;  ///< empty: undefined in every revision
    std::uint8_t pops = 0;
    std::uint8_t pushes = 0;
    Revision since = Revision::frontier;

    constexpr bool is_defined(Revision revision) const noexcept {
        return !name.empty() && revision >= since;
    }
};

inline constexpr std::array<OpcodeTraits, 256> OPCODE_TRAITS = [] {
    std::array<OpcodeTraits, 256> table{};
#define DUSK_ROW(value, NAME, function, kind, pops, pushes, since) \
    table[value] = {#NAME, pops, pushes, Revision::since};
    DUSK_OPCODES(DUSK_ROW)
#undef DUSK_ROW
    return table;
}();

constexpr const OpcodeTraits& traits_of(std::uint8_t opcode) noexcept {
    return OPCODE_TRAITS[opcode];
}
/// Bytes of immediate data after the opcode.
constexpr unsigned push_size(std::uint8_t opcode) noexcept {
    return opcode >= 0x60 && opcode <= 0x7f ? opcode - 0x5fu : 0;
}

}  // namespace dusk::evm
