// A secp256k1 secret key that signs Ethereum transactions and messages.
// Spec: yellow paper appendix F; EIP-2 (low s); RFC 6979 (deterministic nonces).
#pragma once

#include <optional>

#include <dusk/core/base/bytes.hpp>

namespace dusk {

/// r and s big-endian, s at most half of the group's order; the parity of the nonce point's y.
struct EthereumSignature {
    Hash32 r;
    Hash32 s;
    bool odd_y = false;
    friend bool operator==(const EthereumSignature&, const EthereumSignature&) = default;
};

class EthereumKey {
public:
    /// From 32 big-endian bytes; none for zero or what is not below the group's order.
    static std::optional<EthereumKey> from(const Hash32& secret);
    /// A fresh key from the system's random source.
    static EthereumKey generate();

    EthereumKey(const EthereumKey&) = default;
    EthereumKey& operator=(const EthereumKey&) = default;
    /// Erases the secret.
    ~EthereumKey();

    const Address& address() const noexcept { return address_; }
    /// The compressed public key: 33 bytes.
    FixedBytes<33> public_key() const;
    EthereumSignature sign(const Hash32& digest) const;
    const Hash32& secret() const noexcept { return secret_; }

private:
    EthereumKey(const Hash32& secret, const Address& address)
        : secret_(secret), address_(address) {}

    Hash32 secret_;
    Address address_;
};

}  // namespace dusk
