#include <dusk/core/base/result.hpp>
#include <dusk/core/codec/bit_stream.hpp>
#include <dusk/core/codec/inflate.hpp>
#include <dusk/core/codec/prefix_code.hpp>

namespace dusk {
namespace {

constexpr std::size_t WINDOW_SIZE = 32768;
constexpr std::size_t LITERAL_SYMBOLS_MAX = 286;
constexpr std::size_t DISTANCE_SYMBOLS_MAX = 30;
constexpr std::uint16_t END_OF_BLOCK = 256;

/// RFC 1951, section 3.2.5: base value and extra bits of each length and distance symbol.
struct Range {
    std::uint16_t base;
    std::uint8_t extra_bits;
};
constexpr Range LENGTHS[29] = {
    {3, 0},  {4, 0},  {5, 0},  {6, 0},   {7, 0},   {8, 0},   {9, 0},   {10, 0},  {11, 1}, {13, 1},
    {15, 1}, {17, 1}, {19, 2}, {23, 2},  {27, 2},  {31, 2},  {35, 3},  {43, 3},  {51, 3}, {59, 3},
    {67, 4}, {83, 4}, {99, 4}, {115, 4}, {131, 5}, {163, 5}, {195, 5}, {227, 5}, {258, 0}};
constexpr auto DISTANCES = [] {
    std::array<Range, DISTANCE_SYMBOLS_MAX> table{};
    std::uint32_t base = 1;
    for (std::size_t i = 0; i < table.size(); ++i) {
        const std::size_t extra_bits = i < 4 ? 0 : i / 2 - 1;
        table[i] = {static_cast<std::uint16_t>(base), static_cast<std::uint8_t>(extra_bits)};
        base += 1u << extra_bits;
    }
    return table;
}();
static_assert(DISTANCES[29].base == 24577 && DISTANCES[29].extra_bits == 13);

/// The codes of one block.
struct BlockCodes {
    PrefixCode literals;
    PrefixCode distances;
};

class Inflater {
public:
    Inflater(BytesView input, std::size_t output_max) : in_(input), out_(output_max) {}

    Inflated run() {
        const auto end = read_stream();
        return {out_.release(), end ? InflateStatus::done : end.error()};
    }

private:
    Step<void> read_stream();
    Step<void> read_header();
    Step<void> read_blocks();
    Step<void> read_stored();
    Step<void> read_fixed();
    Step<void> read_dynamic();
    Step<void> read_code_lengths(const PrefixCode& code, std::span<std::uint8_t> lengths);
    Step<void> read_block_data(const BlockCodes& codes);
    Step<void> read_match(std::uint16_t symbol, const PrefixCode& distances);
    Step<void> read_checksum();

