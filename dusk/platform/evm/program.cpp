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
    struct Push {
        std::uint64_t value = 0;
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
        emit(position_, HANDLERS.single[opcode]);
        auto& op = program_->ops.back();
        if (opcode == at(PC)) op.arg = position_;
        if (opcode == at(CODESIZE)) op.arg = size_;
        if (opcode == at(GAS))
            gas_readings_.push_back(
                {program_->ops.size() - 1, counter_.gas() + schedule_.base[opcode]});
        if (const auto push = small_push(position_))
            op = {HANDLERS.push, push->value};
        else if (is_push(opcode))
            op.arg = reinterpret_cast<std::uintptr_t>(bytes_ + position_ + 1);
        take(next_of(position_));
    }

    // Joined instructions ----------------------------------------------------------------------

    /// The PUSH at `position` if there is one whose value fits 64 bits.
    std::optional<Push> small_push(std::size_t position) const {
        const auto opcode = opcode_at(position);
        if (!is_push(opcode) || !is_defined(opcode)) return std::nullopt;
        const auto count = push_size(opcode);
        Push push{.value = 0, .end = next_of(position)};
        for (unsigned i = 0; i < count; ++i) {
            if ((push.value >> 56) != 0) return std::nullopt;
            push.value = (push.value << 8) | bytes_[position + 1 + i];
        }
        return push;
    }
    /// PUSH of a valid destination and `jump` at `position`.
    std::optional<JumpTarget> jump_target(std::size_t position, Opcode jump) const {
        if (position >= size_) return std::nullopt;
        const auto push = small_push(position);
        if (!push || push->end >= size_ || opcode_at(push->end) != at(jump)) return std::nullopt;
        if (!code_.is_jump_destination(push->value)) return std::nullopt;
        return JumpTarget{push->value, push->end + 1};
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
        if (opcode == at(POP) && next == at(POP)) return join(HANDLERS.pop_twice, end + 1);
        if (opcode >= at(DUP1) && opcode <= at(DUP16))
            return join(HANDLERS.after_dup[opcode - at(DUP1)][next], end + 1);
        if (opcode >= at(SWAP1) && opcode <= at(SWAP16) && next == at(POP))
            return join(HANDLERS.swap_pop[opcode - at(SWAP1)], end + 1);
        if (opcode == at(SWAP1)) return join(HANDLERS.after_swap1[next], end + 1);
        return false;
    }

    /// The condition `opcode`, any number of ISZERO from `end` on, PUSH and JUMPI.
    bool join_branch(std::uint8_t opcode, std::size_t end) {
        bool is_negated = false;
        for (; end < size_ && opcode_at(end) == at(ISZERO); ++end) is_negated = !is_negated;
        const auto target = jump_target(end, JUMPI);
        if (!target) return false;
        emit_jump(HANDLERS.branch[opcode][is_negated], *target);
        take(target->end);
        return true;
    }
    bool join_is_zero() {
        auto end = position_;
        bool is_negated = false;
        for (; end < size_ && opcode_at(end) == at(ISZERO); ++end) is_negated = !is_negated;
        const auto target = jump_target(end, JUMPI);
        if (!target) return false;
        emit_jump(HANDLERS.branch_on_word[is_negated], *target);
        take(target->end);
        return true;
    }

    bool join_push() {
        if (const auto target = jump_target(position_, JUMP)) {
            emit_jump(HANDLERS.jump_to, *target);
            take(target->end);
            return true;
        }
        if (const auto target = jump_target(position_, JUMPI)) {
            emit_jump(HANDLERS.branch_on_word[0], *target);
            take(target->end);
            return true;
        }
        const auto push = small_push(position_);
        if (!push || push->end >= size_) return false;
        const auto next = opcode_at(push->end);
        if (!is_defined(next)) return false;
        if (next == at(JUMPI)) return join(HANDLERS.jump_nowhere_if, push->end + 1);
        if (HANDLERS.push_branch[next][0] != nullptr && join_push_branch(*push, next)) return true;
        return join(HANDLERS.after_push[next], push->end + 1, push->value);
    }
    bool join_push_branch(const Push& push, std::uint8_t condition) {
        auto end = push.end + 1;
        bool is_negated = false;
        for (; end < size_ && opcode_at(end) == at(ISZERO); ++end) is_negated = !is_negated;
        const auto target = jump_target(end, JUMPI);
        if (!target) return false;
        emit_jump(HANDLERS.push_branch[condition][is_negated], *target);
        emit(position_, HANDLERS.bail, push.value);
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
