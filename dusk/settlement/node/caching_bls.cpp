#include <dusk/core/crypto/hash.hpp>
#include <dusk/settlement/node/caching_bls.hpp>

namespace dusk::settlement {

bool CachingBls::verify_single(const BlsPublicKey& key, BytesView message,
                               const BlsSignature& signature) const {
    Bytes input = to_bytes(key);
    append(input, signature);
    append(input, message);
    const auto digest = sha256(input);
    {
        const std::lock_guard lock(mutex_);
        if (signatures_.find(digest)) return true;
    }
    if (!inner_.verify_single(key, message, signature)) return false;
    const std::lock_guard lock(mutex_);
    signatures_.insert(digest, true);
    return true;
}

std::optional<FixedBytes<193>> CachingBls::raw_key(const BlsPublicKey& key) const {
    {
        const std::lock_guard lock(mutex_);
        if (auto known = raw_keys_.find(key)) return known;
    }
    const auto raw = inner_.raw_key(key);
    if (!raw) return std::nullopt;
    const std::lock_guard lock(mutex_);
    raw_keys_.insert(key, *raw);
    return raw;
}

}  // namespace dusk::settlement
