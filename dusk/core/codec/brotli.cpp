#include <dusk/core/base/result.hpp>
#include <dusk/core/codec/brotli.hpp>
#include <dusk/core/codec/brotli_codes.hpp>
#include <dusk/core/codec/brotli_context.hpp>
#include <dusk/core/codec/brotli_dictionary.hpp>

namespace dusk {
namespace brotli {
namespace {

constexpr std::size_t LITERAL_SYMBOLS = 256;
constexpr std::size_t COMMAND_SYMBOLS = 704;
constexpr std::size_t BLOCK_COUNT_SYMBOLS = 26;
constexpr std::size_t LITERAL_CONTEXTS = 64;
constexpr std::size_t DISTANCE_CONTEXTS = 4;
constexpr std::size_t RING_DISTANCES = 16;  ///< distance symbols that refer to former distances
constexpr std::uint16_t IMPLICIT_DISTANCE_COMMANDS = 128;

/// Ranges that follow one another without a gap.
template <std::size_t N>
constexpr std::array<Range, N> consecutive(std::uint32_t base,
                                           const std::uint8_t (&extra_bits)[N]) {
    std::array<Range, N> table{};
    for (std::size_t i = 0; i < N; ++i) {
        table[i] = {base, extra_bits[i]};
        base += 1u << extra_bits[i];
    }
    return table;
}

// Section 5 (insert and copy lengths) and section 6 (block counts).
constexpr auto INSERT_LENGTHS =
    consecutive(0, {0, 0, 0, 0, 0, 0, 1, 1, 2, 2, 3, 3, 4, 4, 5, 5, 6, 7, 8, 9, 10, 12, 14, 24});
constexpr auto COPY_LENGTHS =
    consecutive(2, {0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 2, 2, 3, 3, 4, 4, 5, 5, 6, 7, 8, 9, 10, 24});
constexpr auto BLOCK_COUNTS = consecutive(
    1, {2, 2, 2, 2, 3, 3, 3, 3, 4, 4, 4, 4, 5, 5, 5, 5, 6, 6, 7, 8, 9, 10, 11, 12, 13, 24});
static_assert(INSERT_LENGTHS[23].base == 22594);
static_assert(COPY_LENGTHS[23].base == 2118);
static_assert(BLOCK_COUNTS[25].base == 16625);

// Section 5: the first insert and copy symbol of each group of 64 command symbols.
constexpr std::uint8_t COMMAND_INSERT[11] = {0, 0, 0, 0, 8, 8, 0, 16, 8, 16, 16};
constexpr std::uint8_t COMMAND_COPY[11] = {0, 8, 0, 8, 0, 8, 16, 0, 16, 8, 16};

constexpr auto corrupt() noexcept { return std::unexpected(InflateStatus::corrupt); }

/// Section 6: the type of the current block of literals, commands or distances, and what is left of
/// it.
class BlockSwitch {
public:
    Step<void> read_header(BitReader& in) {
        DUSK_TRY(type_count, read_count(in));
        type_count_ = type_count;
        if (type_count == 1) return {};
        DUSK_TRY(types, read_prefix_code(in, type_count + 2));
        types_ = std::move(types);
        DUSK_TRY(counts, read_prefix_code(in, BLOCK_COUNT_SYMBOLS));
        counts_ = std::move(counts);
        return read_left(in);
    }

    std::size_t type_count() const noexcept { return type_count_; }

    /// The type of the next element, which is taken from its block.
    Step<std::size_t> next(BitReader& in) noexcept {
        if (type_count_ == 1) return std::size_t{0};
        if (left_ == 0) DUSK_TRY_VOID(switch_block(in));
        --left_;
        return type_;
    }

private:
    Step<void> read_left(BitReader& in) noexcept {
        DUSK_TRY(symbol, counts_.decode(in));
        DUSK_TRY(left, read_in_range(in, BLOCK_COUNTS[symbol]));
        left_ = left;
        return {};
    }

