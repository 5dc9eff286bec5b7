#include <array>

#include <dusk/conformance/model/program.hpp>
#include <dusk/conformance/model/scenario.hpp>
#include <dusk/core/evm/opcodes.hpp>

namespace dusk::model {
namespace {

using evm::Opcode;

constexpr unsigned SNIPPETS_MAX = 24;

class Program {
public:
    Program(Choices& choices, evm::Revision revision) : choices_(choices), revision_(revision) {}

    Bytes make() {
        const auto count = choices_.below(SNIPPETS_MAX) + 1;
        for (unsigned i = 0; i < count && !choices_.is_exhausted(); ++i) snippet();
        // What memory holds at the end is seen by the caller.
        push(32 * choices_.below(4));
        push(0);
        op(Opcode::RETURN);
        return std::move(code_);
    }

private:
    void op(Opcode opcode) { code_.push_back(static_cast<std::uint8_t>(opcode)); }
    void push(BytesView bytes) {
        code_.push_back(static_cast<std::uint8_t>(0x5f + bytes.size()));
        append(code_, bytes);
    }
    void push(unsigned value) {
        const std::uint8_t bytes[] = {static_cast<std::uint8_t>(value >> 8),
                                      static_cast<std::uint8_t>(value)};
        push(BytesView{bytes}.subspan(value < 256 ? 1 : 0));
    }
    void push_address() { push(choices_.any(known_addresses()).view()); }

    /// A word that is likely to matter.
    void push_operand() {
        switch (choices_.below(12)) {
            case 0:
                return push(choices_.word());
            case 1:
                return push_address();
            case 2: {  // all ones above or below some bit
                Hash32 word;
                const auto edge = choices_.below(32);
                const bool is_above = choices_.one_in(2);
                for (unsigned i = 0; i < 32; ++i) word[i] = (i < edge) == is_above ? 0xff : 0;
                return push(word);
            }
            case 3: {  // one bit
                Hash32 word;
                word[choices_.below(32)] = static_cast<std::uint8_t>(1u << choices_.below(8));
                return push(word);
            }
            case 4:
                return push(32 * choices_.below(8));
            case 5:
                return op(Opcode::GAS);
            case 6:
                return push(choices_.byte() * 256u + choices_.byte());
            default:
                return push(choices_.below(choices_.one_in(8) ? 256 : 8));
        }
    }

    void snippet() {
        switch (choices_.below(20)) {
            case 0:
            case 1:
                return storage();
            case 2:
            case 3:
            case 4:
                return call();
            case 5:
                return create();
            case 6:
                return flow();
            case 7:
                return transient();
            case 8:
                return copy();
            case 9:
                return stack();
            case 10:
                return choices_.one_in(6) ? end() : void();
            case 11:
                return choices_.one_in(12) ? raw() : void();
            default:
                return instruction();
        }
    }

    bool exists(std::uint8_t opcode) const { return evm::traits_of(opcode).is_defined(revision_); }

    /// Any instruction on operands of its number; seldom one that the fork does not have.
    void instruction() {
        constexpr std::array<std::uint8_t, 62> OPCODES = {
            0x01, 0x02, 0x03, 0x04, 0x05, 0x06, 0x07, 0x08, 0x09, 0x0a, 0x0b, 0x10, 0x11,
            0x12, 0x13, 0x14, 0x15, 0x16, 0x17, 0x18, 0x19, 0x1a, 0x1b, 0x1c, 0x1d, 0x1e,
            0x20, 0x30, 0x31, 0x32, 0x33, 0x34, 0x35, 0x36, 0x38, 0x3a, 0x3b, 0x3d, 0x3f,
            0x40, 0x41, 0x42, 0x43, 0x44, 0x45, 0x46, 0x47, 0x48, 0x49, 0x4a, 0x50, 0x51,
            0x52, 0x53, 0x58, 0x59, 0x5a, 0x5f, 0xa0, 0xa1, 0xa2, 0xa3};
        const auto opcode = OPCODES[choices_.below(OPCODES.size())];
        if (!exists(opcode) && !choices_.one_in(64)) return;
        const bool has_range = opcode == 0x20 || opcode >= 0xa0;
        const bool has_offset = opcode >= 0x51 && opcode <= 0x53;
        const int count = evm::traits_of(opcode).pops - (has_range ? 2 : has_offset ? 1 : 0);
        for (int i = 0; i < count; ++i) push_operand();
        if (has_range) range();
        if (has_offset) push(choices_.below(128));
        code_.push_back(opcode);
        if (evm::traits_of(opcode).pushes > 0) keep_result();
    }

    /// Some words, and one of them brought up.
    void stack() {
        const auto depth = choices_.below(16) + 1;
        for (unsigned i = 0; i <= depth; ++i) {
            Bytes bytes(choices_.below(32) + 1);
            bytes[choices_.below(static_cast<unsigned>(bytes.size()))] = choices_.byte();
            push(BytesView{bytes});
        }
        code_.push_back(static_cast<std::uint8_t>((choices_.one_in(2) ? 0x7f : 0x8f) + depth));
        keep_result();
    }

    /// Stores the word on top, mostly.
    void keep_result() {
        if (choices_.one_in(4)) return;
        push(choices_.below(6));
        op(Opcode::SSTORE);
    }

