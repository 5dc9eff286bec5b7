// FlatHash: the hash of keys in maps. Each step multiplies two words of the key, both hidden by
// secrets, and folds the 128 bits of the product into 64: without the seed (hash_seed.hpp) nobody
// can tell which keys meet. All bits of a hash are equally good.
#pragma once

#include <cstdint>
#include <utility>

#include <dusk/core/base/bytes.hpp>
#include <dusk/core/base/endian.hpp>
#include <dusk/core/base/hash_seed.hpp>
#include <dusk/core/base/u256.hpp>

namespace dusk {

class FlatHash {
public:
    FlatHash() noexcept : seed_(hash_seed()) {}
    constexpr explicit FlatHash(const HashSeed& seed) noexcept : seed_(seed) {}

    template <std::size_t N>
        requires(N >= 16)
    constexpr std::uint64_t operator()(const FixedBytes<N>& key) const noexcept {
        auto h = seed_.first;
        for (std::size_t i = 0; i + 16 < N; i += 16) h = step(h, word(key, i), word(key, i + 8));
        return finish(step(h, word(key, N - 16), word(key, N - 8)));
    }
    constexpr std::uint64_t operator()(const u256& key) const noexcept {
        const auto h = step(seed_.first, key.limb[0], key.limb[1]);
        return finish(step(h, key.limb[2], key.limb[3]));
    }
    constexpr std::uint64_t operator()(std::uint64_t key) const noexcept {
        return finish(step(seed_.first, key, 0));
    }
    template <class A, class B>
    constexpr std::uint64_t operator()(const std::pair<A, B>& key) const noexcept {
        return finish(step(seed_.first, (*this)(key.first), (*this)(key.second)));
    }

private:
    static constexpr std::uint64_t fold(std::uint64_t a, std::uint64_t b) noexcept {
        const auto product = static_cast<unsigned __int128>(a) * b;
        return static_cast<std::uint64_t>(product) ^ static_cast<std::uint64_t>(product >> 64);
    }
    template <std::size_t N>
    static constexpr std::uint64_t word(const FixedBytes<N>& key, std::size_t at) noexcept {
        return load_le<std::uint64_t>(BytesView{key.data() + at, 8});
    }
    constexpr std::uint64_t step(std::uint64_t h, std::uint64_t a, std::uint64_t b) const noexcept {
        return fold(a ^ h, b ^ seed_.second);
    }
    /// Keys that differ in few high bits give products that differ in few places: spread them.
    constexpr std::uint64_t finish(std::uint64_t h) const noexcept {
        return fold(h ^ seed_.second, 0x9e3779b97f4a7c15);
    }

    HashSeed seed_;
};

}  // namespace dusk
