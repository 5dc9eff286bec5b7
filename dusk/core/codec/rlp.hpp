// Recursive Length Prefix (yellow paper, appendix B). Encoding appends to a byte string; decoding
// walks a view without copying and accepts the one canonical form only. Depth is bounded by the
// caller, who asks for each level by name.
#pragma once

#include <expected>

#include <dusk/core/base/bytes.hpp>
#include <dusk/core/base/endian.hpp>
#include <dusk/core/base/result.hpp>
#include <dusk/core/base/u256.hpp>

namespace dusk::rlp {

enum class [[nodiscard]] RlpError : std::uint8_t {
    input_too_short,
    trailing_bytes,
    non_canonical_size,    ///< a long form where a short one exists, or a size with a leading zero
    non_canonical_single,  ///< 0x81 before a byte below 0x80
    leading_zero,          ///< an integer with a leading zero byte
    overflow,              ///< an integer or size that does not fit
    unexpected_list,
    unexpected_string,
    wrong_size,  ///< a byte string that is not of the fixed size asked for
    missing_element,
    surplus_elements,
};

// Encoding ------------------------------------------------------------------------------------

void encode(Bytes& out, BytesView string);
void encode(Bytes& out, std::uint64_t value);
void encode(Bytes& out, const u256& value);
template <std::size_t N>
void encode(Bytes& out, const FixedBytes<N>& value) {
    encode(out, value.view());
}
/// The header of a list whose items take `payload_size` bytes.
void encode_list_header(Bytes& out, std::size_t payload_size);
/// Header and payload, for a payload that is already encoded.
void append_list(Bytes& out, BytesView payload);
Bytes encode_list(BytesView payload);

/// Encodes each argument and wraps them as one list.
template <class... Items>
Bytes encode_items(const Items&... items) {
    Bytes payload;
    (encode(payload, items), ...);
    return encode_list(payload);
}

// Decoding ------------------------------------------------------------------------------------

/// One item: its payload and, in `encoded`, the header and payload as they stand in the input.
struct Item {
    bool is_list = false;
    BytesView payload;
    BytesView encoded;
};

/// Takes the first item off the front of `in`.
std::expected<Item, RlpError> take_item(BytesView& in);

/// Reads the items of one list in order.
class ListReader {
public:
    /// A reader over the items in `payload`.
    explicit ListReader(BytesView payload) noexcept : rest_(payload) {}
    /// Opens `encoded`, which must be one list and nothing after it.
    static std::expected<ListReader, RlpError> open(BytesView encoded);

    bool at_end() const noexcept { return rest_.empty(); }
    std::expected<Item, RlpError> next();
    std::expected<BytesView, RlpError> next_string();
    std::expected<ListReader, RlpError> next_list();
    std::expected<std::uint64_t, RlpError> next_u64();
    std::expected<u256, RlpError> next_u256();
    template <std::size_t N>
    std::expected<FixedBytes<N>, RlpError> next_fixed() {
        DUSK_TRY(bytes, next_string());
        if (bytes.size() != N) return std::unexpected(RlpError::wrong_size);
        return FixedBytes<N>::from(bytes);
    }
    /// Refuses what is left.
    std::expected<void, RlpError> finish() const;

private:
    BytesView rest_;
};

}  // namespace dusk::rlp
