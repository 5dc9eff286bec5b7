// keccak256 of many messages by a permutation of several states at once. Each state takes the next
// message as soon as it has finished one, so that messages of any sizes keep all states busy. For
// this module's sources only. Spec: FIPS 202, section 4, with Keccak's padding.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

#include <dusk/core/base/endian.hpp>
#include <dusk/core/crypto/hash.hpp>
#include <dusk/core/crypto/hash_blocks.hpp>

namespace dusk::native {

inline constexpr std::size_t KECCAK_RATE = 136;

template <std::size_t Count>
using KeccakPermutation = void (*)(std::uint64_t (&)[25][Count]) noexcept;

/// Count states and the messages that they absorb.
template <std::size_t Count>
class KeccakLanes {
public:
    KeccakLanes(std::span<const BytesView> messages, Hash32* digests) noexcept
        : messages_(messages), digests_(digests) {
        for (std::size_t i = 0; i < Count; ++i) take_message(i);
    }
    /// The states that absorb something.
    std::size_t active_count() const noexcept { return active_count_; }
    void absorb_blocks() noexcept {
        for (std::size_t i = 0; i < Count; ++i)
            if (slots_[i].is_active) absorb_block(i);
    }
    /// After the permutation: gives the digests of what is finished, and takes messages instead.
    void squeeze_finished() noexcept {
        for (std::size_t i = 0; i < Count; ++i)
            if (slots_[i].is_active && slots_[i].is_finished) squeeze(i);
    }
    std::uint64_t (&lanes() noexcept)[25][Count] { return lanes_; }
    /// One by one what the last few states have left.
    void finish() noexcept {
        for (std::size_t i = 0; i < Count; ++i)
            while (slots_[i].is_active) {
                absorb_block(i);
                std::uint64_t state[25];
                for (std::size_t j = 0; j < 25; ++j) state[j] = lanes_[j][i];
                keccak_f1600(state);
                for (std::size_t j = 0; j < 25; ++j) lanes_[j][i] = state[j];
                if (slots_[i].is_finished) squeeze(i);
            }
    }

private:
    struct Slot {
        BytesView rest;
        std::size_t index = 0;
        bool is_active = false;
        bool is_finished = false;  ///< its padding is absorbed
    };

    void take_message(std::size_t i) noexcept {
        slots_[i].is_active = next_ < messages_.size();
        if (!slots_[i].is_active) return;
        slots_[i] = {.rest = messages_[next_], .index = next_, .is_active = true};
        for (auto& lane : lanes_) lane[i] = 0;
        ++next_;
        ++active_count_;
    }
    void absorb_block(std::size_t i) noexcept {
        auto& rest = slots_[i].rest;
        std::size_t lane = 0;
        for (; lane < KECCAK_RATE / 8 && rest.size() >= 8; rest = rest.subspan(8))
            lanes_[lane++][i] ^= load_le<std::uint64_t>(rest);
        if (lane == KECCAK_RATE / 8) return;
        std::uint64_t last = std::uint64_t{0x01} << (8 * rest.size());
        for (std::size_t j = 0; j < rest.size(); ++j) last |= std::uint64_t{rest[j]} << (8 * j);
        lanes_[lane][i] ^= last;
        lanes_[KECCAK_RATE / 8 - 1][i] ^= std::uint64_t{0x80} << 56;
        slots_[i].is_finished = true;
    }
    void squeeze(std::size_t i) noexcept {
        auto& digest = digests_[slots_[i].index];
        for (std::size_t j = 0; j < 4; ++j) store_le(digest.data() + 8 * j, lanes_[j][i]);
        --active_count_;
        take_message(i);
    }

    alignas(64) std::uint64_t lanes_[25][Count];
    Slot slots_[Count];
    std::span<const BytesView> messages_;
    Hash32* digests_;
    std::size_t next_ = 0;
    std::size_t active_count_ = 0;
};

/// Below this many states the wide permutation costs more than as many single ones.
inline constexpr std::size_t KECCAK_ACTIVE_MIN = 3;

template <std::size_t Count>
void keccak256_each_by(KeccakPermutation<Count> permute, std::span<const BytesView> messages,
                       Hash32* digests) noexcept {
    KeccakLanes<Count> states(messages, digests);
    while (states.active_count() >= KECCAK_ACTIVE_MIN) {
        states.absorb_blocks();
        permute(states.lanes());
        states.squeeze_finished();
    }
    states.finish();
}

template <auto permute>
void keccak256_each_lanes(std::span<const BytesView> messages, Hash32* digests) noexcept {
    keccak256_each_by(permute, messages, digests);
}

}  // namespace dusk::native
