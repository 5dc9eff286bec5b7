#include <dusk/platform/evm/handlers.hpp>
#include <dusk/platform/evm/program.hpp>

namespace dusk::evm::fast {
namespace {

using enum Opcode;

constexpr std::uint8_t at(Opcode opcode) { return static_cast<std::uint8_t>(opcode); }

/// Instructions behind which a block ends: jumps, ends, calls, and what acts on the state.
constexpr std::array<bool, 256> ENDS_BLOCK = [] {
    std::array<bool, 256> table{};
    for (const auto opcode :
         {STOP,        JUMP,        JUMPI,   RETURN,       REVERT,     SELFDESTRUCT, CALL,
          CALLCODE,    CREATE,      CREATE2, DELEGATECALL, STATICCALL, BALANCE,      EXTCODESIZE,
          EXTCODECOPY, EXTCODEHASH, SLOAD,   SSTORE,       TLOAD,      TSTORE})
        table[at(opcode)] = true;
    return table;
}();

/// Behind these nothing is reached but by a jump.
constexpr bool never_continues(std::uint8_t opcode) {
    return opcode == at(STOP) || opcode == at(JUMP) || opcode == at(RETURN) ||
           opcode == at(REVERT) || opcode == at(SELFDESTRUCT);
}

constexpr bool is_push(std::uint8_t opcode) { return opcode >= at(PUSH0) && opcode <= at(PUSH32); }

/// Deep enough for what compilers write; more operands are left to the program.
constexpr std::size_t CONSTANTS_MAX = 8;

/// What the instructions of a block need, added up one by one.
class NeedsCounter {
public:
    void add(std::uint8_t opcode, std::int64_t cost) {
        const auto& traits = traits_of(opcode);
        gas_ += cost;
        min_ = std::max(min_, traits.pops - height_);
        height_ += traits.pushes - traits.pops;
        growth_ = std::max(growth_, height_);
    }
    std::int64_t gas() const { return gas_; }
    BlockNeeds needs() const {
        const auto room = static_cast<int>(STACK_SIZE_MAX) - growth_ - min_;
        const auto gas = static_cast<std::uint32_t>(gas_);
        if (room < 0) return {.gas = gas, .stack_min = 0xffff, .stack_room = 0};
        return {.gas = gas,
                .stack_min = static_cast<std::uint16_t>(min_),
                .stack_room = static_cast<std::uint16_t>(room)};
    }

private:
    std::int64_t gas_ = 0;
    int height_ = 0;  ///< against the block's start
    int min_ = 0;
    int growth_ = 0;
};

class Translator {
public:
    Translator(Revision revision, const CodeAnalysis& code)
        : schedule_(gas_schedule(revision)),
          code_(code),
          bytes_(code.padded_code.data()),
          size_(code.code_size),
          program_(std::make_unique<Program>(revision)) {}

    std::unique_ptr<Program> run() {
        program_->entries.resize(size_ + 1);
        program_->ops.reserve(size_ + 8);
        program_->positions.reserve(size_ + 8);
        emit(0, HANDLERS.bail);  // index 0 is none
        while (position_ < size_) translate_one();
        if (!is_dead_) {  // Past its end, code reads as STOP.
            if (!is_open_) open_block();
            emit(position_, HANDLERS.single[at(STOP)]);
            close_block();
        }
        finish();
        return std::move(program_);
    }

private:
    /// What PUSH, and arithmetic on it, makes.
    struct Constant {
        u256 value;
        std::size_t end = 0;  ///< the position behind it
    };
    struct JumpTarget {
        std::uint64_t position = 0;
        std::size_t end = 0;
    };
    struct GasReading {
        std::size_t op = 0;
        std::int64_t paid = 0;
    };

    std::uint8_t opcode_at(std::size_t position) const { return bytes_[position]; }
    std::size_t next_of(std::size_t position) const {
        return position + 1 + push_size(opcode_at(position));
    }
    bool is_defined(std::uint8_t opcode) const { return schedule_.base[opcode] != UNDEFINED_COST; }

    void emit(std::size_t position, Handler run, std::uint64_t arg = 0) {
        program_->ops.push_back({run, arg});
        program_->positions.push_back(static_cast<std::uint32_t>(position));
    }

    // Blocks ----------------------------------------------------------------------------------

    void open_block() {
        block_op_ = program_->ops.size();
        program_->entries[position_] |= static_cast<std::uint32_t>(block_op_);
        emit(position_, HANDLERS.begin_block);
        counter_ = {};
        is_open_ = true;
        is_dead_ = false;
    }
    void close_block() {
        program_->ops[block_op_].arg = std::bit_cast<std::uint64_t>(counter_.needs());
        for (const auto& reading : gas_readings_)
            program_->ops[reading.op].arg =
                static_cast<std::uint64_t>(counter_.gas() - reading.paid);
        gas_readings_.clear();
        is_open_ = false;
    }
    /// Counts the instructions from the present position up to `end`, which is the next one.
    void take(std::size_t end) {
        while (position_ < end) {
            const auto opcode = opcode_at(position_);
            counter_.add(opcode, schedule_.base[opcode]);
            position_ = next_of(position_);
            if (ENDS_BLOCK[opcode]) {
                close_block();
                is_dead_ = never_continues(opcode);
            }
        }
        position_ = std::min(position_, size_);
    }

