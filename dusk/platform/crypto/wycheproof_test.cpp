#include <set>

#include <tests/support/json_vectors.hpp>

#include <dusk/core/codec/hex.hpp>
#include <dusk/core/crypto/hash.hpp>
#include <dusk/platform/crypto/p256.hpp>
#include <dusk/platform/crypto/provider.hpp>

namespace dusk {
namespace {

/// Signatures of another size have no place in our fixed-size interface; none of them is valid.
constexpr std::size_t SIGNATURE_SIZE = 64;

struct Case {
    std::int64_t id;
    Bytes key;  ///< x, y
    Hash32 digest;
    Bytes signature;
    bool is_valid;
};

std::vector<Case> read_cases(const std::filesystem::path& path) {
    std::vector<Case> cases;
    const auto file = test::read_json(path);
    for (const auto& group : file.at("testGroups").as_array()) {
        const auto encoded = test::bytes_of(group.at("publicKey"), "uncompressed");
        for (const auto& vector : group.at("tests").as_array())
            cases.push_back({.id = vector.at("tcId").as_int64(),
                             .key = {encoded.begin() + 1, encoded.end()},
                             .digest = sha256(test::bytes_of(vector, "msg")),
                             .signature = test::bytes_of(vector, "sig"),
                             .is_valid = test::text_of(vector, "result") == "valid"});
    }
    return cases;
}

/// Whether recovery with one of the two parities gives the key's address.
bool recovers(const Case& c) {
    const auto r = Hash32::from(BytesView(c.signature).first(32));
    const auto s = Hash32::from(BytesView(c.signature).last(32));
    const auto address = Address::from_right(keccak256(c.key));
    for (const bool odd : {false, true})
        if (native_crypto().recover_signer(c.digest, r, s, odd) == address) return true;
    return false;
}

TEST(wycheproof, secp256k1_recovery) {
    DUSK_VECTORS_OR_SKIP(root, "crypto-vectors");
    // Valid ECDSA that Ethereum's two recovery ids cannot express: the nonce's x exceeds the order.
    const std::set<std::int64_t> large_x = {115, 247};
    std::size_t ran = 0;
    std::size_t skipped = 0;
    for (const auto& c : read_cases(root / "wycheproof/ecdsa_secp256k1_sha256_p1363_test.json")) {
        const bool fits = c.signature.size() == SIGNATURE_SIZE;
        EXPECT_TRUE(fits || !c.is_valid) << c.id;
        if (!fits) {
            ++skipped;
            continue;
        }
        ++ran;
        EXPECT_EQ(recovers(c), c.is_valid && !large_x.contains(c.id)) << c.id;
    }
    test::print_count("wycheproof ecdsa_secp256k1_sha256_p1363 (skipped: not of 64 bytes)", ran,
                      skipped);
}

TEST(wycheproof, secp256r1_verification) {
    DUSK_VECTORS_OR_SKIP(root, "crypto-vectors");
    std::size_t ran = 0;
    std::size_t skipped = 0;
    for (const auto& c : read_cases(root / "wycheproof/ecdsa_secp256r1_sha256_p1363_test.json")) {
        const bool fits = c.signature.size() == SIGNATURE_SIZE;
        EXPECT_TRUE(fits || !c.is_valid) << c.id;
        if (!fits) {
            ++skipped;
            continue;
        }
        ++ran;
        Bytes input = to_bytes(c.digest);
        append(input, c.signature);
        append(input, c.key);
        EXPECT_EQ(!p256_verify(input).empty(), c.is_valid) << c.id;
    }
    test::print_count("wycheproof ecdsa_secp256r1_sha256_p1363 (skipped: not of 64 bytes)", ran,
                      skipped);
}

}  // namespace
}  // namespace dusk
