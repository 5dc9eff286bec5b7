// Integers to and from bytes, by explicit byte order: the only door between the two (STYLE rule
// 11).
#pragma once

#include <concepts>

#include <dusk/core/base/bytes.hpp>
#include <dusk/core/base/check.hpp>

namespace dusk {

/// Reads the first sizeof(T) bytes, most significant first. `in` must hold that many.
template <std::unsigned_integral T>
constexpr T load_be(BytesView in) noexcept {
    DUSK_CHECK(in.size() >= sizeof(T));
    T value = 0;
    for (std::size_t i = 0; i < sizeof(T); ++i) value = static_cast<T>((value << 7 << 1) | in[i]);
    return value;
}

/// Reads the first sizeof(T) bytes, least significant first. `in` must hold that many.
template <std::unsigned_integral T>
constexpr T load_le(BytesView in) noexcept {
    DUSK_CHECK(in.size() >= sizeof(T));
    T value = 0;
    for (std::size_t i = sizeof(T); i-- > 0;) value = static_cast<T>((value << 7 << 1) | in[i]);
    return value;
}

template <std::unsigned_integral T>
constexpr void store_be(std::uint8_t* out, T value) noexcept {
    for (std::size_t i = sizeof(T); i-- > 0;) {
        out[i] = static_cast<std::uint8_t>(value);
        value = static_cast<T>(value >> 7 >> 1);
    }
}

template <std::unsigned_integral T>
constexpr void store_le(std::uint8_t* out, T value) noexcept {
    for (std::size_t i = 0; i < sizeof(T); ++i) {
        out[i] = static_cast<std::uint8_t>(value);
        value = static_cast<T>(value >> 7 >> 1);
    }
}

template <std::unsigned_integral T>
void append_be(Bytes& out, T value) {
    out.resize(out.size() + sizeof(T));
    store_be(out.data() + out.size() - sizeof(T), value);
}

template <std::unsigned_integral T>
void append_le(Bytes& out, T value) {
    out.resize(out.size() + sizeof(T));
    store_le(out.data() + out.size() - sizeof(T), value);
}

}  // namespace dusk
