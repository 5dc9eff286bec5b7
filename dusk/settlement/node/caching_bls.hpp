// A BlsProvider that remembers what it found true: a transaction's signature is checked when it
// comes, when a block is built and when the block is verified, and its keys are decoded for every
// event. Thread-safe. Limits: 16,384 signatures and as many keys; the oldest half goes when one is
// full.
#pragma once

#include <mutex>

#include <dusk/core/base/flat_map.hpp>
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
    /// Two generations of entries: the older is dropped when the younger is full.
    template <class Key, class Value>
    class Cache {
    public:
        std::optional<Value> find(const Key& key) {
            if (const auto* value = young_.find(key)) return *value;
            const auto* value = old_.find(key);
            if (!value) return std::nullopt;
            const Value kept = *value;
            insert(key, kept);
            return kept;
        }
        void insert(const Key& key, const Value& value) {
            if (young_.size() >= GENERATION_SIZE) old_ = std::exchange(young_, {});
            young_[key] = value;
        }

    private:
        static constexpr std::size_t GENERATION_SIZE = 8192;
        FlatMap<Key, Value> young_;
        FlatMap<Key, Value> old_;
    };

    const BlsProvider& inner_;
    mutable std::mutex mutex_;
    /// SHA-256 of key, signature and message of what was valid.
    mutable Cache<Hash32, bool> signatures_;
    mutable Cache<BlsPublicKey, FixedBytes<193>> raw_keys_;
};

}  // namespace dusk::settlement
