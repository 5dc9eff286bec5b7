#include <bit>
#include <numeric>

#include <dusk/core/base/result.hpp>
#include <dusk/core/codec/brotli_codes.hpp>

namespace dusk::brotli {
namespace {

constexpr std::size_t LENGTH_SYMBOLS = 18;
constexpr std::int32_t CODE_SPACE = 1 << PrefixCode::LENGTH_MAX;

constexpr auto corrupt() noexcept { return std::unexpected(InflateStatus::corrupt); }

/// Section 3.5: the fixed code in which the lengths of the code length code are written.
Step<std::uint8_t> read_length_of_length(BitReader& in) noexcept {
    static constexpr std::uint8_t VALUES[16] = {0, 4, 3, 2, 0, 4, 3, 1, 0, 4, 3, 2, 0, 4, 3, 5};
    static constexpr std::uint8_t SIZES[6] = {2, 4, 3, 2, 2, 4};
    in.refill();
    const auto value = VALUES[in.peek() & 15];
    if (SIZES[value] > in.available()) return std::unexpected(InflateStatus::needs_more);
    in.drop(SIZES[value]);
    return value;
}

/// Section 3.4: up to four symbols, written as they are.
Step<PrefixCode> read_simple_code(BitReader& in, std::size_t alphabet_size) {
    DUSK_TRY(count_less_one, in.take(2));
    const std::size_t count = count_less_one + 1;
    const auto symbol_bits = static_cast<unsigned>(std::bit_width(alphabet_size - 1));
    std::array<std::uint16_t, 4> symbols{};
    for (std::size_t i = 0; i < count; ++i) {
        DUSK_TRY(symbol, in.take(symbol_bits));
        if (symbol >= alphabet_size) return corrupt();
        for (std::size_t j = 0; j < i; ++j)
            if (symbols[j] == symbol) return corrupt();
        symbols[i] = static_cast<std::uint16_t>(symbol);
    }
    PrefixCode code;
    if (count == 1) {
        code.build_constant(symbols[0]);
        return code;
    }
    static constexpr std::uint8_t LENGTHS[5][4] = {
        {}, {1, 1}, {1, 2, 2}, {2, 2, 2, 2}, {1, 2, 3, 3}};
    std::size_t shape = count - 1;
    if (count == 4) {
        DUSK_TRY(tree_select, in.take(1));
        shape += tree_select;
    }
    std::array<std::uint8_t, PrefixCode::SYMBOLS_MAX> lengths{};
    for (std::size_t i = 0; i < count; ++i) lengths[symbols[i]] = LENGTHS[shape][i];
    DUSK_CHECK(code.build(std::span{lengths}.first(alphabet_size)) == PrefixCode::Shape::complete);
    return code;
}

/// Section 3.5: the code of the code lengths; `skip` of its lengths are left out.
Step<PrefixCode> read_length_code(BitReader& in, std::size_t skip) {
    static constexpr std::uint8_t ORDER[LENGTH_SYMBOLS] = {1, 2, 3, 4,  0,  5,  17, 6,  16,
                                                           7, 8, 9, 10, 11, 12, 13, 14, 15};
    std::array<std::uint8_t, LENGTH_SYMBOLS> lengths{};
    std::int32_t space = 32;
    std::size_t used = 0;
    std::uint16_t last_used = 0;
    for (std::size_t i = skip; i < LENGTH_SYMBOLS && space > 0; ++i) {
        DUSK_TRY(length, read_length_of_length(in));
        lengths[ORDER[i]] = length;
        if (length == 0) continue;
        space -= 32 >> length;
        last_used = ORDER[i];
        ++used;
    }
    PrefixCode code;
    if (used == 1) {
        code.build_constant(last_used);
        return code;
    }
    if (code.build(lengths) != PrefixCode::Shape::complete) return corrupt();
    return code;
}

/// Section 3.5: runs of a length. A run directly after one of the same kind multiplies it.
struct LengthRun {
    std::uint8_t previous_nonzero = 8;
    std::uint8_t repeated = 0;
    std::size_t count = 0;

