#include <limits>

#include <dusk/settlement/contracts/rkyv.hpp>

namespace dusk::settlement::rkyv {

namespace {

constexpr std::size_t STRING_INLINE_MAX = 7;

}  // namespace

Slice Writer::bytes(BytesView data) {
    DUSK_CHECK(data.size() <= std::numeric_limits<std::uint32_t>::max());
    const Slice slice{out_.size(), static_cast<std::uint32_t>(data.size())};
    append(out_, data);
    return slice;
}

Writer& Writer::root(std::size_t alignment) {
    while (out_.size() % alignment != 0) out_.push_back(0);
    return *this;
}

Writer& Writer::fixed(BytesView value) {
    append(out_, value);
    return *this;
}

Writer& Writer::pad(std::size_t count) {
    out_.resize(out_.size() + count);
    return *this;
}

Writer& Writer::vec(Slice slice) {
    const auto distance = out_.size() - slice.position;
    DUSK_CHECK(distance <= static_cast<std::size_t>(std::numeric_limits<std::int32_t>::max()));
    u32(static_cast<std::uint32_t>(0) - static_cast<std::uint32_t>(distance));
    return u32(slice.size);
}

// ArchivedString: inline, the last byte is the length (below 0x80); out of line, it is the top byte
// of a negative offset (at or above 0x80) that counts from the string's own first byte.
Writer& Writer::string(BytesView text, Slice slice) {
    if (text.size() > STRING_INLINE_MAX) {
        const auto distance = static_cast<std::uint32_t>(out_.size() - slice.position);
        return u32(slice.size).u32(0u - distance);
    }
    return fixed(text)
        .pad(STRING_INLINE_MAX - text.size())
        .u8(static_cast<std::uint8_t>(text.size()));
}

std::expected<Reader, RkyvError> Reader::open(BytesView archive, std::size_t root_size) {
    if (archive.size() < root_size) return std::unexpected(RkyvError::too_short);
    return Reader{archive, archive.size() - root_size};
}

BytesView Reader::field(std::size_t offset, std::size_t size) const {
    DUSK_CHECK(offset <= archive_.size() - root_);
    DUSK_CHECK(size <= archive_.size() - root_ - offset);
    return archive_.subspan(root_ + offset, size);
}

std::expected<BytesView, RkyvError> Reader::target(std::size_t from, std::uint32_t pointer,
                                                   std::uint32_t size) const {
    const auto position = static_cast<std::int64_t>(from) + static_cast<std::int32_t>(pointer);
    const auto limit = static_cast<std::int64_t>(archive_.size());
    if (position < 0 || position > limit || size > limit - position)
        return std::unexpected(RkyvError::out_of_bounds);
    return archive_.subspan(static_cast<std::size_t>(position), size);
}

std::expected<BytesView, RkyvError> Reader::vec(std::size_t offset) const {
    return target(root_ + offset, integer<std::uint32_t>(offset),
                  integer<std::uint32_t>(offset + 4));
}

std::expected<BytesView, RkyvError> Reader::string(std::size_t offset) const {
    const auto inline_size = integer<std::uint8_t>(offset + STRING_INLINE_MAX);
    if (inline_size <= STRING_INLINE_MAX) return field(offset, inline_size);
    if (inline_size < 0x80) return std::unexpected(RkyvError::bad_tag);
    return target(root_ + offset, integer<std::uint32_t>(offset + 4),
                  integer<std::uint32_t>(offset));
}

std::expected<bool, RkyvError> Reader::boolean(std::size_t offset) const {
    const auto tag = integer<std::uint8_t>(offset);
    if (tag > 1) return std::unexpected(RkyvError::bad_tag);
    return tag == 1;
}

}  // namespace dusk::settlement::rkyv
