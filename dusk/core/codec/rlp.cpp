#include <dusk/core/codec/rlp.hpp>

namespace dusk::rlp {
namespace {

// Yellow paper, appendix B: first byte of a string and of a list; payloads up to 55 bytes have
// their size in it, longer ones the size of their size.
constexpr std::uint8_t STRING_BASE = 0x80;
constexpr std::uint8_t LIST_BASE = 0xc0;
constexpr std::size_t SHORT_SIZE_MAX = 55;

void encode_header(Bytes& out, std::uint8_t base, std::size_t size) {
    if (size <= SHORT_SIZE_MAX) {
        out.push_back(static_cast<std::uint8_t>(base + size));
        return;
    }
    std::array<std::uint8_t, 8> big_endian{};
    store_be<std::uint64_t>(big_endian.data(), size);
    const auto zeros = static_cast<std::size_t>(std::countl_zero(std::uint64_t{size}) / 8);
    const auto digits = BytesView{big_endian}.subspan(zeros);
    out.push_back(static_cast<std::uint8_t>(base + SHORT_SIZE_MAX + digits.size()));
    append(out, digits);
}

/// An integer's bytes without the leading zeros.
void encode_trimmed(Bytes& out, BytesView big_endian, std::size_t byte_length) {
    encode(out, big_endian.last(byte_length));
}

/// The payload size after a long-form header byte, whose size field has `size_bytes` bytes.
std::expected<std::uint64_t, RlpError> read_long_size(BytesView after_first,
                                                      std::size_t size_bytes) {
    if (after_first.size() < size_bytes) return std::unexpected(RlpError::input_too_short);
    if (after_first[0] == 0) return std::unexpected(RlpError::non_canonical_size);
    std::uint64_t size = 0;
    for (const auto b : after_first.first(size_bytes)) size = size << 8 | b;
    if (size <= SHORT_SIZE_MAX) return std::unexpected(RlpError::non_canonical_size);
    return size;
}

/// A string payload as an integer of at most `size_max` bytes, without a leading zero.
std::expected<BytesView, RlpError> check_integer(BytesView payload, std::size_t size_max) {
    if (!payload.empty() && payload[0] == 0) return std::unexpected(RlpError::leading_zero);
    if (payload.size() > size_max) return std::unexpected(RlpError::overflow);
    return payload;
}

}  // namespace

void encode(Bytes& out, BytesView string) {
    if (string.size() == 1 && string[0] < STRING_BASE) {
        out.push_back(string[0]);
        return;
    }
    encode_header(out, STRING_BASE, string.size());
    append(out, string);
}

void encode(Bytes& out, std::uint64_t value) {
    std::array<std::uint8_t, 8> big_endian{};
    store_be(big_endian.data(), value);
    encode_trimmed(out, big_endian, (static_cast<std::size_t>(std::bit_width(value)) + 7) / 8);
}

void encode(Bytes& out, const u256& value) {
    const auto big_endian = to_hash32(value);
    encode_trimmed(out, big_endian, value.byte_length());
}

void encode_list_header(Bytes& out, std::size_t payload_size) {
    encode_header(out, LIST_BASE, payload_size);
}

void append_list(Bytes& out, BytesView payload) {
    encode_list_header(out, payload.size());
    append(out, payload);
}

Bytes encode_list(BytesView payload) {
    Bytes out;
    out.reserve(payload.size() + 9);
    append_list(out, payload);
    return out;
}

std::expected<Item, RlpError> take_item(BytesView& in) {
    if (in.empty()) return std::unexpected(RlpError::input_too_short);
    const auto first = in[0];
    if (first < STRING_BASE) {
        const Item item{.is_list = false, .payload = in.first(1), .encoded = in.first(1)};
        in = in.subspan(1);
        return item;
    }
    const bool is_list = first >= LIST_BASE;
    const auto after_first = in.subspan(1);
    std::uint64_t size = static_cast<std::uint64_t>(first - (is_list ? LIST_BASE : STRING_BASE));
    std::size_t header_size = 1;
    if (size > SHORT_SIZE_MAX) {
        const auto size_bytes = static_cast<std::size_t>(size - SHORT_SIZE_MAX);
        DUSK_TRY(long_size, read_long_size(after_first, size_bytes));
        size = long_size;
        header_size += size_bytes;
    }
    if (size > in.size() - header_size) return std::unexpected(RlpError::input_too_short);
    const auto payload = in.subspan(header_size, static_cast<std::size_t>(size));
    if (!is_list && payload.size() == 1 && payload[0] < STRING_BASE)
        return std::unexpected(RlpError::non_canonical_single);
    const auto total = header_size + payload.size();
    const Item item{.is_list = is_list, .payload = payload, .encoded = in.first(total)};
    in = in.subspan(total);
    return item;
}

std::expected<ListReader, RlpError> ListReader::open(BytesView encoded) {
    DUSK_TRY(item, take_item(encoded));
    if (!item.is_list) return std::unexpected(RlpError::unexpected_string);
    if (!encoded.empty()) return std::unexpected(RlpError::trailing_bytes);
    return ListReader{item.payload};
}

std::expected<Item, RlpError> ListReader::next() {
    if (rest_.empty()) return std::unexpected(RlpError::missing_element);
    return take_item(rest_);
}

std::expected<BytesView, RlpError> ListReader::next_string() {
    DUSK_TRY(item, next());
    if (item.is_list) return std::unexpected(RlpError::unexpected_list);
    return item.payload;
}

std::expected<ListReader, RlpError> ListReader::next_list() {
    DUSK_TRY(item, next());
    if (!item.is_list) return std::unexpected(RlpError::unexpected_string);
    return ListReader{item.payload};
}

std::expected<std::uint64_t, RlpError> ListReader::next_u64() {
    DUSK_TRY(string, next_string());
    DUSK_TRY(digits, check_integer(string, 8));
    std::uint64_t value = 0;
    for (const auto b : digits) value = value << 8 | b;
    return value;
}

std::expected<u256, RlpError> ListReader::next_u256() {
    DUSK_TRY(string, next_string());
    DUSK_TRY(digits, check_integer(string, 32));
    return u256_from_be(digits);
}

std::expected<void, RlpError> ListReader::finish() const {
    if (!rest_.empty()) return std::unexpected(RlpError::surplus_elements);
    return {};
}

}  // namespace dusk::rlp