    BitReader in_;
    BoundedOutput out_;
};

constexpr auto corrupt() noexcept { return std::unexpected(InflateStatus::corrupt); }

/// Go's compress/flate takes complete codes, empty ones (until they are used), and, with zlib,
/// one code of one bit.
bool usable(PrefixCode::Shape shape) noexcept {
    using enum PrefixCode::Shape;
    return shape == empty || shape == complete || shape == single;
}

std::uint32_t adler32(BytesView data) noexcept {
    constexpr std::uint32_t MODULUS = 65521;
    constexpr std::size_t RUN = 5552;  // the sums fit 32 bits this long
    std::uint32_t a = 1;
    std::uint32_t b = 0;
    while (!data.empty()) {
        const auto run = data.first(std::min(RUN, data.size()));
        for (const auto byte : run) {
            a += byte;
            b += a;
        }
        a %= MODULUS;
        b %= MODULUS;
        data = data.subspan(run.size());
    }
    return b << 16 | a;
}

Step<void> Inflater::read_stream() {
    DUSK_TRY_VOID(read_header());
    DUSK_TRY_VOID(read_blocks());
    return read_checksum();
}

// RFC 1950, section 2.2. A preset dictionary is taken when it is the empty one, as Go does.
Step<void> Inflater::read_header() {
    const auto header = in_.take_bytes(2);
    if (header.size() < 2) return std::unexpected(InflateStatus::needs_more);
    const bool is_deflate = (header[0] & 0x0f) == 8;
    const bool window_fits = header[0] >> 4 <= 7;
    if (!is_deflate || !window_fits || load_be<std::uint16_t>(header) % 31 != 0) return corrupt();
    if ((header[1] & 0x20) == 0) return {};
    const auto dictionary_id = in_.take_bytes(4);
    if (dictionary_id.size() < 4) return std::unexpected(InflateStatus::needs_more);
    if (load_be<std::uint32_t>(dictionary_id) != adler32({})) return corrupt();
    return {};
}

// RFC 1951, section 3.2.3.
Step<void> Inflater::read_blocks() {
    for (bool is_last = false; !is_last;) {
        DUSK_TRY(header, in_.take(3));
        is_last = (header & 1) != 0;
        switch (header >> 1) {
            case 0:
                DUSK_TRY_VOID(read_stored());
                break;
            case 1:
                DUSK_TRY_VOID(read_fixed());
                break;
            case 2:
                DUSK_TRY_VOID(read_dynamic());
                break;
            default:
                return corrupt();
        }
    }
    return {};
}

// RFC 1951, section 3.2.4.
Step<void> Inflater::read_stored() {
    in_.align();
    const auto header = in_.take_bytes(4);
    if (header.size() < 4) return std::unexpected(InflateStatus::needs_more);
    const auto size = load_le<std::uint16_t>(header);
    const auto inverse = load_le<std::uint16_t>(header.subspan(2));
    if ((size ^ inverse) != 0xffff) return corrupt();
    const auto data = in_.take_bytes(size);
    DUSK_TRY_VOID(out_.push(data));
    if (data.size() < size) return std::unexpected(InflateStatus::needs_more);
    return {};
}

// RFC 1951, section 3.2.6.
Step<void> Inflater::read_fixed() {
    std::array<std::uint8_t, 288> lengths;
    for (std::size_t i = 0; i < lengths.size(); ++i)
        lengths[i] = i < 144 ? 8 : i < 256 ? 9 : i < 280 ? 7 : 8;
    std::array<std::uint8_t, 32> distance_lengths;
    distance_lengths.fill(5);
    BlockCodes codes;
    DUSK_CHECK(codes.literals.build(lengths) == PrefixCode::Shape::complete);
    DUSK_CHECK(codes.distances.build(distance_lengths) == PrefixCode::Shape::complete);
    return read_block_data(codes);
}

// RFC 1951, section 3.2.7.
Step<void> Inflater::read_dynamic() {
    DUSK_TRY(counts, in_.take(14));
    const std::size_t literal_count = (counts & 31) + 257;
    const std::size_t distance_count = (counts >> 5 & 31) + 1;
    if (literal_count > LITERAL_SYMBOLS_MAX || distance_count > DISTANCE_SYMBOLS_MAX)
        return corrupt();
    const std::size_t length_code_count = (counts >> 10) + 4;
    static constexpr std::uint8_t ORDER[19] = {16, 17, 18, 0, 8,  7, 9,  6, 10, 5,
                                               11, 4,  12, 3, 13, 2, 14, 1, 15};
    std::array<std::uint8_t, 19> length_code_lengths{};
    for (std::size_t i = 0; i < length_code_count; ++i) {
        DUSK_TRY(length, in_.take(3));
        length_code_lengths[ORDER[i]] = static_cast<std::uint8_t>(length);
    }
    BlockCodes codes;
    if (!usable(codes.literals.build(length_code_lengths))) return corrupt();
    std::array<std::uint8_t, LITERAL_SYMBOLS_MAX + DISTANCE_SYMBOLS_MAX> lengths{};
    DUSK_TRY_VOID(
        read_code_lengths(codes.literals, {lengths.data(), literal_count + distance_count}));
    const auto all = std::span<const std::uint8_t>{lengths};
    if (!usable(codes.literals.build(all.first(literal_count)))) return corrupt();
    if (!usable(codes.distances.build(all.subspan(literal_count, distance_count))))
        return corrupt();
    // Go reads at least as many bits a symbol as the end-of-block symbol has: so a stream that
    // breaks off yields exactly the same bytes here.
    codes.literals.require_bits(lengths[END_OF_BLOCK]);
    return read_block_data(codes);
}

/// The run-length coded lengths of both codes; a run may cross from one to the other.
Step<void> Inflater::read_code_lengths(const PrefixCode& code, std::span<std::uint8_t> lengths) {
    for (std::size_t i = 0; i < lengths.size();) {
        DUSK_TRY(symbol, code.decode(in_));
        if (symbol < 16) {
            lengths[i++] = static_cast<std::uint8_t>(symbol);
            continue;
        }
        if (symbol == 16 && i == 0) return corrupt();
        const std::uint8_t repeated = symbol == 16 ? lengths[i - 1] : std::uint8_t{0};
        DUSK_TRY(extra, in_.take(symbol == 16 ? 2 : symbol == 17 ? 3 : 7));
        const std::size_t count = extra + (symbol == 18 ? 11u : 3u);
        if (count > lengths.size() - i) return corrupt();
        for (std::size_t end = i + count; i < end;) lengths[i++] = repeated;
    }
    return {};
}

Step<void> Inflater::read_block_data(const BlockCodes& codes) {
    while (true) {
        DUSK_TRY(symbol, codes.literals.decode(in_));
        if (symbol < END_OF_BLOCK) {
            DUSK_TRY_VOID(out_.push(static_cast<std::uint8_t>(symbol)));
        } else if (symbol == END_OF_BLOCK) {
            return {};
        } else {
            DUSK_TRY_VOID(read_match(symbol, codes.distances));
        }
    }
}

// RFC 1951, section 3.2.5.
Step<void> Inflater::read_match(std::uint16_t symbol, const PrefixCode& distances) {
    if (symbol >= LITERAL_SYMBOLS_MAX) return corrupt();
    const auto [length_base, length_bits] = LENGTHS[symbol - END_OF_BLOCK - 1];
    DUSK_TRY(length_extra, in_.take(length_bits));
    DUSK_TRY(distance_symbol, distances.decode(in_));
    if (distance_symbol >= DISTANCE_SYMBOLS_MAX) return corrupt();
    const auto [distance_base, distance_bits] = DISTANCES[distance_symbol];
    DUSK_TRY(distance_extra, in_.take(distance_bits));
    const std::size_t distance = distance_base + distance_extra;
    static_assert(DISTANCES.back().base + (1u << DISTANCES.back().extra_bits) - 1 == WINDOW_SIZE);
    if (distance > out_.size()) return corrupt();
    return out_.repeat(distance, length_base + length_extra);
}

// RFC 1950, section 2.2: ADLER32.
Step<void> Inflater::read_checksum() {
    in_.align();
    const auto checksum = in_.take_bytes(4);
    if (checksum.size() < 4) return std::unexpected(InflateStatus::needs_more);
    if (load_be<std::uint32_t>(checksum) != adler32(out_.view())) return corrupt();
    return {};
}

}  // namespace

Inflated zlib_inflate(BytesView input, std::size_t output_max) {
    return Inflater{input, output_max}.run();
}

}  // namespace dusk