    void translate_one() {
        const auto opcode = opcode_at(position_);
        if (opcode == at(JUMPDEST)) {
            if (is_open_) close_block();
            program_->entries[position_] = Program::IS_JUMP_DESTINATION;
            open_block();
            take(position_ + 1);
            return;
        }
        if (is_dead_) {
            position_ = std::min(next_of(position_), size_);
            return;
        }
        if (!is_open_) open_block();
        if (!is_defined(opcode)) {
            emit(position_, HANDLERS.bail);
            close_block();
            is_dead_ = true;
            return;
        }
        if (!translate_joined(opcode)) translate_single(opcode);
    }

    void translate_single(std::uint8_t opcode) {
        if (is_push(opcode)) return translate_constant(constant_at(position_));
        emit(position_, HANDLERS.single[opcode]);
        auto& op = program_->ops.back();
        if (opcode == at(PC)) op.arg = position_;
        if (opcode == at(CODESIZE)) op.arg = size_;
        if (opcode == at(GAS))
            gas_readings_.push_back(
                {program_->ops.size() - 1, counter_.gas() + schedule_.base[opcode]});
        take(next_of(position_));
    }
    void translate_constant(const Constant& constant) {
        if (constant.value.fits_u64())
            emit(position_, HANDLERS.push, constant.value.low64());
        else
            emit(position_, HANDLERS.push_wide, keep(constant.value));
        take(constant.end);
    }
    /// An operand that points at `value`.
    std::uint64_t keep(const u256& value) {
        return reinterpret_cast<std::uintptr_t>(&program_->constants.emplace_back(value));
    }

    // Joined instructions ----------------------------------------------------------------------

    u256 push_value(std::size_t position) const {
        return u256_from_be({bytes_ + position + 1, push_size(opcode_at(position))});
    }
    /// The most instructions from the PUSH at `position` on that leave just one constant.
    Constant constant_at(std::size_t position) const {
        u256 stack[CONSTANTS_MAX];
        std::size_t height = 0;
        Constant found;
        while (position < size_) {
            const auto opcode = opcode_at(position);
            if (is_push(opcode) && is_defined(opcode)) {
                if (height == CONSTANTS_MAX) break;
                stack[height++] = push_value(position);
            } else if (height < 2 || !is_defined(opcode) ||
                       !fold(opcode, stack[height - 1], stack[height - 2])) {
                break;
            } else {
                --height;
            }
            position = next_of(position);
            if (height == 1) found = {stack[0], position};
        }
        return found;
    }
    /// b becomes the instruction's result for a, the top, and b.
    static bool fold(std::uint8_t opcode, const u256& a, u256& b) {
        switch (static_cast<Opcode>(opcode)) {
            case ADD:
                b = a + b;
                return true;
            case SUB:
                b = a - b;
                return true;
            case MUL:
                b = a * b;
                return true;
            case AND:
                b = a & b;
                return true;
            case OR:
                b = a | b;
                return true;
            case SHL:
                b = b << a.saturated64();
                return true;
            case SHR:
                b = b >> a.saturated64();
                return true;
            default:
                return false;
        }
    }
    /// PUSH of a valid destination and `jump` at `position`.
    std::optional<JumpTarget> jump_target(std::size_t position, Opcode jump) const {
        if (position >= size_) return std::nullopt;
        const auto opcode = opcode_at(position);
        if (!is_push(opcode) || !is_defined(opcode)) return std::nullopt;
        return jump_target(constant_at(position), jump);
    }
    std::optional<JumpTarget> jump_target(const Constant& constant, Opcode jump) const {
        if (constant.end >= size_ || opcode_at(constant.end) != at(jump)) return std::nullopt;
        const auto target = constant.value.saturated64();
        if (!code_.is_jump_destination(target)) return std::nullopt;
        return JumpTarget{target, constant.end + 1};
    }
    void emit_jump(Handler run, const JumpTarget& target) {
        jumps_.push_back(program_->ops.size());
        emit(position_, run, target.position);
    }
    bool join(Handler run, std::size_t end, std::uint64_t arg = 0) {
        if (run == nullptr) return false;
        emit(position_, run, arg);
        take(end);
        return true;
    }

    bool translate_joined(std::uint8_t opcode) {
        if (is_push(opcode)) return join_push();
        const auto end = position_ + 1;
        if (end >= size_) return false;
        if (HANDLERS.branch[opcode][0] != nullptr && join_branch(opcode, end)) return true;
        if (opcode == at(ISZERO)) return join_is_zero();
        const auto next = opcode_at(end);
        if (!is_defined(next)) return false;
        if (opcode == at(POP)) return join_pops();
        if (opcode >= at(DUP1) && opcode <= at(DUP16))
            return join(HANDLERS.after_dup[opcode - at(DUP1)][next], end + 1);
        if (opcode >= at(SWAP1) && opcode <= at(SWAP16) && next == at(POP))
            return join(HANDLERS.swap_pop[opcode - at(SWAP1)], end + 1);
        if (opcode == at(SWAP1)) return join(HANDLERS.after_swap1[next], end + 1);
        return false;
    }

