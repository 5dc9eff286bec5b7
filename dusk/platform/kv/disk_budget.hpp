// A disk that becomes full when a test wants it to: files fail to grow once the budget is
// used up. Goes into Options.
#pragma once

#include <atomic>
#include <cstdint>

namespace dusk::kv {

class DiskBudget {
public:
    explicit DiskBudget(std::uint64_t bytes) : left_(bytes) {}
    /// Grants the bytes, or none of them.
    bool take(std::uint64_t bytes) noexcept {
        auto left = left_.load();
        while (left >= bytes)
            if (left_.compare_exchange_weak(left, left - bytes)) return true;
        return false;
    }
    void set(std::uint64_t bytes) noexcept { left_ = bytes; }

private:
    std::atomic<std::uint64_t> left_;
};

}  // namespace dusk::kv