    void storage() {
        if (choices_.one_in(3)) {
            push(choices_.below(4));
            op(Opcode::SLOAD);
            return keep_result();
        }
        push(choices_.below(3));
        push(choices_.below(4));
        op(Opcode::SSTORE);
    }

    void transient() {
        if (!exists(0x5c)) return;
        push(choices_.below(3));
        push(choices_.below(3));
        op(Opcode::TSTORE);
        push(choices_.below(3));
        op(Opcode::TLOAD);
        keep_result();
    }

    void range() {
        push(32 * choices_.below(8) + (choices_.one_in(6) ? choices_.byte() : 0u));  // size
        push(32 * choices_.below(4) + (choices_.one_in(6) ? choices_.byte() : 0u));  // offset
    }

    void call() {
        const auto opcode = choices_.any({Opcode::CALL, Opcode::CALL, Opcode::CALLCODE,
                                          Opcode::DELEGATECALL, Opcode::STATICCALL});
        if (!exists(static_cast<std::uint8_t>(opcode))) return;
        range();
        range();
        if (opcode == Opcode::CALL || opcode == Opcode::CALLCODE)
            push(choices_.one_in(3) ? choices_.below(8) : 0u);
        if (choices_.one_in(10)) {
            push_operand();
        } else {
            push_address();
        }
        if (choices_.one_in(2)) {
            op(Opcode::GAS);
        } else {
            push(choices_.any({0u, 700u, 2300u, 5000u, 25000u, 60000u}));
        }
        op(opcode);
        keep_result();
        if (!exists(0x3d) || !choices_.one_in(3)) return;
        op(Opcode::RETURNDATASIZE);
        push(choices_.one_in(12) ? 1u : 0u);
        push(32 * choices_.below(4));
        op(Opcode::RETURNDATACOPY);
    }

    /// Init code from memory: what was written there last, or a small program of its own.
    void create() {
        constexpr std::uint8_t INIT[][12] = {
            {0x60, 0x00, 0x60, 0x00, 0x53, 0x60, 0x01, 0x60, 0x00, 0xf3},  // deploys STOP
            {0x60, 0xef, 0x60, 0x00, 0x53, 0x60, 0x01, 0x60, 0x00, 0xf3},  // deploys 0xef
            {0x60, 0x33, 0x60, 0x00, 0x53, 0x60, 0xff, 0x60, 0x01, 0x53, 0x00},
            {0x33, 0xff},  // destroys itself at once
            {0x60, 0x01, 0x60, 0x01, 0x55, 0x60, 0x20, 0x60, 0x00, 0xfd},  // stores, reverts
            {0x61, 0x60, 0x01, 0x60, 0x00, 0xf3},                          // deploys 24577 bytes
        };
        if (!choices_.one_in(3)) {
            Hash32 word;
            std::ranges::copy(INIT[choices_.below(6)], word.begin());
            push(word);
            push(0);
            op(Opcode::MSTORE);
        }
        const bool is_create2 = exists(0xf5) && choices_.one_in(2);
        if (is_create2) push(choices_.below(2));
        push(choices_.one_in(24) ? 49153u : 12u);
        push(0);
        push(choices_.one_in(4) ? choices_.below(4) : 0u);
        op(is_create2 ? Opcode::CREATE2 : Opcode::CREATE);
        keep_result();
    }

    void copy() {
        const auto opcode = choices_.any(
            {Opcode::CALLDATACOPY, Opcode::CODECOPY, Opcode::MCOPY, Opcode::EXTCODECOPY});
        if (!exists(static_cast<std::uint8_t>(opcode))) return;
        range();  // size, source
        push(32 * choices_.below(4));
        if (opcode == Opcode::EXTCODECOPY) push_address();
        op(opcode);
    }

    /// A jump over something, sometimes back or into the middle of it.
    void flow() {
        if (choices_.one_in(5)) {  // a loop while gas is there
            op(Opcode::JUMPDEST);
            const auto start = static_cast<unsigned>(code_.size() - 1);
            storage();
            push(1500u * choices_.below(16));
            op(Opcode::GAS);
            op(Opcode::GT);
            push(start);
            op(Opcode::JUMPI);
            return;
        }
        push_operand();
        const auto at = code_.size();
        push(256u);  // two bytes, set below
        op(Opcode::JUMPI);
        instruction();
        const auto target = code_.size() + (choices_.one_in(32) ? 1 : 0);
        code_[at + 1] = static_cast<std::uint8_t>(target >> 8);
        code_[at + 2] = static_cast<std::uint8_t>(target);
        op(Opcode::JUMPDEST);
    }

    void end() {
        switch (choices_.below(4)) {
            case 0:
                push_address();
                return op(Opcode::SELFDESTRUCT);
            case 1:
                range();
                return op(Opcode::REVERT);
            case 2:
                return op(Opcode::STOP);
            default:
                return code_.push_back(0xfe);
        }
    }

    void raw() {
        const auto count = choices_.below(4) + 1;
        for (unsigned i = 0; i < count; ++i) code_.push_back(choices_.byte());
    }

    Choices& choices_;
    const evm::Revision revision_;
    Bytes code_;
};

}  // namespace

Bytes make_program(Choices& choices, evm::Revision revision) {
    return Program(choices, revision).make();
}

}  // namespace dusk::model
