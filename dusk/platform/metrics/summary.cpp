#include <algorithm>
#include <bit>
#include <cmath>
#include <iterator>
#include <limits>

#include <fmt/format.h>

#include <dusk/platform/metrics/summary.hpp>

namespace dusk::metrics {
namespace {

constexpr double QUANTILES[] = {0.5, 0.75, 0.95, 0.99, 0.999, 0.9999};

}  // namespace

/// Small values have buckets of their own; of others the leading bits decide.
std::size_t Summary::bucket_of(std::uint64_t value) noexcept {
    const auto width = static_cast<unsigned>(std::bit_width(value));
    if (width <= STEP_BITS) return static_cast<std::size_t>(value);
    const auto shift = width - STEP_BITS - 1;
    const auto step = (value >> shift) & ((1U << STEP_BITS) - 1);
    return (static_cast<std::size_t>(shift + 1) << STEP_BITS) + static_cast<std::size_t>(step);
}

std::uint64_t Summary::upper_bound_of(std::size_t bucket) noexcept {
    const auto power = bucket >> STEP_BITS;
    const auto step = bucket & ((1U << STEP_BITS) - 1);
    if (power == 0) return step;
    const auto low = ((std::uint64_t{1} << STEP_BITS) + step) << (power - 1);
    return low + ((std::uint64_t{1} << (power - 1)) - 1);
}

void Summary::observe(std::chrono::nanoseconds duration) noexcept {
    const auto value = static_cast<std::uint64_t>(std::max<std::int64_t>(duration.count(), 0));
    sum_ns_.fetch_add(value, std::memory_order_relaxed);
    buckets_[bucket_of(value)].fetch_add(1, std::memory_order_relaxed);
}

void Summary::add(const Summary& other) noexcept {
    sum_ns_.fetch_add(other.sum_ns_.load(std::memory_order_relaxed), std::memory_order_relaxed);
    for (std::size_t i = 0; i < buckets_.size(); ++i)
        buckets_[i].fetch_add(other.buckets_[i].load(std::memory_order_relaxed),
                              std::memory_order_relaxed);
}

void Summary::assign(const Summary& other) noexcept {
    sum_ns_.store(other.sum_ns_.load(std::memory_order_relaxed), std::memory_order_relaxed);
    for (std::size_t i = 0; i < buckets_.size(); ++i)
        buckets_[i].store(other.buckets_[i].load(std::memory_order_relaxed),
                          std::memory_order_relaxed);
}

std::uint64_t Summary::count() const noexcept {
    std::uint64_t out = 0;
    for (const auto& bucket : buckets_) out += bucket.load(std::memory_order_relaxed);
    return out;
}

std::uint64_t Summary::quantile(double share) const noexcept {
    const auto all = count();
    if (all == 0) return 0;
    const auto rank = static_cast<std::uint64_t>(std::ceil(share * static_cast<double>(all)));
    std::uint64_t below = 0;
    for (std::size_t i = 0; i < buckets_.size(); ++i) {
        below += buckets_[i].load(std::memory_order_relaxed);
        if (below >= rank) return upper_bound_of(i);
    }
    return std::numeric_limits<std::uint64_t>::max();
}

void Summary::append(std::string& out, std::string_view name) const {
    for (const auto share : QUANTILES)
        fmt::format_to(std::back_inserter(out), "{}{{quantile=\"{}\"}} {}\n", name, share,
                       quantile(share));
    fmt::format_to(std::back_inserter(out), "{}_sum {}\n{}_count {}\n", name,
                   sum_ns_.load(std::memory_order_relaxed), name, count());
}

}  // namespace dusk::metrics
