// Durations as a summary with quantiles, in nanoseconds as go-ethereum's timers. Observing takes no
// lock; quantiles are those since the start, within an eighth of their value.
#pragma once

#include <array>
#include <atomic>
#include <chrono>
#include <cstdint>
#include <string>
#include <string_view>

namespace dusk::metrics {

class Summary {
public:
    void observe(std::chrono::nanoseconds duration) noexcept;
    /// Observes all that `other` has observed.
    void add(const Summary& other) noexcept;
    /// Becomes a copy of `other`, which nobody else uses.
    void assign(const Summary& other) noexcept;
    std::uint64_t count() const noexcept;
    /// The duration that a share of all did not exceed; 0 if there are none.
    std::uint64_t quantile(double share) const noexcept;
    /// Its lines in the text exposition format, without HELP and TYPE.
    void append(std::string& out, std::string_view name) const;

private:
    /// Eight steps between two powers of two.
    static constexpr unsigned STEP_BITS = 3;
    static constexpr std::size_t BUCKETS = (64 - STEP_BITS + 1) << STEP_BITS;
    static std::size_t bucket_of(std::uint64_t value) noexcept;
    static std::uint64_t upper_bound_of(std::size_t bucket) noexcept;

    std::atomic<std::uint64_t> sum_ns_ = 0;
    std::array<std::atomic<std::uint64_t>, BUCKETS> buckets_{};
};

}  // namespace dusk::metrics
