// How many calls a client may make: a bucket of tokens for each address, refilled with time. IPv6
// clients are told apart by the first 64 bits of their address, which is what one of them gets.
#pragma once

#include <chrono>
#include <cstdint>
#include <map>
#include <mutex>
#include <string_view>

namespace dusk::rpc {

struct RateLimit {
    double calls_per_s = 0;  ///< of one address; 0: no limit
    double burst = 0;        ///< calls at once; 0: those of one second, at least one
};

class RateLimiter {
public:
    using Time = std::chrono::steady_clock::time_point;
    /// Addresses that are remembered. Beyond it those with full buckets are forgotten, then all.
    static constexpr std::size_t ADDRESSES_MAX = 65'536;

    explicit RateLimiter(RateLimit limit);
    bool enabled() const noexcept { return limit_.calls_per_s > 0; }
    /// Takes one call from the bucket of `remote` ("127.0.0.1:5000"); false if it is empty.
    bool admit(std::string_view remote, Time now);
    /// Takes further calls, those of a batch; the bucket may come to owe them.
    void charge(std::string_view remote, std::size_t calls);

private:
    struct Bucket {
        double tokens = 0;
        Time filled{};
    };
    Bucket& bucket(std::string_view remote, Time now);
    void forget_full(Time now);

    RateLimit limit_;
    std::mutex mutex_;
    std::map<std::uint64_t, Bucket> buckets_;  ///< guarded by mutex_
};

}  // namespace dusk::rpc
