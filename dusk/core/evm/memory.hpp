// The byte memory of a frame (yellow paper 9.1). Grows in words, zero-filled; one buffer per call
// depth is reused from call to call. Gas bounds its size; the interpreter refuses beyond 2^32
// bytes.
#pragma once

#include <cstdlib>
#include <memory>

#include <dusk/core/base/bytes.hpp>

namespace dusk::evm {

class Memory {
public:
    std::uint8_t* data() noexcept { return bytes_.data(); }
    std::size_t size() const noexcept { return bytes_.size(); }
    BytesView view() const noexcept { return bytes_; }
    BytesView view(std::size_t offset, std::size_t size) const noexcept {
        return size == 0 ? BytesView{} : BytesView{bytes_.data() + offset, size};
    }
    /// Zero-fills up to `size`, a multiple of 32 not below the present size.
    void grow(std::size_t size) { bytes_.resize(size); }
    /// Empties it. Keeps the buffer unless it is large.
    void clear() noexcept {
        bytes_.clear();
        if (bytes_.capacity() > RETAINED_SIZE_MAX) bytes_.shrink_to_fit();
    }

private:
    /// 1024 depths may each keep this much.
    static constexpr std::size_t RETAINED_SIZE_MAX = 1 << 20;
    Bytes bytes_;
};

}  // namespace dusk::evm
