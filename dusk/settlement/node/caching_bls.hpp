// A BlsProvider that remembers what it found true: a transaction's signature is checked when it
// comes, when a block is built and when the block is verified, and its keys are decoded for every
// event. Thread-safe. Limits: 16,384 signatures and as many keys; the oldest half goes when one is
// full.
#pragma once

#include <mutex>

#include <dusk/core/base/generation_cache.hpp>
#include <dusk/core/crypto/bls_provider.hpp>

namespace dusk::settlement {

class CachingBls final : public BlsProvider {
public:
    explicit CachingBls(const BlsProvider& inner) : inner_(inner) {}

    bool verify_single(const BlsPublicKey& key, BytesView message,
                       const BlsSignature& signature) const override;
    bool verify_multisig(std::span<const BlsPublicKey> keys, BytesView message,
                         const BlsSignature& signature) const override {
        return inner_.verify_multisig(keys, message, signature);
    }
    std::optional<BlsSignature> aggregate(std::span<const BlsSignature> signatures) const override {
        return inner_.aggregate(signatures);
    }
    bool is_valid_key(const BlsPublicKey& key) const override { return raw_key(key).has_value(); }
    std::optional<FixedBytes<193>> raw_key(const BlsPublicKey& key) const override;
    std::optional<BlsPublicKey> key_from_raw(const FixedBytes<193>& raw) const override {
        return inner_.key_from_raw(raw);
    }
    Hash32 hash_to_scalar(BytesView message) const override {
        return inner_.hash_to_scalar(message);
    }

private:
    static constexpr std::size_t GENERATION_SIZE = 8192;

    const BlsProvider& inner_;
    mutable std::mutex mutex_;
    /// SHA-256 of key, signature and message of what was valid.
    mutable GenerationCache<Hash32, bool, GENERATION_SIZE> signatures_;
    mutable GenerationCache<BlsPublicKey, FixedBytes<193>, GENERATION_SIZE> raw_keys_;
};

}  // namespace dusk::settlement
