// How many bytes a server may hold for its clients: bodies and messages that come in, requests in
// work, answers on their way out. Up to 64 KiB of one holder are free, and more counts in steps of
// that size: small requests never touch the counter, which the threads share.
#pragma once

#include <atomic>
#include <cstddef>
#include <utility>

namespace dusk::http {

/// Thread-safe. Outlives its shares.
class ByteBudget {
public:
    explicit ByteBudget(std::size_t max) : max_(max) {}
    ByteBudget(const ByteBudget&) = delete;
    ByteBudget& operator=(const ByteBudget&) = delete;

    std::size_t used() const noexcept { return used_.load(std::memory_order_relaxed); }

private:
    friend class ByteShare;
    bool take(std::size_t bytes) noexcept;
    void give_back(std::size_t bytes) noexcept {
        used_.fetch_sub(bytes, std::memory_order_relaxed);
    }

    const std::size_t max_;
    std::atomic<std::size_t> used_ = 0;
};

/// What one holder has counted; it is given back when the share ends.
class ByteShare {
public:
    static constexpr std::size_t STEP = 64 * 1024;

    explicit ByteShare(ByteBudget& budget) noexcept : budget_(&budget) {}
    ByteShare(ByteShare&& other) noexcept
        : budget_(other.budget_), counted_(std::exchange(other.counted_, 0)) {}
    /// Gives back what was counted. Both are of one budget.
    ByteShare& operator=(ByteShare&& other) noexcept {
        release();
        counted_ = std::exchange(other.counted_, 0);
        return *this;
    }
    ~ByteShare() { release(); }

    /// Counts `bytes` in place of what was counted. False if the budget has no room for them: what
    /// was counted stays. Fewer than before always fit.
    [[nodiscard]] bool cover(std::size_t bytes) noexcept;
    void release() noexcept { (void)cover(0); }

private:
    ByteBudget* budget_;
    std::size_t counted_ = 0;
};

}  // namespace dusk::http