    /// Skips what negates a condition and what negates it again; whether it is negated in the end.
    bool skip_is_zero(std::size_t& end) const {
        bool is_negated = false;
        for (int i = 0; i < 3 && end < size_ && opcode_at(end) == at(ISZERO); ++i, ++end)
            is_negated = !is_negated;
        return is_negated;
    }
    /// The condition `opcode`, ISZERO from `end` on, PUSH and JUMPI.
    bool join_branch(std::uint8_t opcode, std::size_t end) {
        const bool is_negated = skip_is_zero(end);
        const auto target = jump_target(end, JUMPI);
        if (!target) return false;
        emit_jump(HANDLERS.branch[opcode][is_negated], *target);
        take(target->end);
        return true;
    }
    bool join_is_zero() {
        auto end = position_;
        const bool is_negated = skip_is_zero(end);
        const auto target = jump_target(end, JUMPI);
        if (!target) return false;
        emit_jump(HANDLERS.branch_on_word[is_negated], *target);
        take(target->end);
        return true;
    }

    bool join_pops() {
        auto end = position_;
        while (end < size_ && end - position_ < POP_COUNT && opcode_at(end) == at(POP)) ++end;
        return join(HANDLERS.pop[end - position_ - 1], end);
    }

    bool join_push() {
        const auto constant = constant_at(position_);
        if (const auto target = jump_target(constant, JUMP)) {
            emit_jump(HANDLERS.jump_to, *target);
            take(target->end);
            return true;
        }
        if (const auto target = jump_target(constant, JUMPI)) {
            emit_jump(HANDLERS.branch_on_word[0], *target);
            take(target->end);
            return true;
        }
        if (constant.end >= size_) return false;
        const auto next = opcode_at(constant.end);
        if (!is_defined(next)) return false;
        if (next == at(JUMPI)) return join(HANDLERS.jump_nowhere_if, constant.end + 1);
        if (!constant.value.fits_u64()) {
            const auto run = HANDLERS.after_push_wide[next];
            return run != nullptr && join(run, constant.end + 1, keep(constant.value));
        }
        const auto value = constant.value.low64();
        if (HANDLERS.push_branch[next][0] != nullptr && join_push_branch(constant, next))
            return true;
        if (next >= at(DUP1) && next <= at(DUP16) && constant.end + 1 < size_ &&
            opcode_at(constant.end + 1) == at(MSTORE))
            return join(HANDLERS.push_dup_mstore[next - at(DUP1)], constant.end + 2, value);
        return join(HANDLERS.after_push[next], constant.end + 1, value);
    }
    bool join_push_branch(const Constant& constant, std::uint8_t condition) {
        auto end = constant.end + 1;
        const bool is_negated = skip_is_zero(end);
        const auto target = jump_target(end, JUMPI);
        if (!target) return false;
        emit_jump(HANDLERS.push_branch[condition][is_negated], *target);
        emit(position_, HANDLERS.bail, constant.value.low64());
        take(target->end);
        return true;
    }

    void finish() {
        program_->ops.shrink_to_fit();
        program_->positions.shrink_to_fit();
        for (const auto jump : jumps_) {
            auto& op = program_->ops[jump];
            const auto entry = program_->entries[op.arg] & ~Program::IS_JUMP_DESTINATION;
            op.arg = reinterpret_cast<std::uintptr_t>(program_->ops.data() + entry);
        }
    }

    const GasSchedule& schedule_;
    const CodeAnalysis& code_;
    const std::uint8_t* const bytes_;
    const std::size_t size_;
    std::unique_ptr<Program> program_;

    std::size_t position_ = 0;
    bool is_open_ = false;
    /// What follows is reached by no path.
    bool is_dead_ = false;
    std::size_t block_op_ = 0;
    NeedsCounter counter_;
    std::vector<GasReading> gas_readings_;
    /// Ops whose arg is the position of a destination, until finish().
    std::vector<std::size_t> jumps_;
};

}  // namespace

std::int64_t cost_to_block_end(const GasSchedule& schedule, const CodeAnalysis& code,
                               std::size_t position) noexcept {
    std::int64_t cost = 0;
    while (position < code.code_size) {
        const auto opcode = code.padded_code[position];
        if (opcode == at(JUMPDEST) || schedule.base[opcode] == UNDEFINED_COST) break;
        cost += schedule.base[opcode];
        if (ENDS_BLOCK[opcode]) break;
        position += 1 + push_size(opcode);
    }
    return cost;
}

std::unique_ptr<Program> translate(Revision revision, const CodeAnalysis& code) {
    return Translator(revision, code).run();
}

}  // namespace dusk::evm::fast