    Step<void> switch_block(BitReader& in) noexcept {
        DUSK_TRY(symbol, types_.decode(in));
        auto type = symbol == 0 ? previous_type_ : symbol == 1 ? type_ + 1 : symbol - 2u;
        if (type >= type_count_) type -= type_count_;
        previous_type_ = type_;
        type_ = type;
        return read_left(in);
    }

    std::size_t type_count_ = 1;
    PrefixCode types_;
    PrefixCode counts_;
    std::uint32_t left_ = 0;
    std::size_t type_ = 0;
    std::size_t previous_type_ = 1;
};

/// Section 4: the parameters of distance symbols.
struct DistanceFormat {
    unsigned postfix_bits = 0;
    std::size_t direct_count = 0;

    std::size_t symbol_count() const noexcept {
        return RING_DISTANCES + direct_count + (std::size_t{48} << postfix_bits);
    }
};

/// All that the header of a compressed meta-block says (section 9.2).
struct MetaBlock {
    BlockSwitch literals;
    BlockSwitch commands;
    BlockSwitch distances;
    DistanceFormat distance_format;
    std::vector<ContextMode> literal_modes;  ///< of each literal block type
    ContextMap literal_map;
    ContextMap distance_map;
    std::vector<PrefixCode> literal_codes;
    std::vector<PrefixCode> command_codes;
    std::vector<PrefixCode> distance_codes;
};

/// Section 5: a command's lengths.
struct Command {
    std::size_t insert_length = 0;
    std::size_t copy_length = 0;
    bool has_distance = false;
};

struct Distance {
    std::size_t value = 0;
    bool is_last = false;  ///< named as the last distance, which leaves the former ones alone
};

Step<std::vector<PrefixCode>> read_codes(BitReader& in, std::size_t count,
                                         std::size_t alphabet_size) {
    std::vector<PrefixCode> codes;
    for (std::size_t i = 0; i < count; ++i) {
        DUSK_TRY(code, read_prefix_code(in, alphabet_size));
        codes.push_back(std::move(code));
    }
    return codes;
}

Step<MetaBlock> read_meta_block_header(BitReader& in) {
    MetaBlock block;
    DUSK_TRY_VOID(block.literals.read_header(in));
    DUSK_TRY_VOID(block.commands.read_header(in));
    DUSK_TRY_VOID(block.distances.read_header(in));
    DUSK_TRY(format, in.take(6));
    block.distance_format.postfix_bits = format & 3;
    block.distance_format.direct_count = std::size_t{format >> 2} << (format & 3);
    for (std::size_t i = 0; i < block.literals.type_count(); ++i) {
        DUSK_TRY(mode, in.take(2));
        block.literal_modes.push_back(static_cast<ContextMode>(mode));
    }
    DUSK_TRY(literal_map, read_context_map(in, block.literals.type_count() * LITERAL_CONTEXTS));
    DUSK_TRY(distance_map, read_context_map(in, block.distances.type_count() * DISTANCE_CONTEXTS));
    DUSK_TRY(literal_codes, read_codes(in, literal_map.code_count, LITERAL_SYMBOLS));
    DUSK_TRY(command_codes, read_codes(in, block.commands.type_count(), COMMAND_SYMBOLS));
    DUSK_TRY(distance_codes,
             read_codes(in, distance_map.code_count, block.distance_format.symbol_count()));
    block.literal_map = std::move(literal_map);
    block.distance_map = std::move(distance_map);
    block.literal_codes = std::move(literal_codes);
    block.command_codes = std::move(command_codes);
    block.distance_codes = std::move(distance_codes);
    return block;
}

Step<Command> read_command(BitReader& in, MetaBlock& block) {
    DUSK_TRY(type, block.commands.next(in));
    DUSK_TRY(symbol, block.command_codes[type].decode(in));
    const std::size_t group = symbol / 64;
    const std::size_t insert_symbol = COMMAND_INSERT[group] + (symbol / 8) % 8u;
    const std::size_t copy_symbol = COMMAND_COPY[group] + symbol % 8u;
    DUSK_TRY(insert_length, read_in_range(in, INSERT_LENGTHS[insert_symbol]));
    DUSK_TRY(copy_length, read_in_range(in, COPY_LENGTHS[copy_symbol]));
    return Command{.insert_length = insert_length,
                   .copy_length = copy_length,
                   .has_distance = symbol >= IMPLICIT_DISTANCE_COMMANDS};
}

/// Section 4: the distance that a symbol beyond those of former distances stands for.
Step<std::size_t> read_new_distance(BitReader& in, DistanceFormat format, std::size_t symbol) {
    if (symbol < RING_DISTANCES + format.direct_count) return symbol - RING_DISTANCES + 1;
    const auto beyond = symbol - RING_DISTANCES - format.direct_count;
    const auto high = beyond >> format.postfix_bits;
    const auto low = beyond & ((std::size_t{1} << format.postfix_bits) - 1);
    const auto extra_bits = static_cast<unsigned>(1 + (high >> 1));
    DUSK_TRY(extra, in.take(extra_bits));
    const auto offset = ((2 + (high & 1)) << extra_bits) - 4;
    return ((offset + extra) << format.postfix_bits) + low + format.direct_count + 1;
}

class Decoder {
public:
    Decoder(BytesView input, std::size_t output_max) : in_(input), out_(output_max) {}

