// What the DEFLATE and brotli decoders share: bits in, least significant first, and bounded bytes
// out. A step that cannot go on returns the status that ends the decoding.
#pragma once

#include <expected>
#include <utility>

#include <dusk/core/base/bytes.hpp>
#include <dusk/core/base/endian.hpp>
#include <dusk/core/codec/inflate.hpp>

namespace dusk {

/// The result of one step: a value, or why the decoding ends.
template <class T>
using Step = std::expected<T, InflateStatus>;

class BitReader {
public:
    static constexpr unsigned TAKE_MAX = 32;

    explicit BitReader(BytesView input) noexcept : input_(input) {}

    /// Loads bits until at least 56 are at hand or the input is used up.
    void refill() noexcept {
        if (input_.size() - position_ >= 8) {
            bits_ |= load_le<std::uint64_t>(input_.subspan(position_, 8)) << count_;
            const auto loaded = (63 - count_) / 8;
            position_ += loaded;
            count_ += loaded * 8;
            return;
        }
        while (count_ <= 56 && position_ < input_.size()) {
            bits_ |= std::uint64_t{input_[position_++]} << count_;
            count_ += 8;
        }
    }

    /// The loaded bits, then either bits still to come or zeros.
    std::uint64_t peek() const noexcept { return bits_; }
    unsigned available() const noexcept { return count_; }
    /// Drops loaded bits; `count` is at most available() and below 64.
    void drop(unsigned count) noexcept {
        bits_ >>= count;
        count_ -= count;
    }

    Step<std::uint32_t> take(unsigned count) noexcept {
        DUSK_CHECK(count <= TAKE_MAX);
        if (count_ < count) refill();
        if (count_ < count) return std::unexpected(InflateStatus::needs_more);
        const auto value = static_cast<std::uint32_t>(bits_ & ((std::uint64_t{1} << count) - 1));
        drop(count);
        return value;
    }

    /// Moves to the next byte boundary and returns the bits skipped.
    std::uint32_t align() noexcept {
        const auto padding = count_ % 8;
        const auto skipped =
            static_cast<std::uint32_t>(bits_ & ((std::uint64_t{1} << padding) - 1));
        drop(padding);
        return skipped;
    }

    /// Up to `size` whole bytes; the reader is at a byte boundary.
    BytesView take_bytes(std::size_t size) noexcept {
        DUSK_CHECK(count_ % 8 == 0);
        position_ -= count_ / 8;
        bits_ = 0;
        count_ = 0;
        const auto bytes = input_.subspan(position_, std::min(size, input_.size() - position_));
        position_ += bytes.size();
        return bytes;
    }

private:
    BytesView input_;
    std::size_t position_ = 0;  ///< bytes of the input that count_ has taken account of
    std::uint64_t bits_ = 0;
    unsigned count_ = 0;
};

class BoundedOutput {
public:
    explicit BoundedOutput(std::size_t size_max) noexcept : size_max_(size_max) {}

    std::size_t size() const noexcept { return bytes_.size(); }
    std::size_t room() const noexcept { return size_max_ - bytes_.size(); }
    BytesView view() const noexcept { return bytes_; }
    Bytes release() noexcept { return std::move(bytes_); }
    /// The byte `distance` before the end, or 0 before the beginning.
    std::uint8_t back(std::size_t distance) const noexcept {
        return distance <= bytes_.size() ? bytes_[bytes_.size() - distance] : std::uint8_t{0};
    }

    Step<void> push(std::uint8_t byte) {
        if (room() == 0) [[unlikely]]
            return std::unexpected(InflateStatus::limit);
        bytes_.push_back(byte);
        return {};
    }

    Step<void> push(BytesView data) {
        const auto size = std::min(data.size(), room());
        append(bytes_, data.first(size));
        return complete(size == data.size());
    }

    /// Repeats `length` bytes from `distance` back, one after the other: they may overlap their own
    /// copy. `distance` is at most size() and not zero.
    Step<void> repeat(std::size_t distance, std::size_t length) {
        DUSK_CHECK(distance != 0);
        DUSK_CHECK(distance <= bytes_.size());
        const auto start = bytes_.size();
        const auto size = std::min(length, room());
        bytes_.resize(start + size);
        auto* to = bytes_.data() + start;
        auto* const end = bytes_.data() + bytes_.size();
        const auto* from = to - distance;
        if (distance >= static_cast<std::size_t>(end - to)) {
            std::copy(from, from + (end - to), to);
        } else {
            while (to != end) *to++ = *from++;
        }
        return complete(size == length);
    }

private:
    static Step<void> complete(bool all) noexcept {
        if (!all) return std::unexpected(InflateStatus::limit);
        return {};
    }

    Bytes bytes_;
    std::size_t size_max_;
};

}  // namespace dusk
