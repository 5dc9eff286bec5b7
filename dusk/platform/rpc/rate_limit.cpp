#include <algorithm>
#include <string>

#include <arpa/inet.h>
#include <netinet/in.h>

#include <dusk/core/base/bytes.hpp>
#include <dusk/core/base/endian.hpp>
#include <dusk/platform/rpc/rate_limit.hpp>

namespace dusk::rpc {
namespace {

/// What stands for an address: an IPv4 address whole, of an IPv6 address the network's half.
std::uint64_t key_of(std::string_view remote) {
    auto host = remote.substr(0, remote.rfind(':'));
    if (host.starts_with('[')) host = host.substr(1, host.find(']') - 1);
    std::array<std::uint8_t, 16> address{};
    const std::string text(host);
    if (::inet_pton(AF_INET, text.c_str(), address.data()) == 1)
        return load_be<std::uint32_t>(BytesView{address}.first(4));
    (void)::inet_pton(AF_INET6, text.c_str(), address.data());
    return load_be<std::uint64_t>(BytesView{address}.first(8));
}

double seconds(std::chrono::steady_clock::duration time) {
    return std::chrono::duration<double>(time).count();
}

}  // namespace

RateLimiter::RateLimiter(RateLimit limit) : limit_(limit) {
    if (limit_.burst <= 0) limit_.burst = std::max(limit_.calls_per_s, 1.0);
}

bool RateLimiter::admit(std::string_view remote, Time now) {
    if (!enabled()) return true;
    const std::scoped_lock lock(mutex_);
    auto& own = bucket(remote, now);
    if (own.tokens < 1) return false;
    own.tokens -= 1;
    return true;
}

void RateLimiter::charge(std::string_view remote, std::size_t calls) {
    if (!enabled() || calls == 0) return;
    const std::scoped_lock lock(mutex_);
    if (const auto found = buckets_.find(key_of(remote)); found != buckets_.end())
        found->second.tokens -= static_cast<double>(calls);
}

/// The bucket as it is now.
RateLimiter::Bucket& RateLimiter::bucket(std::string_view remote, Time now) {
    const auto key = key_of(remote);
    auto found = buckets_.find(key);
    if (found == buckets_.end()) {
        if (buckets_.size() >= ADDRESSES_MAX) forget_full(now);
        return buckets_.emplace(key, Bucket{limit_.burst, now}).first->second;
    }
    auto& own = found->second;
    const auto more = std::max(seconds(now - own.filled), 0.0) * limit_.calls_per_s;
    own = {std::min(own.tokens + more, limit_.burst), now};
    return own;
}

void RateLimiter::forget_full(Time now) {
    std::erase_if(buckets_, [&](const auto& entry) {
        const auto& [key, own] = entry;
        return own.tokens + seconds(now - own.filled) * limit_.calls_per_s >= limit_.burst;
    });
    if (buckets_.size() >= ADDRESSES_MAX) buckets_.clear();
}

}  // namespace dusk::rpc