    Inflated run() {
        const auto end = read_stream();
        return {out_.release(), end ? InflateStatus::done : end.error()};
    }

private:
    Step<void> read_stream();
    Step<void> read_window_size();
    Step<void> skip_metadata();
    Step<void> read_uncompressed(std::size_t size);
    Step<void> read_compressed(std::size_t size);
    Step<void> read_literals(MetaBlock& block, std::size_t count);
    Step<void> copy(MetaBlock& block, const Command& command, std::size_t room);
    Step<Distance> read_distance(MetaBlock& block, const Command& command);
    Step<void> align();

    BitReader in_;
    BoundedOutput out_;
    std::size_t window_size_ = 0;
    std::array<std::size_t, 4> former_distances_{4, 11, 15, 16};  ///< the last one first
};

// Section 9.1.
Step<void> Decoder::read_window_size() {
    unsigned bits = 16;
    DUSK_TRY(is_other, in_.take(1));
    if (is_other != 0) {
        DUSK_TRY(above, in_.take(3));
        bits = 17 + above;
        if (above == 0) {
            DUSK_TRY(below, in_.take(3));
            if (below == 1) return corrupt();
            bits = below == 0 ? 17 : 8 + below;
        }
    }
    window_size_ = (std::size_t{1} << bits) - 16;
    return {};
}

/// The bits up to the next byte boundary must be zero.
Step<void> Decoder::align() {
    if (in_.align() != 0) return corrupt();
    return {};
}

// Section 9.2.
Step<void> Decoder::read_stream() {
    DUSK_TRY_VOID(read_window_size());
    for (bool is_last = false; !is_last;) {
        DUSK_TRY(last_bit, in_.take(1));
        is_last = last_bit != 0;
        if (is_last) {
            DUSK_TRY(is_empty, in_.take(1));
            if (is_empty != 0) break;
        }
        DUSK_TRY(nibbles_code, in_.take(2));
        if (nibbles_code == 3) {
            DUSK_TRY_VOID(skip_metadata());
            continue;
        }
        const auto nibbles = nibbles_code + 4;
        DUSK_TRY(size_less_one, in_.take(4 * nibbles));
        if (nibbles > 4 && size_less_one >> (4 * (nibbles - 1)) == 0) return corrupt();
        const std::size_t size = std::size_t{size_less_one} + 1;
        std::uint32_t is_uncompressed = 0;
        if (!is_last) {
            DUSK_TRY(bit, in_.take(1));
            is_uncompressed = bit;
        }
        DUSK_TRY_VOID(is_uncompressed != 0 ? read_uncompressed(size) : read_compressed(size));
    }
    return align();
}

Step<void> Decoder::skip_metadata() {
    DUSK_TRY(reserved, in_.take(1));
    if (reserved != 0) return corrupt();
    DUSK_TRY(size_bytes, in_.take(2));
    std::size_t size = 0;
    if (size_bytes != 0) {
        DUSK_TRY(size_less_one, in_.take(8 * size_bytes));
        if (size_bytes > 1 && size_less_one >> (8 * (size_bytes - 1)) == 0) return corrupt();
        size = std::size_t{size_less_one} + 1;
    }
    DUSK_TRY_VOID(align());
    if (in_.take_bytes(size).size() < size) return std::unexpected(InflateStatus::needs_more);
    return {};
}

Step<void> Decoder::read_uncompressed(std::size_t size) {
    DUSK_TRY_VOID(align());
    const auto data = in_.take_bytes(size);
    DUSK_TRY_VOID(out_.push(data));
    if (data.size() < size) return std::unexpected(InflateStatus::needs_more);
    return {};
}

// Section 9.3. Every turn of the loop takes input bits or gives output.
Step<void> Decoder::read_compressed(std::size_t size) {
    DUSK_TRY(block, read_meta_block_header(in_));
    const auto end = out_.size() + size;
    while (out_.size() < end) {
        DUSK_TRY(command, read_command(in_, block));
        if (command.insert_length > end - out_.size()) return corrupt();
        DUSK_TRY_VOID(read_literals(block, command.insert_length));
        if (out_.size() == end) break;
        DUSK_TRY_VOID(copy(block, command, end - out_.size()));
    }
    return {};
}

Step<void> Decoder::read_literals(MetaBlock& block, std::size_t count) {
    auto last = out_.back(1);
    auto before = out_.back(2);
    for (; count > 0; --count) {
        DUSK_TRY(type, block.literals.next(in_));
        const auto context = literal_context(block.literal_modes[type], last, before);
        const auto code = block.literal_map.code_of_context[type * LITERAL_CONTEXTS + context];
        DUSK_TRY(symbol, block.literal_codes[code].decode(in_));
        before = last;
        last = static_cast<std::uint8_t>(symbol);
        DUSK_TRY_VOID(out_.push(last));
    }
    return {};
}

/// Sections 4 and 8: a distance past the window or the beginning names a dictionary word.
Step<void> Decoder::copy(MetaBlock& block, const Command& command, std::size_t room) {
    DUSK_TRY(distance, read_distance(block, command));
    const auto distance_max = std::min(window_size_, out_.size());
    if (distance.value > distance_max) {
        const auto word = dictionary_word(command.copy_length, distance.value - distance_max - 1);
        if (!word || word->size > room) return corrupt();
        return out_.push(word->view());
    }
    if (command.copy_length > room) return corrupt();
    if (!distance.is_last) {
        std::ranges::copy_backward(former_distances_.begin(), former_distances_.end() - 1,
                                   former_distances_.end());
        former_distances_[0] = distance.value;
    }
    return out_.repeat(distance.value, command.copy_length);
}

// Section 4.
Step<Distance> Decoder::read_distance(MetaBlock& block, const Command& command) {
    if (!command.has_distance) return Distance{former_distances_[0], true};
    DUSK_TRY(type, block.distances.next(in_));
    const auto context = std::min<std::size_t>(command.copy_length - 2, DISTANCE_CONTEXTS - 1);
    const auto code = block.distance_map.code_of_context[type * DISTANCE_CONTEXTS + context];
    DUSK_TRY(symbol, block.distance_codes[code].decode(in_));
    if (symbol >= RING_DISTANCES) {
        DUSK_TRY(value, read_new_distance(in_, block.distance_format, symbol));
        return Distance{value, false};
    }
    if (symbol < 4) return Distance{former_distances_[symbol], symbol == 0};
    // Symbols 4 to 9 are the last distance -1, +1, -2, +2, -3, +3; 10 to 15 the one before it.
    const auto base = former_distances_[symbol < 10 ? 0 : 1];
    const auto step = (symbol - (symbol < 10 ? 4u : 10u)) / 2 + 1;
    if (symbol % 2 != 0) return Distance{base + step, false};
    if (base <= step) return corrupt();
    return Distance{base - step, false};
}

}  // namespace
}  // namespace brotli

Inflated brotli_decompress(BytesView input, std::size_t output_max) {
    return brotli::Decoder{input, output_max}.run();
}

}  // namespace dusk
