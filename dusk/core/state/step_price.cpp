#include <dusk/core/evm/instructions_state.hpp>
#include <dusk/core/state/step_price.hpp>

namespace dusk {
namespace {

using enum evm::Opcode;
using evm::Revision;

/// No price: geth stops counting there (ErrGasUintOverflow), and so does whoever asks here.
using Price = std::optional<std::int64_t>;

Price sum(Price a, Price b) { return a && b ? Price{*a + *b} : std::nullopt; }

class Pricer {
public:
    Pricer(const evm::Step& step, Revision revision, State& state)
        : step_(step),
          revision_(revision),
          state_(state),
          schedule_(evm::gas_schedule(revision)),
          self_(step.message.recipient) {}

    std::int64_t price() const {
        const auto base = schedule_.base[step_.opcode];
        if (base == evm::UNDEFINED_COST) return 0;
        const auto& traits = evm::traits_of(step_.opcode);
        const auto height = static_cast<int>(step_.stack.size());
        if (height < traits.pops ||
            height - traits.pops + traits.pushes > static_cast<int>(evm::STACK_SIZE_MAX))
            return base;
        if (step_.gas < base) return base;
        return base + dynamic().value_or(0);
    }

private:
    /// The operand `index` places below the top.
    const u256& at(std::size_t index) const { return step_.stack[step_.stack.size() - 1 - index]; }
    bool has(Revision revision) const { return revision_ >= revision; }

    Price memory(const u256& offset, const u256& size) const {
        if (size.is_zero()) return 0;
        if (!evm::is_memory_size(offset) || !evm::is_memory_size(size)) return std::nullopt;
        const auto end =
            std::max<std::uint64_t>(offset.low64() + size.low64(), step_.memory.size());
        return evm::memory_cost(evm::words_of(end)) -
               evm::memory_cost(evm::words_of(step_.memory.size()));
    }
    Price words(const u256& size, std::int64_t word_cost) const {
        if (!evm::is_memory_size(size)) return std::nullopt;
        return word_cost * evm::words_of(size.low64());
    }
    std::int64_t account(const u256& address) const {
        if (!has(Revision::berlin) || state_.is_warm(to_address(address))) return 0;
        return schedule_.cold_account_surcharge;
    }

    Price sload() const {
        if (!has(Revision::berlin) || state_.is_warm(self_, at(0))) return 0;
        return schedule_.cold_slot_surcharge;
    }
    Price sstore() const {
        if (step_.gas <= schedule_.storage_sentry) return std::nullopt;
        const bool is_cold = has(Revision::berlin) && !state_.is_warm(self_, at(0));
        const auto [current, original] = state_.storage_value(self_, at(0));
        const auto charge = schedule_.storage_metering == evm::StorageMetering::net
                                ? evm::instructions::charge_net(schedule_, original, current, at(1))
                                : evm::instructions::charge_by_current(schedule_, current, at(1));
        return charge.gas + (is_cold ? schedule_.cold_slot_access : 0);
    }
    Price selfdestruct() const {
        const auto beneficiary = to_address(at(0));
        std::int64_t cost = 0;
        if (has(Revision::berlin) && !state_.is_warm(beneficiary))
            cost += schedule_.cold_account_access;
        const bool is_new = has(Revision::spurious_dragon)
                                ? !state_.balance(self_).is_zero() && state_.is_empty(beneficiary)
                                : !state_.exists(beneficiary);
        return cost + (is_new ? schedule_.selfdestruct_new_account : 0);
    }
    /// `range`: where the operands of input and output begin.
    Price call(std::size_t range, bool takes_value) const {
        const auto surcharge = account(at(1));
        const auto base = schedule_.base[step_.opcode];
        if (step_.gas - base < surcharge) return std::nullopt;
        const auto input = memory(at(range), at(range + 1));
        const auto output = memory(at(range + 2), at(range + 3));
        if (!input || !output) return std::nullopt;
        const bool has_value = takes_value && !at(2).is_zero();
        auto cost = surcharge + std::max(*input, *output) + (has_value ? evm::CALL_VALUE : 0);
        const auto callee = to_address(at(1));
        if (step_.opcode == static_cast<std::uint8_t>(CALL)) {
            const bool is_new = has(Revision::spurious_dragon)
                                    ? has_value && state_.is_empty(callee)
                                    : !state_.exists(callee);
            if (is_new) cost += schedule_.new_account;
        }
        return sum(cost, passed_on(step_.gas - base - cost));
    }
    /// What the call of the step asks for, of the `available` gas.
    Price passed_on(std::int64_t available) const {
        const auto wanted = at(0);
        const bool fits = wanted.fits_u64() && wanted.low64() < std::uint64_t{1} << 62;
        if (has(Revision::tangerine_whistle) && available >= 0) {
            const auto most = available - available / 64;
            if (!fits || wanted.low64() > static_cast<std::uint64_t>(most)) return most;
        }
        if (!fits) return std::nullopt;
        return static_cast<std::int64_t>(wanted.low64());
    }

    Price dynamic() const {
        switch (static_cast<evm::Opcode>(step_.opcode)) {
            case EXP:
                return schedule_.exp_byte * at(1).byte_length();
            case KECCAK256:
                return sum(words(at(1), evm::KECCAK_WORD), memory(at(0), at(1)));
            case MLOAD:
            case MSTORE:
                return memory(at(0), 32);
            case MSTORE8:
                return memory(at(0), 1);
            case CALLDATACOPY:
            case CODECOPY:
            case RETURNDATACOPY:
                return sum(words(at(2), evm::COPY_WORD), memory(at(0), at(2)));
            case MCOPY:
                return sum(words(at(2), evm::COPY_WORD), memory(std::max(at(0), at(1)), at(2)));
            case EXTCODECOPY:
                return sum(sum(words(at(3), evm::COPY_WORD), memory(at(1), at(3))), account(at(0)));
            case BALANCE:
            case EXTCODESIZE:
            case EXTCODEHASH:
                return account(at(0));
            case SLOAD:
                return sload();
            case SSTORE:
                return sstore();
            case LOG0:
            case LOG1:
            case LOG2:
            case LOG3:
            case LOG4:
                if (!evm::is_memory_size(at(1))) return std::nullopt;
                return sum(evm::LOG_DATA_BYTE * static_cast<std::int64_t>(at(1).low64()),
                           memory(at(0), at(1)));
            case RETURN:
            case REVERT:
                return memory(at(0), at(1));
            case CREATE:
            case CREATE2: {
                const bool salted = step_.opcode == static_cast<std::uint8_t>(CREATE2);
                return sum(words(at(2), schedule_.initcode_word + (salted ? evm::KECCAK_WORD : 0)),
                           memory(at(1), at(2)));
            }
            case CALL:
            case CALLCODE:
                return call(3, true);
            case DELEGATECALL:
            case STATICCALL:
                return call(2, false);
            case SELFDESTRUCT:
                return selfdestruct();
            default:
                return 0;
        }
    }

    const evm::Step& step_;
    const Revision revision_;
    State& state_;
    const evm::GasSchedule& schedule_;
    const Address self_;
};

}  // namespace

std::int64_t step_price(const evm::Step& step, evm::Revision revision, State& state) {
    return Pricer(step, revision, state).price();
}

}  // namespace dusk