    /// Lengths that this symbol adds to the run.
    std::size_t extend(std::uint8_t length, unsigned extra_bits, std::uint32_t extra) noexcept {
        if (repeated != length) count = 0;
        repeated = length;
        const auto before = count;
        if (count > 0) count = (count - 2) << extra_bits;
        count += extra + 3;
        return count - before;
    }
};

Step<PrefixCode> read_complex_code(BitReader& in, std::size_t alphabet_size, std::size_t skip) {
    DUSK_TRY(length_code, read_length_code(in, skip));
    std::array<std::uint8_t, PrefixCode::SYMBOLS_MAX> lengths{};
    std::int32_t space = CODE_SPACE;
    LengthRun run;
    for (std::size_t symbol = 0; symbol < alphabet_size && space > 0;) {
        DUSK_TRY(kind, length_code.decode(in));
        if (kind < 16) {
            run.count = 0;
            lengths[symbol++] = static_cast<std::uint8_t>(kind);
            if (kind == 0) continue;
            run.previous_nonzero = static_cast<std::uint8_t>(kind);
            space -= CODE_SPACE >> kind;
            continue;
        }
        const unsigned extra_bits = kind == 16 ? 2 : 3;
        DUSK_TRY(extra, in.take(extra_bits));
        const auto length = kind == 16 ? run.previous_nonzero : std::uint8_t{0};
        const auto added = run.extend(length, extra_bits, extra);
        if (added > alphabet_size - symbol) return corrupt();
        for (const auto end = symbol + added; symbol < end;) lengths[symbol++] = length;
        if (length != 0) space -= static_cast<std::int32_t>(added) * (CODE_SPACE >> length);
    }
    PrefixCode code;
    if (code.build(std::span{lengths}.first(alphabet_size)) != PrefixCode::Shape::complete)
        return corrupt();
    return code;
}

/// Section 7.3: values are positions in a list whose used entries move to the front.
void undo_move_to_front(Bytes& values) noexcept {
    std::array<std::uint8_t, 256> list;
    std::iota(list.begin(), list.end(), std::uint8_t{0});
    for (auto& value : values) {
        const auto position = value;
        value = list[position];
        std::copy_backward(list.begin(), list.begin() + position, list.begin() + position + 1);
        list[0] = value;
    }
}

}  // namespace

Step<PrefixCode> read_prefix_code(BitReader& in, std::size_t alphabet_size) {
    DUSK_CHECK(alphabet_size <= PrefixCode::SYMBOLS_MAX);
    DUSK_TRY(skip, in.take(2));
    return skip == 1 ? read_simple_code(in, alphabet_size)
                     : read_complex_code(in, alphabet_size, skip);
}

Step<std::size_t> read_count(BitReader& in) noexcept {
    DUSK_TRY(is_more, in.take(1));
    if (is_more == 0) return std::size_t{1};
    DUSK_TRY(extra_bits, in.take(3));
    DUSK_TRY(extra, in.take(extra_bits));
    return (std::size_t{1} << extra_bits) + 1 + extra;
}

Step<ContextMap> read_context_map(BitReader& in, std::size_t size) {
    ContextMap map{.code_of_context = Bytes(size)};
    DUSK_TRY(code_count, read_count(in));
    map.code_count = code_count;
    if (code_count == 1) return map;
    DUSK_TRY(has_runs, in.take(1));
    std::size_t run_symbols = 0;
    if (has_runs != 0) {
        DUSK_TRY(run_symbols_less_one, in.take(4));
        run_symbols = run_symbols_less_one + 1;
    }
    DUSK_TRY(code, read_prefix_code(in, code_count + run_symbols));
    for (std::size_t i = 0; i < size;) {
        DUSK_TRY(symbol, code.decode(in));
        if (symbol == 0 || symbol > run_symbols) {
            const auto value = symbol == 0 ? std::size_t{0} : symbol - run_symbols;
            map.code_of_context[i++] = static_cast<std::uint8_t>(value);
            continue;
        }
        DUSK_TRY(extra, in.take(symbol));
        const std::size_t zeros = (std::size_t{1} << symbol) + extra;
        if (zeros > size - i) return corrupt();
        i += zeros;
    }
    DUSK_TRY(is_moved, in.take(1));
    if (is_moved != 0) undo_move_to_front(map.code_of_context);
    return map;
}

}  // namespace dusk::brotli
