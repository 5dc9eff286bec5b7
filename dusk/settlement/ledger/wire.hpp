// Reading the little-endian wire forms of the DuskDS node (spec/duskds-consensus.md, conventions).
// Every take is bounds-checked; a count is only believed after its limit was checked.
#pragma once

#include <expected>
#include <string>

#include <dusk/core/base/bytes.hpp>
#include <dusk/core/base/endian.hpp>
#include <dusk/core/base/result.hpp>

namespace dusk::settlement {

enum class [[nodiscard]] LedgerError : std::uint8_t {
    input_too_short,
    trailing_bytes,
    bad_tag,         ///< an enum tag or option flag outside its range
    bad_version,     ///< an envelope of another version or type
    too_many,        ///< a count over its limit
    too_large,       ///< a length over its limit
    bad_text,        ///< a method name that is not UTF-8
    phoenix_paused,  ///< a shielded transaction; those are not accepted
    bad_size,        ///< a length that contradicts the bytes around it
};

/// What a log line or an HTTP error says.
std::string_view describe(LedgerError error) noexcept;

template <class T>
using Decoded = std::expected<T, LedgerError>;

class WireReader {
public:
    explicit WireReader(BytesView in) noexcept : rest_(in) {}

    std::size_t left() const noexcept { return rest_.size(); }
    BytesView rest() const noexcept { return rest_; }

    Decoded<BytesView> take(std::size_t size) {
        if (size > rest_.size()) return std::unexpected(LedgerError::input_too_short);
        const auto head = rest_.first(size);
        rest_ = rest_.subspan(size);
        return head;
    }
    template <std::unsigned_integral T>
    Decoded<T> integer() {
        DUSK_TRY(bytes, take(sizeof(T)));
        return load_le<T>(bytes);
    }
    Decoded<std::uint8_t> u8() { return integer<std::uint8_t>(); }
    Decoded<std::uint32_t> u32() { return integer<std::uint32_t>(); }
    Decoded<std::uint64_t> u64() { return integer<std::uint64_t>(); }
    template <std::size_t N>
    Decoded<FixedBytes<N>> fixed() {
        DUSK_TRY(bytes, take(N));
        return FixedBytes<N>::from(bytes);
    }
    /// A flag byte 0 or 1.
    Decoded<bool> flag() {
        DUSK_TRY(byte, u8());
        if (byte > 1) return std::unexpected(LedgerError::bad_tag);
        return byte == 1;
    }
    /// `len u64 || bytes`, with len at most `size_max`.
    Decoded<BytesView> sized(std::size_t size_max) {
        DUSK_TRY(size, u64());
        if (size > size_max) return std::unexpected(LedgerError::too_large);
        return take(static_cast<std::size_t>(size));
    }
    Decoded<void> finish() const {
        if (!rest_.empty()) return std::unexpected(LedgerError::trailing_bytes);
        return {};
    }

private:
    BytesView rest_;
};

/// `len u64 || bytes`.
inline void append_sized(Bytes& out, BytesView bytes) {
    append_le(out, static_cast<std::uint64_t>(bytes.size()));
    append(out, bytes);
}

}  // namespace dusk::settlement
