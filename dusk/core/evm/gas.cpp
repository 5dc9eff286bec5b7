#include <dusk/core/evm/gas.hpp>

namespace dusk::evm {
namespace {

constexpr std::size_t REVISION_COUNT = static_cast<std::size_t>(Revision::osaka) + 1;
using Schedules = std::array<GasSchedule, REVISION_COUNT>;

constexpr std::int64_t& cost(GasSchedule& schedule, Opcode opcode) {
    return schedule.base[static_cast<std::uint8_t>(opcode)];
}

// Yellow paper appendix G, by fee class.
constexpr std::int64_t base_of(std::uint8_t op) {
    using enum Opcode;
    if (op >= 0x60 && op <= 0x9f) return 3;
    if (op >= 0xa0 && op <= 0xa4) return 375 * (op - 0x9f);
    switch (static_cast<Opcode>(op)) {
        case STOP:
        case RETURN:
        case REVERT:
            return 0;
        case JUMPDEST:
            return 1;
        case ADDRESS:
        case ORIGIN:
        case CALLER:
        case CALLVALUE:
        case CALLDATASIZE:
        case CODESIZE:
        case GASPRICE:
        case COINBASE:
        case TIMESTAMP:
        case NUMBER:
        case PREVRANDAO:
        case GASLIMIT:
        case RETURNDATASIZE:
        case CHAINID:
        case BASEFEE:
        case BLOBBASEFEE:
        case POP:
        case PC:
        case MSIZE:
        case GAS:
        case PUSH0:
            return 2;
        case MUL:
        case DIV:
        case SDIV:
        case MOD:
        case SMOD:
        case SIGNEXTEND:
        case SELFBALANCE:
        case CLZ:
            return 5;
        case ADDMOD:
        case MULMOD:
        case JUMP:
            return 8;
        case JUMPI:
        case EXP:
            return 10;
        case KECCAK256:
            return 30;
        case BALANCE:
        case EXTCODESIZE:
        case EXTCODECOPY:
        case BLOCKHASH:
            return 20;
        case EXTCODEHASH:
            return 400;
        case SLOAD:
            return 50;
        case SSTORE:
        case SELFDESTRUCT:
            return 0;
        case TLOAD:
        case TSTORE:
            return 100;
        case CREATE:
        case CREATE2:
            return 32000;
        case CALL:
        case CALLCODE:
        case DELEGATECALL:
            return 40;
        case STATICCALL:
            return 700;
        default:
            return 3;
    }
}

constexpr void define_opcodes(GasSchedule& schedule, Revision revision) {
    for (std::size_t op = 0; op < 256; ++op) {
        const auto opcode = static_cast<std::uint8_t>(op);
        const auto& traits = traits_of(opcode);
        if (!traits.is_defined(revision))
            schedule.base[op] = UNDEFINED_COST;
        else if (traits.since == revision)
            schedule.base[op] = base_of(opcode);
    }
}

// EIP-150: state access at its price; SELFDESTRUCT.
constexpr void apply_tangerine_whistle(GasSchedule& s) {
    using enum Opcode;
    cost(s, EXTCODESIZE) = cost(s, EXTCODECOPY) = 700;
    cost(s, BALANCE) = 400;
    cost(s, SLOAD) = 200;
    cost(s, CALL) = cost(s, CALLCODE) = cost(s, DELEGATECALL) = 700;
    cost(s, SELFDESTRUCT) = 5000;
    s.selfdestruct_new_account = 25000;
}

// EIP-1283.
constexpr void apply_net_metering(GasSchedule& s, std::int64_t noop) {
    s.storage_metering = StorageMetering::net;
    s.storage_noop = noop;
}

// EIP-1884, EIP-2200.
constexpr void apply_istanbul(GasSchedule& s) {
    using enum Opcode;
    cost(s, SLOAD) = 800;
    cost(s, BALANCE) = cost(s, EXTCODEHASH) = 700;
    apply_net_metering(s, 800);
    s.storage_sentry = 2300;
}

// EIP-2929.
constexpr void apply_berlin(GasSchedule& s) {
    using enum Opcode;
    s.warm_access = 100;
    s.cold_account_access = 2600;
    s.cold_slot_access = 2100;
    s.cold_account_surcharge = s.cold_account_access - s.warm_access;
    s.cold_slot_surcharge = s.cold_slot_access - s.warm_access;
    for (const auto opcode : {BALANCE, EXTCODESIZE, EXTCODECOPY, EXTCODEHASH, SLOAD, CALL, CALLCODE,
                              DELEGATECALL, STATICCALL})
        cost(s, opcode) = s.warm_access;
    s.storage_noop = s.warm_access;
    s.storage_reset = 5000 - s.cold_slot_access;
}

constexpr Schedules make_schedules() {
    Schedules table{};
    for (std::size_t i = 0; i < REVISION_COUNT; ++i) {
        if (i > 0) table[i] = table[i - 1];
        auto& s = table[i];
        const auto revision = static_cast<Revision>(i);
        define_opcodes(s, revision);
        switch (revision) {
            case Revision::tangerine_whistle:
                apply_tangerine_whistle(s);
                break;
            case Revision::spurious_dragon:
                s.exp_byte = 50;
                break;  // EIP-160
            case Revision::constantinople:
                apply_net_metering(s, 200);
                break;
            case Revision::petersburg:  // EIP-1716 takes EIP-1283 back
                s.storage_metering = StorageMetering::by_current;
                break;
            case Revision::istanbul:
                apply_istanbul(s);
                break;
            case Revision::berlin:
                apply_berlin(s);
                break;
            case Revision::london:  // EIP-3529
                s.selfdestruct_refund = 0;
                s.storage_clear_refund = 4800;
                break;
            case Revision::shanghai:
                s.initcode_word = 2;
                break;  // EIP-3860
            default:
                break;
        }
    }
    return table;
}

constexpr Schedules SCHEDULES = make_schedules();

constexpr std::int64_t cost_in(Revision revision, Opcode opcode) {
    return SCHEDULES[static_cast<std::size_t>(revision)].base[static_cast<std::uint8_t>(opcode)];
}
static_assert(cost_in(Revision::frontier, Opcode::PUSH0) == UNDEFINED_COST);
static_assert(cost_in(Revision::shanghai, Opcode::PUSH0) == 2);
static_assert(cost_in(Revision::frontier, Opcode::SLOAD) == 50);
static_assert(cost_in(Revision::istanbul, Opcode::SLOAD) == 800);
static_assert(cost_in(Revision::cancun, Opcode::SLOAD) == 100);
static_assert(cost_in(Revision::cancun, Opcode::LOG4) == 1875);
static_assert(cost_in(Revision::cancun, Opcode::BLOBHASH) == 3);
static_assert(cost_in(Revision::cancun, Opcode::MCOPY) == 3);
static_assert(cost_in(Revision::prague, Opcode::CLZ) == UNDEFINED_COST);
static_assert(cost_in(Revision::osaka, Opcode::CLZ) == 5);
static_assert(cost_in(Revision::byzantium, Opcode::STATICCALL) == 700);

}  // namespace

const GasSchedule& gas_schedule(Revision revision) noexcept {
    return SCHEDULES[static_cast<std::size_t>(revision)];
}

}  // namespace dusk::evm
