#include <dusk/platform/evm/handlers.hpp>
#include <dusk/platform/evm/handlers_flow.hpp>
#include <dusk/platform/evm/handlers_memory.hpp>
#include <dusk/platform/evm/handlers_portable.hpp>
#include <dusk/platform/evm/handlers_word.hpp>

namespace dusk::evm::fast {

DUSK_HANDLER(refuse_block) { return leave(ip, top, gas, vm, Exit::refuses); }
DUSK_HANDLER(bail) { return leave(ip, top, gas, vm, Exit::bails); }
DUSK_HANDLER(fail) { return leave(ip, top, gas, vm, Exit::failed); }

// Apart, and without variables: a caller whose frame needs a base pointer would lose it, for the
// handlers keep no register.
[[gnu::noinline]] Exit run_handlers(const Op* ip, u256* top, std::int64_t gas, Vm& vm) {
    return ip->run(ip, top, gas, vm);
}

namespace {

using enum Opcode;

constexpr std::uint8_t at(Opcode opcode) { return static_cast<std::uint8_t>(opcode); }
constexpr std::uint8_t at(Opcode opcode, unsigned offset) {
    return static_cast<std::uint8_t>(at(opcode) + offset);
}

/// Calls f with std::integral_constant<int, 1…COUNT>.
template <int COUNT>
constexpr void for_each_number(auto f) {
    [&]<int... I>(std::integer_sequence<int, I...>) {
        (f(std::integral_constant<int, I + 1>{}), ...);
    }(std::make_integer_sequence<int, COUNT>{});
}

// clang-format off
/// X(opcode, function): what two words become.
#define DUSK_JOINED(X)                                                            \
    X(ADD, Add) X(SUB, Sub) X(MUL, Mul) X(DIV, Div) X(MOD, Mod)                   \
    X(AND, And) X(OR, Or) X(XOR, Xor) X(SHL, Shl) X(SHR, Shr) X(SAR, Sar)         \
    X(BYTE, Byte) X(SIGNEXTEND, SignExtend)                                       \
    X(LT, Lt) X(GT, Gt) X(SLT, Slt) X(SGT, Sgt) X(EQ, Eq)
#define DUSK_CONDITIONS(X) X(LT, Lt) X(GT, Gt) X(SLT, Slt) X(SGT, Sgt) X(EQ, Eq)
// clang-format on

constexpr void add_words(HandlerTable& table) {
#define DUSK_ROW(opcode, Function) table[at(opcode)] = binary<Function>;
    DUSK_JOINED(DUSK_ROW)
#undef DUSK_ROW
    table[at(SDIV)] = binary<SDiv>;
    table[at(SMOD)] = binary<SMod>;
    table[at(ADDMOD)] = add_modulo;
    table[at(MULMOD)] = multiply_modulo;
    table[at(EXP)] = exponentiate;
    table[at(ISZERO)] = is_zero_of;
    table[at(NOT)] = bit_not;
    table[at(CLZ)] = count_leading_zeros;
}

constexpr void add_stack(HandlerTable& table) {
    table[at(POP)] = pop<1>;
    table[at(PUSH0)] = push;
    for_each_number<32>([&](auto n) { table[at(PUSH1, n - 1u)] = n > 8 ? push_wide : push; });
    for_each_number<16>([&](auto n) {
        table[at(DUP1, n - 1u)] = dup<n>;
        table[at(SWAP1, n - 1u)] = swap<n>;
    });
    table[at(PC)] = push;
    table[at(CODESIZE)] = push;
    table[at(GAS)] = gas_left;
}

constexpr void add_memory(HandlerTable& table) {
    table[at(MLOAD)] = mload;
    table[at(MSTORE)] = mstore;
    table[at(MSTORE8)] = mstore8;
    table[at(CALLDATALOAD)] = calldataload;
}

// clang-format off
#define DUSK_PLAIN(X)                                                                     \
    X(ADDRESS) X(ORIGIN) X(CALLER) X(CALLVALUE) X(CALLDATASIZE) X(RETURNDATASIZE)         \
    X(GASPRICE) X(BLOCKHASH) X(COINBASE) X(TIMESTAMP) X(NUMBER) X(PREVRANDAO) X(GASLIMIT) \
    X(CHAINID) X(SELFBALANCE) X(BASEFEE) X(BLOBHASH) X(BLOBBASEFEE) X(MSIZE)
#define DUSK_PRICED(X)                                                                    \
    X(KECCAK256) X(CALLDATACOPY) X(CODECOPY) X(RETURNDATACOPY) X(MCOPY)                   \
    X(LOG0) X(LOG1) X(LOG2) X(LOG3) X(LOG4)
#define DUSK_STATEFUL(X)                                                                  \
    X(BALANCE) X(EXTCODESIZE) X(EXTCODECOPY) X(EXTCODEHASH) X(SLOAD) X(SSTORE) X(TLOAD)   \
    X(TSTORE)
#define DUSK_HALTING(X) X(STOP) X(RETURN) X(REVERT) X(SELFDESTRUCT)
#define DUSK_CALLING(X) X(CALL) X(CALLCODE) X(DELEGATECALL) X(STATICCALL) X(CREATE) X(CREATE2)
// clang-format on

constexpr void add_portable(HandlerTable& table) {
#define DUSK_ROW(opcode) table[at(opcode)] = plain<opcode>;
    DUSK_PLAIN(DUSK_ROW)
#undef DUSK_ROW
#define DUSK_ROW(opcode) table[at(opcode)] = priced<opcode>;
    DUSK_PRICED(DUSK_ROW)
#undef DUSK_ROW
#define DUSK_ROW(opcode) table[at(opcode)] = stateful<opcode>;
    DUSK_STATEFUL(DUSK_ROW)
#undef DUSK_ROW
#define DUSK_ROW(opcode) table[at(opcode)] = halting<opcode>;
    DUSK_HALTING(DUSK_ROW)
#undef DUSK_ROW
#define DUSK_ROW(opcode) table[at(opcode)] = calling<opcode>;
    DUSK_CALLING(DUSK_ROW)
#undef DUSK_ROW
}

constexpr HandlerTable single_handlers() {
    HandlerTable table{};
    add_words(table);
    add_stack(table);
    add_memory(table);
    add_portable(table);
    table[at(JUMP)] = jump;
    table[at(JUMPI)] = jump_if;
    return table;
}

constexpr void add_after_push(HandlerTable& table) {
#define DUSK_ROW(opcode, Function) table[at(opcode)] = push_binary<Function>;
    DUSK_JOINED(DUSK_ROW)
#undef DUSK_ROW
    table[at(MLOAD)] = push_mload;
    table[at(MSTORE)] = push_mstore;
    table[at(CALLDATALOAD)] = push_calldataload;
}

constexpr Handlers all_handlers() {
    Handlers all{.single = single_handlers(),
                 .begin_block = begin_block,
                 .bail = bail,
                 .push = push,
                 .push_wide = push_wide,
                 .jump_to = jump_to,
                 .jump_nowhere_if = jump_nowhere_if,
                 .after_push = {},
                 .after_push_wide = {},
                 .after_dup = {},
                 .after_swap1 = {},
                 .push_dup_mstore = {},
                 .pop = {},
                 .swap_pop = {},
                 .branch = {},
                 .branch_on_word = {branch_on_word<false>, branch_on_word<true>},
                 .push_branch = {}};
    add_after_push(all.after_push);
#define DUSK_ROW(opcode, Function)                                \
    all.after_push_wide[at(opcode)] = push_wide_binary<Function>; \
    all.after_swap1[at(opcode)] = swap_binary<Function>;          \
    for_each_number<DUP_COUNT>(                                   \
        [&](auto n) { all.after_dup[n - 1u][at(opcode)] = dup_binary<Function, n>; });
    DUSK_JOINED(DUSK_ROW)
#undef DUSK_ROW
    for_each_number<DUP_COUNT>([&](auto n) {
        all.swap_pop[n - 1u] = swap_pop<n>;
        all.after_dup[n - 1u][at(MLOAD)] = dup_mload<n>;
        all.after_dup[n - 1u][at(MSTORE)] = dup_mstore<n>;
        if constexpr (n > 1) all.push_dup_mstore[n - 1u] = push_dup_mstore<n>;
    });
    for_each_number<POP_COUNT>([&](auto n) { all.pop[n - 1u] = pop<n>; });
#define DUSK_ROW(opcode, Function)                                              \
    all.branch[at(opcode)] = {branch<Function, false>, branch<Function, true>}; \
    all.push_branch[at(opcode)] = {push_branch<Function, false>, push_branch<Function, true>};
    DUSK_CONDITIONS(DUSK_ROW)
#undef DUSK_ROW
    return all;
}

}  // namespace

constexpr Handlers HANDLERS = all_handlers();

}  // namespace dusk::evm::fast
