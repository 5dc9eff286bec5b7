// Choices: decisions read off a string of bytes, so that a fuzzer can change them one by one. Past
// the end every choice is the first.
#pragma once

#include <cstdint>
#include <initializer_list>
#include <span>

#include <dusk/core/base/bytes.hpp>

namespace dusk::model {

class Choices {
public:
    explicit Choices(BytesView source) : rest_(source) {}

    bool is_exhausted() const { return rest_.empty(); }
    std::uint8_t byte() {
        if (rest_.empty()) return 0;
        const auto out = rest_[0];
        rest_ = rest_.subspan(1);
        return out;
    }
    /// 0 … n - 1; n is at most 256.
    unsigned below(unsigned n) { return byte() % n; }
    /// One time in n.
    bool one_in(unsigned n) { return below(n) == n - 1; }
    template <class T>
    T any(std::initializer_list<T> list) {
        return list.begin()[below(static_cast<unsigned>(list.size()))];
    }
    template <class T>
    const T& any(std::span<const T> list) {
        return list[below(static_cast<unsigned>(list.size()))];
    }
    Hash32 word() {
        Hash32 out;
        for (auto& b : out) b = byte();
        return out;
    }

private:
    BytesView rest_;
};

}  // namespace dusk::model
