// Frames, and the instructions that need no state.
#include <algorithm>

#include <dusk/conformance/model/machine.hpp>
#include <dusk/core/crypto/hash.hpp>

namespace dusk::model {
namespace {

constexpr std::uint64_t MEMORY_MAX = std::uint64_t{1} << 32;
/// Steps that take about as long.
constexpr std::uint64_t DIVISION_WORK = 300;
constexpr std::uint64_t FRAME_WORK = 20;

std::vector<bool> find_jump_destinations(const Bytes& code) {
    std::vector<bool> out(code.size());
    for (std::size_t i = 0; i < code.size(); ++i) {
        if (code[i] == 0x5b) out[i] = true;
        if (code[i] >= 0x60 && code[i] <= 0x7f) i += code[i] - 0x5fu;
    }
    return out;
}

}  // namespace

void Machine::work(std::uint64_t steps) {
    work_done_ += steps;
    if (work_done_ > setting_.work_max) throw TooMuchWork{};
}

// The frame ----------------------------------------------------------------------------------

Word Machine::pop(Frame& f) {
    const auto top = f.stack.back();
    f.stack.pop_back();
    return top;
}

void Machine::spend(Frame& f, std::int64_t gas) {
    if (f.gas < gas) throw Halt{};
    f.gas -= gas;
}

void Machine::refuse_static(const Frame& f) {
    if (f.call.is_static) throw Halt{};
}

std::size_t Machine::grow(Frame& f, const Word& offset, const Word& size) {
    if (is_zero(size)) return 0;
    if (clamp64(offset) > MEMORY_MAX || clamp64(size) > MEMORY_MAX) throw Halt{};
    const auto end = low64(offset) + low64(size);
    if (end > f.memory.size()) {
        spend(f, memory_price(end) - memory_price(f.memory.size()));
        f.memory.resize((static_cast<std::size_t>(end) + 31) / 32 * 32);
    }
    return static_cast<std::size_t>(low64(offset));
}

const Bytes& Machine::call_data(const Frame& f) {
    static const Bytes NONE;
    const bool is_creation = f.call.kind == Kind::create || f.call.kind == Kind::create2;
    return is_creation ? NONE : f.call.input;
}

Bytes Machine::read(Frame& f, const Word& offset, const Word& size) {
    const auto at = grow(f, offset, size);
    const auto first = f.memory.begin() + static_cast<std::ptrdiff_t>(at);
    return {first, first + static_cast<std::ptrdiff_t>(low64(size))};
}

std::int64_t Machine::words_price(const Word& size, std::int64_t price) {
    if (clamp64(size) > MEMORY_MAX) throw Halt{};
    return static_cast<std::int64_t>((low64(size) + 31) / 32) * price;
}

/// Zeros where the source has ended.
void Machine::copy_in(Frame& f, const Bytes& source, const Word& target, const Word& from,
                      const Word& size) {
    spend(f, words_price(size, 3));
    const auto at = grow(f, target, size);
    const auto start = clamp64(from);
    for (std::size_t i = 0; i < low64(size); ++i)
        f.memory[at + i] =
            start < source.size() && i < source.size() - start ? source[start + i] : 0;
}

Result Machine::run(const Call& call, Bytes code) {
    work(FRAME_WORK);
    // On the heap: calls nest deep.
    auto frame = std::make_unique<Frame>();
    auto& f = *frame;
    f.call = call;
    f.code = std::move(code);
    f.gas = call.gas;
    try {
        while (!f.is_done) step(f);
    } catch (const Halt&) {
        return {};
    }
    return {!f.is_reverted, f.gas, std::move(f.output)};
}

void Machine::step(Frame& f) {
    work(1);
    const std::uint8_t opcode = f.pc < f.code.size() ? f.code[f.pc] : 0;
    const auto price = base_price(setting_.rules.fork, opcode);
    if (!price) throw Halt{};
    spend(f, *price);
    const auto use = stack_use(opcode);
    if (f.stack.size() < use.pops) throw Halt{};
    if (f.stack.size() - use.pops + use.pushes > 1024) throw Halt{};
    ++f.pc;
    if (opcode >= 0x80 && opcode <= 0x8f) {
        push(f, f.stack[f.stack.size() - (opcode - 0x7fu)]);
    } else if (opcode >= 0x90 && opcode <= 0x9f) {
        std::swap(f.stack.back(), f.stack[f.stack.size() - 1 - (opcode - 0x8fu)]);
    } else if (opcode >= 0x01 && opcode <= 0x0b) {
        arithmetic(f, opcode);
    } else if (opcode >= 0x10 && opcode <= 0x20) {
        compare_or_shift(f, opcode);
    } else if (opcode >= 0x30 && opcode <= 0x3f) {
        environment(f, opcode);
    } else if (opcode >= 0x40 && opcode <= 0x4a) {
        block_facts(f, opcode);
    } else if (opcode >= 0x50 && opcode <= 0x7f) {
        memory_and_flow(f, opcode);
    } else if (opcode >= 0xa0 && opcode <= 0xa4) {
        log(f, opcode);
    } else if (opcode == 0xf0 || opcode == 0xf5) {
        creations(f, opcode);
    } else if (opcode == 0xf1 || opcode == 0xf2 || opcode == 0xf4 || opcode == 0xfa) {
        calls(f, opcode);
    } else {
        ends(f, opcode);
    }
}

// Arithmetic ---------------------------------------------------------------------------------

void Machine::arithmetic(Frame& f, std::uint8_t opcode) {
    const auto a = pop(f);
    const auto b = pop(f);
    if (opcode >= 0x04 && opcode <= 0x0a) work(DIVISION_WORK);
    switch (opcode) {
        case 0x01:
            return push(f, add(a, b));
        case 0x02:
            return push(f, mul(a, b));
        case 0x03:
            return push(f, sub(a, b));
        case 0x04:
            return push(f, div(a, b));
        case 0x05:
            return push(f, sdiv(a, b));
        case 0x06:
            return push(f, mod(a, b));
        case 0x07:
            return push(f, smod(a, b));
        case 0x08:
            return push(f, addmod(a, b, pop(f)));
        case 0x09:
            return push(f, mulmod(a, b, pop(f)));
        case 0x0a:  // EIP-160
            spend(f, (bit_length(b) + 7) / 8 * (has(EIP158) ? 50 : 10));
            return push(f, exp(a, b));
        default:
            return push(f, signextend(a, b));
    }
}

void Machine::compare_or_shift(Frame& f, std::uint8_t opcode) {
    const auto a = pop(f);
    if (opcode == 0x15) return push(f, word(is_zero(a)));
    if (opcode == 0x19) return push(f, bit_not(a));
    if (opcode == 0x1e) return push(f, word(256 - bit_length(a)));
    const auto b = pop(f);
    switch (opcode) {
        case 0x10:
            return push(f, word(less(a, b)));
        case 0x11:
            return push(f, word(less(b, a)));
        case 0x12:
            return push(f, word(less_signed(a, b)));
        case 0x13:
            return push(f, word(less_signed(b, a)));
        case 0x14:
            return push(f, word(a == b));
        case 0x16:
            return push(f, bit_and(a, b));
        case 0x17:
            return push(f, bit_or(a, b));
        case 0x18:
            return push(f, bit_xor(a, b));
        case 0x1a:
            return push(f, byte_at(a, b));
        case 0x1b:
            return push(f, shl(a, b));
        case 0x1c:
            return push(f, shr(a, b));
        case 0x1d:
            return push(f, sar(a, b));
        default:  // KECCAK256
            spend(f, words_price(b, 6));
            return push(f, word_of_bytes(keccak256(read(f, a, b))));
    }
}

// Surroundings -------------------------------------------------------------------------------

void Machine::environment(Frame& f, std::uint8_t opcode) {
    const auto& data = call_data(f);
    switch (opcode) {
        case 0x30:
            return push(f, word_of(f.call.recipient));
        case 0x32:
            return push(f, word_of(setting_.txn.origin));
        case 0x33:
            return push(f, word_of(f.call.sender));
        case 0x34:
            return push(f, f.call.value);
        case 0x35: {
            const auto from = clamp64(pop(f));
            Hash32 out;
            for (std::size_t i = 0; i < 32; ++i)
                out[i] = from < data.size() && i < data.size() - from ? data[from + i] : 0;
            return push(f, word_of_bytes(out));
        }
        case 0x36:
            return push(f, word(data.size()));
        case 0x38:
            return push(f, word(f.code.size()));
        case 0x3a:
            return push(f, setting_.txn.gas_price);
        case 0x3d:
            return push(f, word(f.return_data.size()));
        case 0x37:
        case 0x39:
        case 0x3e:
            return copies(f, opcode);
        default:
            return accounts(f, opcode);
    }
}

void Machine::copies(Frame& f, std::uint8_t opcode) {
    const auto target = pop(f);
    const auto from = pop(f);
    const auto size = pop(f);
    if (opcode == 0x39) return copy_in(f, f.code, target, from, size);
    if (opcode == 0x3e) {  // EIP-211: nothing past the end
        const auto end = add(from, size);
        if (add_overflows(from, size) || clamp64(end) > f.return_data.size()) throw Halt{};
        return copy_in(f, f.return_data, target, from, size);
    }
    copy_in(f, call_data(f), target, from, size);
}

void Machine::block_facts(Frame& f, std::uint8_t opcode) {
    const auto& block = setting_.block;
    switch (opcode) {
        case 0x40: {
            const auto number = pop(f);
            const bool is_known = fits_u64(number) && low64(number) < block.number &&
                                  block.number - low64(number) <= 256;
            return push(f, is_known ? word_of_bytes(setting_.block_hash(low64(number))) : Word{});
        }
        case 0x41:
            return push(f, word_of(block.coinbase));
        case 0x42:
            return push(f, word(block.timestamp));
        case 0x43:
            return push(f, word(block.number));
        case 0x44:
            return push(f, word_of_bytes(block.prev_randao));
        case 0x45:
            return push(f, word(block.gas_limit));
        case 0x46:
            return push(f, word(setting_.rules.chain_id));
        case 0x47:
            return push(f, world_.balance(f.call.recipient));
        case 0x48:
            return push(f, block.base_fee);
        case 0x49: {
            const auto index = clamp64(pop(f));
            const auto& hashes = setting_.txn.blob_hashes;
            return push(f, index < hashes.size() ? word_of_bytes(hashes[index]) : Word{});
        }
        default:
            return push(f, block.blob_base_fee);
    }
}

void Machine::memory_and_flow(Frame& f, std::uint8_t opcode) {
    const auto jump = [&](const Word& target) {
        if (f.jump_destinations.empty()) f.jump_destinations = find_jump_destinations(f.code);
        if (clamp64(target) >= f.code.size() || !f.jump_destinations[low64(target)]) throw Halt{};
        f.pc = static_cast<std::size_t>(low64(target));
    };
    if (opcode >= 0x5f) {
        const unsigned size = opcode - 0x5fu;
        Bytes operand(size);
        for (unsigned i = 0; i < size; ++i)
            operand[i] = f.pc + i < f.code.size() ? f.code[f.pc + i] : 0;
        f.pc += size;
        return push(f, word_of_bytes(operand));
    }
    switch (opcode) {
        case 0x50:
            pop(f);
            return;
        case 0x51:
            return push(f, word_of_bytes(read(f, pop(f), word(32))));
        case 0x52:
        case 0x53: {
            const auto offset = pop(f);
            const auto value = bytes_of(pop(f));
            const std::size_t size = opcode == 0x52 ? 32 : 1;
            const auto at = grow(f, offset, word(size));
            for (std::size_t i = 0; i < size; ++i) f.memory[at + i] = value[32 - size + i];
            return;
        }
        case 0x56:
            return jump(pop(f));
        case 0x57: {
            const auto target = pop(f);
            if (!is_zero(pop(f))) jump(target);
            return;
        }
        case 0x58:
            return push(f, word(f.pc - 1));
        case 0x59:
            return push(f, word(f.memory.size()));
        case 0x5a:
            return push(f, word(static_cast<std::uint64_t>(f.gas)));
        case 0x5b:
            return;
        case 0x5e: {
            const auto target = pop(f);
            const auto from = pop(f);
            const auto size = pop(f);
            spend(f, words_price(size, 3));
            grow(f, less(target, from) ? from : target, size);
            const auto bytes = read(f, from, size);
            std::ranges::copy(
                bytes, f.memory.begin() + static_cast<std::ptrdiff_t>(grow(f, target, size)));
            return;
        }
        default:
            return storage(f, opcode);
    }
}

void Machine::ends(Frame& f, std::uint8_t opcode) {
    if (opcode == 0xff) return selfdestruct(f);
    f.is_done = true;
    if (opcode == 0x00) return;
    const auto offset = pop(f);
    const auto size = pop(f);
    f.output = read(f, offset, size);
    f.is_reverted = opcode == 0xfd;
}

}  // namespace dusk::model
