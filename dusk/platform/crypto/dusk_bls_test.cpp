#include <tests/support/json_vectors.hpp>

#include <dusk/core/codec/hex.hpp>
#include <dusk/core/crypto/hash.hpp>
#include <dusk/platform/crypto/dusk_bls.hpp>

namespace dusk {
namespace {

/// The group's order, little-endian.
constexpr std::string_view ORDER_LE =
    "01000000fffffffffe5bfeff02a4bd5305d8a10908d83933487d9d2953a7ed73";

BlsSecretKey key_of(std::uint8_t i) {
    Hash32 scalar;
    scalar[0] = i;
    scalar[20] = static_cast<std::uint8_t>(i * 7);
    return *BlsSecretKey::from(scalar);
}

BlsPublicKey generator() {
    Hash32 one;
    one[0] = 1;
    return BlsSecretKey::from(one)->public_key();
}

BytesView message() { return as_bytes("a message"); }

TEST(dusk_bls, verifies_single_signatures) {
    const auto key = key_of(1);
    const auto signature = key.sign_single(message());
    EXPECT_TRUE(native_bls().verify_single(key.public_key(), message(), signature));
    EXPECT_FALSE(native_bls().verify_single(key.public_key(), as_bytes("another"), signature));
    EXPECT_FALSE(native_bls().verify_single(key_of(2).public_key(), message(), signature));
    EXPECT_FALSE(
        native_bls().verify_single(key.public_key(), message(), key.sign_multisig(message())));
}

TEST(dusk_bls, verifies_multisignatures_of_one_and_of_many) {
    std::vector<BlsPublicKey> keys;
    std::vector<BlsSignature> signatures;
    for (std::uint8_t i = 1; i <= 5; ++i) {
        keys.push_back(key_of(i).public_key());
        signatures.push_back(key_of(i).sign_multisig(message()));
        const auto sum = native_bls().aggregate(signatures);
        ASSERT_TRUE(sum.has_value());
        EXPECT_TRUE(native_bls().verify_multisig(keys, message(), *sum));
        EXPECT_FALSE(native_bls().verify_multisig(keys, as_bytes("another"), *sum));
        const auto aggregated = bls_aggregate_keys(keys);
        ASSERT_TRUE(aggregated.has_value());
        EXPECT_TRUE(native_bls().verify_single(*aggregated, message(), *sum));
    }
    EXPECT_FALSE(native_bls().verify_multisig(std::span(keys).first(4), message(),
                                              *native_bls().aggregate(signatures)));
}

TEST(dusk_bls, answers_the_same_about_keys_that_it_remembers) {
    const BlsPublicKey keys[] = {key_of(7).public_key(), key_of(8).public_key()};
    const BlsSignature signatures[] = {key_of(7).sign_multisig(message()),
                                       key_of(8).sign_multisig(message())};
    const auto sum = *native_bls().aggregate(signatures);
    auto bad = keys[1];
    bad[95] ^= 1;
    const BlsPublicKey with_bad[] = {keys[0], bad};
    const BlsPublicKey same[] = {keys[0], keys[0]};
    for (int i = 0; i < 3; ++i) {
        EXPECT_TRUE(native_bls().verify_multisig(keys, message(), sum));
        EXPECT_FALSE(native_bls().verify_multisig(with_bad, message(), sum));
        EXPECT_FALSE(native_bls().verify_multisig(same, message(), sum));
        EXPECT_FALSE(native_bls().is_valid_key(bad));
        EXPECT_TRUE(native_bls().is_valid_key(keys[0]));
    }
}

TEST(dusk_bls, refuses_nothing_at_all) {
    EXPECT_FALSE(native_bls().verify_multisig({}, message(), key_of(1).sign_single(message())));
    EXPECT_FALSE(native_bls().aggregate({}).has_value());
    EXPECT_FALSE(bls_aggregate_keys({}).has_value());
}

TEST(dusk_bls, refuses_the_identity) {
    BlsPublicKey identity_key;
    identity_key[0] = 0xc0;
    BlsSignature identity_signature;
    identity_signature[0] = 0xc0;
    EXPECT_FALSE(native_bls().is_valid_key(identity_key));
    EXPECT_FALSE(native_bls().verify_single(identity_key, message(), identity_signature));
    const auto key = key_of(1);
    EXPECT_FALSE(native_bls().verify_single(key.public_key(), message(), identity_signature));
    EXPECT_FALSE(native_bls().aggregate({{identity_signature}}).has_value());
    auto negative = key.sign_single(message());
    negative[0] ^= 0x20;  // the sign of y
    const BlsSignature opposite[] = {key.sign_single(message()), negative};
    EXPECT_FALSE(native_bls().aggregate(opposite).has_value());
}

TEST(dusk_bls, refuses_bytes_that_are_no_point) {
    EXPECT_FALSE(native_bls().is_valid_key({}));
    BlsPublicKey ones;
    ones.bytes.fill(0xff);
    EXPECT_FALSE(native_bls().is_valid_key(ones));
    EXPECT_TRUE(native_bls().is_valid_key(key_of(3).public_key()));
}

TEST(dusk_bls, refuses_scalars_out_of_range) {
    EXPECT_FALSE(BlsSecretKey::from({}).has_value());
    EXPECT_FALSE(BlsSecretKey::from(*fixed_from_hex<32>(ORDER_LE)).has_value());
    auto last = *fixed_from_hex<32>(ORDER_LE);
    last[0] = 0;
    EXPECT_TRUE(BlsSecretKey::from(last).has_value());
}

TEST(dusk_bls, has_the_known_generator_as_the_key_of_one) {
    EXPECT_EQ(to_hex_plain(generator()),
              "93e02b6052719f607dacd3a088274f65596bd0d09920b61ab5da61bbdc7f5049334cf11213945d57"
              "e5ac7d055d042b7e024aa2b2f08f0a91260805272dc51051c6e47ad4fa403b02b4510b647ae3d177"
              "0bac0326a805bbefd48056c8c121bdb8");
}

TEST(dusk_bls, generates_usable_keys) {
    const auto key = BlsSecretKey::generate();
    EXPECT_TRUE(native_bls().is_valid_key(key.public_key()));
    EXPECT_NE(key.scalar_le(), BlsSecretKey::generate().scalar_le());
}

// BLAKE2b-512 as a little-endian integer mod r, by long division bit by bit.
TEST(dusk_bls, hashes_to_scalars) {
    auto order_be = *fixed_from_hex<32>(ORDER_LE);
    std::ranges::reverse(order_be);
    const auto order = to_u256(order_be);
    for (const std::string_view text : {"", "a", "a longer message"}) {
        const auto digest = blake2b_512(as_bytes(text));
        u256 value;
        for (std::size_t bit = 512; bit-- > 0;) {
            value = add_mod(value, value, order);
            if ((digest[bit / 8] >> (bit % 8) & 1) != 0) value = add_mod(value, u256{1}, order);
        }
        auto expected = to_hash32(value);
        std::ranges::reverse(expected);
        EXPECT_EQ(native_bls().hash_to_scalar(as_bytes(text)), expected);
    }
}

TEST(dusk_bls_forms, write_the_generator_in_montgomery_limbs) {
    const auto raw = bls_key_to_raw(generator());
    ASSERT_TRUE(raw.has_value());
    // The limbs of the generator's x.c0 in the form of bls12_381: 0xf5f28fa202940a10, 0xb3f5fb26…
    EXPECT_EQ(to_hex_plain(raw->view().first(48)),
              "100a9402a28ff2f51a96b48726fbf5b380e52a3eb593a8a1e9ae3c1a9d999498"
              "6b36631863b7676fd7bc504392918105");
    EXPECT_EQ((*raw)[192], 0);
}

TEST(dusk_bls_forms, round_trip) {
    for (std::uint8_t i = 1; i < 6; ++i) {
        const auto key = key_of(i).public_key();
        EXPECT_EQ(bls_key_from_raw(*bls_key_to_raw(key)), key);
        EXPECT_EQ(bls_key_from_eip2537(*bls_key_to_eip2537(key)), key);
    }
}

TEST(dusk_bls_forms, refuse_what_is_no_key) {
    EXPECT_FALSE(bls_key_to_raw({}).has_value());
    EXPECT_FALSE(bls_key_to_eip2537({}).has_value());
    EXPECT_FALSE(bls_key_from_raw({}).has_value());
    EXPECT_FALSE(bls_key_from_eip2537({}).has_value());
    auto raw = *bls_key_to_raw(generator());
    raw[192] = 1;
    EXPECT_FALSE(bls_key_from_raw(raw).has_value());
    raw[192] = 0;
    raw[0] ^= 1;
    EXPECT_FALSE(bls_key_from_raw(raw).has_value());
    std::fill_n(raw.begin(), 48, std::uint8_t{0xff});  // not below the prime
    EXPECT_FALSE(bls_key_from_raw(raw).has_value());
}

/// The outcome of reading a point as a signature or key of ours, which cannot be infinity.
template <std::size_t N, class Accepts>
void check_deserialization(std::string_view folder, std::string_view field, Accepts accepts) {
    DUSK_VECTORS_OR_SKIP(root, "crypto-vectors");
    std::size_t count = 0;
    const auto path = root / "bls12-381-tests" / folder;
    for (const auto& entry : std::filesystem::directory_iterator(path)) {
        const auto vector = test::read_json(entry.path());
        const auto point = test::bytes_of(vector.at("input"), field);
        const auto name = entry.path().filename().string();
        const bool is_infinity = name.find("succeeds_infinity") != std::string::npos;
        const bool expected = vector.at("output").as_bool() && !is_infinity;
        const bool accepted = point.size() == N && accepts(FixedBytes<N>::from(point));
        EXPECT_EQ(accepted, expected) << name;
        ++count;
    }
    test::print_count(folder, count);
}

TEST(bls12_381_vectors, deserialization_G1) {
    check_deserialization<48>("deserialization_G1", "pubkey", [](const BlsSignature& point) {
        return native_bls().aggregate({{point}}).has_value();
    });
}

TEST(bls12_381_vectors, deserialization_G2) {
    check_deserialization<96>("deserialization_G2", "signature", [](const BlsPublicKey& point) {
        return native_bls().is_valid_key(point);
    });
}

}  // namespace
}  // namespace dusk
