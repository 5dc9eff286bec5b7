// rkyv 0.7 archives, the argument and event encoding of Dusk contracts: little-endian, 32-bit
// relative pointers, the root object at the end of the buffer, dynamic data before it.
//
// A writer lays out dynamic data first (bytes()), then the root field by field (root(), u64(),
// ...); the caller states the field order and the padding, because rustc reorders fields: structs
// by descending alignment group (the power of two that divides the larger of size and alignment),
// tuples likewise but for their last field, which stays last. A reader is over a root of a known
// size and resolves pointers with bounds checks. Limits: archives up to 4 GiB; no nesting of its
// own. Spec: DuskEVM L1 contracts, section 5.
#pragma once

#include <concepts>
#include <expected>
#include <utility>

#include <dusk/core/base/bytes.hpp>
#include <dusk/core/base/endian.hpp>

namespace dusk::settlement::rkyv {

enum class [[nodiscard]] RkyvError : std::uint8_t {
    too_short,      ///< the buffer is smaller than the root
    out_of_bounds,  ///< a pointer or length that leaves the buffer
    bad_tag,        ///< an enum or bool tag without meaning
};

/// Where dynamic data was written.
struct Slice {
    std::size_t position = 0;
    std::uint32_t size = 0;
};

class Writer {
public:
    /// Writes the elements of a Vec<u8> or String ahead of the root.
    Slice bytes(BytesView data);
    /// Pads to the root's alignment; fields follow.
    Writer& root(std::size_t alignment);
    template <std::unsigned_integral T>
    Writer& integer(T value) {
        append_le(out_, value);
        return *this;
    }
    Writer& u8(std::uint8_t value) { return integer(value); }
    Writer& u32(std::uint32_t value) { return integer(value); }
    Writer& u64(std::uint64_t value) { return integer(value); }
    Writer& fixed(BytesView value);
    Writer& pad(std::size_t count);
    /// The Vec<u8> that `slice` holds: its relative pointer and length.
    Writer& vec(Slice slice);
    /// A String: up to 7 bytes stand inline, longer ones point to `slice` (which must hold `text`).
    Writer& string(BytesView text, Slice slice);
    Bytes finish() { return std::move(out_); }

private:
    Bytes out_;
};

class Reader {
public:
    /// A reader over the last `root_size` bytes of `archive`.
    static std::expected<Reader, RkyvError> open(BytesView archive, std::size_t root_size);

    /// Fields at an offset within the root; offset and size must lie within it.
    template <std::unsigned_integral T>
    T integer(std::size_t offset) const {
        return load_le<T>(field(offset, sizeof(T)));
    }
    template <std::size_t N>
    FixedBytes<N> fixed(std::size_t offset) const {
        return FixedBytes<N>::from(field(offset, N));
    }
    BytesView field(std::size_t offset, std::size_t size) const;
    std::expected<BytesView, RkyvError> vec(std::size_t offset) const;
    std::expected<BytesView, RkyvError> string(std::size_t offset) const;
    std::expected<bool, RkyvError> boolean(std::size_t offset) const;

private:
    std::expected<BytesView, RkyvError> target(std::size_t from, std::uint32_t pointer,
                                               std::uint32_t size) const;
    Reader(BytesView archive, std::size_t root) : archive_(archive), root_(root) {}
    BytesView archive_;
    std::size_t root_;
};

/// A plain integer as a whole archive.
template <std::unsigned_integral T>
Bytes encode_integer(T value) {
    Bytes out;
    append_le(out, value);
    return out;
}
template <std::unsigned_integral T>
std::expected<T, RkyvError> decode_integer(BytesView archive) {
    auto reader = Reader::open(archive, sizeof(T));
    if (!reader) return std::unexpected(reader.error());
    return reader->template integer<T>(0);
}

}  // namespace dusk::settlement::rkyv
