// The node's cryptography, with a count of the signatures recovered.
#pragma once

#include <atomic>

#include <dusk/platform/crypto/provider.hpp>

namespace dusk::test {

struct CountingCrypto final : CryptoProvider {
    mutable std::atomic<int> recovered = 0;

    std::expected<Bytes, CryptoError> curve(CurveOp op, BytesView input) const override {
        return native_crypto().curve(op, input);
    }
    std::optional<Address> recover_signer(const Hash32& digest, const Hash32& r, const Hash32& s,
                                          bool odd_y) const override {
        ++recovered;
        return native_crypto().recover_signer(digest, r, s, odd_y);
    }
};

}  // namespace dusk::test
