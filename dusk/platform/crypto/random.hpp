// The system's random source, fit for keys (OpenSSL's generator, seeded by the kernel).
#pragma once

#include <span>

#include <dusk/core/base/bytes.hpp>

namespace dusk {

/// Fills `out`. Stops the program where the system has no randomness: nothing safe is left to do.
void fill_random(std::span<std::uint8_t> out);

template <std::size_t N>
FixedBytes<N> random_bytes() {
    FixedBytes<N> out;
    fill_random(out.bytes);
    return out;
}

}  // namespace dusk
