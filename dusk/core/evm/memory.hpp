// The byte memory of a frame (yellow paper 9.1). Grows in words, zero-filled; one buffer per call
// depth is reused from call to call. Gas bounds its size; the interpreter refuses beyond 2^32
// bytes.
#pragma once

#include <algorithm>
#include <memory>

#include <dusk/core/base/bytes.hpp>
#include <dusk/core/base/check.hpp>

namespace dusk::evm {

class Memory {
public:
    std::uint8_t* data() noexcept { return bytes_.get(); }
    std::size_t size() const noexcept { return size_; }
    BytesView view() const noexcept { return {bytes_.get(), size_}; }
    BytesView view(std::size_t offset, std::size_t size) const noexcept {
        return size == 0 ? BytesView{} : BytesView{bytes_.get() + offset, size};
    }
    /// Zero-fills up to `size`, a multiple of 32 not below the present size.
    void grow(std::size_t size) {
        DUSK_CHECK(size >= size_);
        if (size > capacity_) reserve(size);
        std::fill(bytes_.get() + size_, bytes_.get() + size, std::uint8_t{0});
        size_ = size;
    }
    /// Empties it. Keeps the buffer unless it is large.
    void clear() noexcept {
        size_ = 0;
        if (capacity_ <= RETAINED_SIZE_MAX) return;
        bytes_ = nullptr;
        capacity_ = 0;
    }

private:
    static constexpr std::size_t CAPACITY_MIN = 4096;
    /// Each depth may keep this much; to use it once costs half a billion gas.
    static constexpr std::size_t RETAINED_SIZE_MAX = 16 << 20;

    void reserve(std::size_t size) {
        const auto capacity = std::max({size, 2 * capacity_, CAPACITY_MIN});
        auto bytes = std::make_unique_for_overwrite<std::uint8_t[]>(capacity);
        std::copy_n(bytes_.get(), size_, bytes.get());
        bytes_ = std::move(bytes);
        capacity_ = capacity;
    }

    std::unique_ptr<std::uint8_t[]> bytes_;
    std::size_t size_ = 0;
    std::size_t capacity_ = 0;
};

}  // namespace dusk::evm
