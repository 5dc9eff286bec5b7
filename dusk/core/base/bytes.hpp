// Byte strings: owned, viewed, and of fixed size. Ordering is unsigned lexicographic.
#pragma once

#include <algorithm>
#include <array>
#include <compare>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <span>
#include <string_view>
#include <vector>

namespace dusk {

using Bytes = std::vector<std::uint8_t>;
using BytesView = std::span<const std::uint8_t>;

/// A byte string of exactly N bytes. Zero-filled unless given a value.
template <std::size_t N>
struct FixedBytes {
    std::array<std::uint8_t, N> bytes{};

    static constexpr std::size_t size() noexcept { return N; }
    constexpr std::uint8_t* data() noexcept { return bytes.data(); }
    constexpr const std::uint8_t* data() const noexcept { return bytes.data(); }
    constexpr auto begin() noexcept { return bytes.begin(); }
    constexpr auto end() noexcept { return bytes.end(); }
    constexpr auto begin() const noexcept { return bytes.begin(); }
    constexpr auto end() const noexcept { return bytes.end(); }
    constexpr std::uint8_t& operator[](std::size_t i) noexcept { return bytes[i]; }
    constexpr std::uint8_t operator[](std::size_t i) const noexcept { return bytes[i]; }

    constexpr BytesView view() const noexcept { return {bytes.data(), N}; }
    constexpr operator BytesView() const noexcept { return view(); }
    constexpr bool is_zero() const noexcept {
        return std::ranges::all_of(bytes, [](std::uint8_t b) { return b == 0; });
    }

    /// The first N bytes of `source`; shorter sources are padded with zeros on the right.
    static constexpr FixedBytes from(BytesView source) noexcept {
        FixedBytes out;
        std::ranges::copy(source.first(std::min(N, source.size())), out.bytes.begin());
        return out;
    }

    /// The last N bytes of `source`; shorter sources are padded with zeros on the left.
    static constexpr FixedBytes from_right(BytesView source) noexcept {
        FixedBytes out;
        const auto n = std::min(N, source.size());
        std::ranges::copy(source.last(n), out.bytes.end() - static_cast<std::ptrdiff_t>(n));
        return out;
    }

    friend constexpr auto operator<=>(const FixedBytes&, const FixedBytes&) = default;
    friend constexpr bool operator==(const FixedBytes&, const FixedBytes&) = default;
};

using Address = FixedBytes<20>;
using Hash32 = FixedBytes<32>;

inline void append(Bytes& out, BytesView tail) { out.insert(out.end(), tail.begin(), tail.end()); }

inline Bytes to_bytes(BytesView view) { return {view.begin(), view.end()}; }

/// The bytes of a text, without a terminator.
inline BytesView as_bytes(std::string_view text) noexcept {
    return {reinterpret_cast<const std::uint8_t*>(text.data()), text.size()};
}

inline std::string_view as_text(BytesView bytes) noexcept {
    return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

inline bool equal(BytesView a, BytesView b) noexcept { return std::ranges::equal(a, b); }

}  // namespace dusk
