#include <vector>

#include <gtest/gtest.h>

#include <dusk/core/base/endian.hpp>
#include <dusk/core/codec/hex.hpp>
#include <dusk/core/evm/precompile_gas.hpp>
#include <dusk/core/evm/precompiles.hpp>

namespace dusk::evm {
namespace {

/// Answers every curve call with one byte, or refuses it.
class FakeCrypto final : public CryptoProvider {
public:
    bool refuses = false;
    mutable std::vector<CurveOp> calls;

    std::expected<Bytes, CryptoError> curve(CurveOp op, BytesView) const override {
        calls.push_back(op);
        if (refuses) return std::unexpected(CryptoError::invalid_input);
        return Bytes{0xaa};
    }
    std::optional<Address> recover_signer(const Hash32&, const Hash32&, const Hash32&,
                                          bool) const override {
        return std::nullopt;
    }
};

Address at(std::uint16_t number) {
    Bytes bytes;
    append_be(bytes, number);
    return Address::from_right(bytes);
}

PrecompileSet rules(Revision revision) { return {.revision = revision}; }

PrecompileResult run(const PrecompileSet& set, std::uint16_t number, BytesView input,
                     std::int64_t gas = 1'000'000'000) {
    return run_precompile(set, at(number), input, gas, FakeCrypto{});
}

Bytes modexp_input(const u256& base, const u256& exponent, const u256& modulus,
                   std::string_view operands = {}) {
    Bytes input;
    for (const auto& size : {base, exponent, modulus}) append(input, to_hash32(size));
    append(input, *from_hex(operands));
    return input;
}

std::uint64_t modexp_price(Revision revision, const Bytes& input) {
    return modexp_gas(rules(revision), input);
}

TEST(precompile_set, grows_with_the_revisions) {
    const auto count = [](Revision r) { return precompile_addresses(rules(r)).size(); };
    EXPECT_EQ(count(Revision::frontier), 4u);
    EXPECT_EQ(count(Revision::byzantium), 8u);
    EXPECT_EQ(count(Revision::istanbul), 9u);
    EXPECT_EQ(count(Revision::shanghai), 9u);
    EXPECT_EQ(count(Revision::cancun), 10u);
    EXPECT_EQ(count(Revision::prague), 17u);
    EXPECT_EQ(count(Revision::osaka), 18u);
}

TEST(precompile_set, lists_what_it_recognises_in_ascending_order) {
    const auto set = rules(Revision::osaka);
    const auto addresses = precompile_addresses(set);
    EXPECT_TRUE(std::ranges::is_sorted(addresses));
    for (const auto& address : addresses) EXPECT_TRUE(is_precompile(set, address));
    EXPECT_FALSE(is_precompile(set, at(0x00)));
    EXPECT_FALSE(is_precompile(set, at(0x12)));
    EXPECT_FALSE(is_precompile(set, at(0x101)));
    auto with_a_high_byte = at(0x01);
    with_a_high_byte[0] = 1;
    EXPECT_FALSE(is_precompile(set, with_a_high_byte));
}

TEST(precompile_set, has_p256_early_where_asked) {
    PrecompileSet set{.revision = Revision::cancun, .p256_before_osaka = true};
    EXPECT_TRUE(is_precompile(set, at(0x100)));
    EXPECT_EQ(run(set, 0x100, {}, 4000).gas_left, 550);
    set = {.revision = Revision::osaka};
    EXPECT_EQ(run(set, 0x100, {}, 7000).gas_left, 100);
    EXPECT_FALSE(is_precompile(rules(Revision::prague), at(0x100)));
}

TEST(run_precompile, charges_the_words_of_hashes) {
    const auto set = rules(Revision::frontier);
    const Bytes input(33);
    EXPECT_EQ(run(set, 2, input, 1000).gas_left, 1000 - 60 - 24);
    EXPECT_EQ(run(set, 3, input, 1000).gas_left, 1000 - 600 - 240);
    EXPECT_EQ(run(set, 4, input, 1000).gas_left, 1000 - 15 - 6);
    EXPECT_EQ(run(set, 4, input).output, input);
}

TEST(run_precompile, hashes) {
    const auto set = rules(Revision::frontier);
    EXPECT_EQ(to_hex(run(set, 2, as_bytes("abc")).output),
              "0xba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    EXPECT_EQ(to_hex(run(set, 3, as_bytes("abc")).output),
              "0x0000000000000000000000008eb208f7e05d987a9b044a8e98c6b087f15a0bfc");
}

TEST(run_precompile, keeps_no_gas_where_it_fails) {
    FakeCrypto crypto;
    crypto.refuses = true;
    const auto failed = run_precompile(rules(Revision::istanbul), at(6), {}, 500, crypto);
    EXPECT_EQ(failed.status, PrecompileStatus::failure);
    EXPECT_EQ(failed.gas_left, 0);
    EXPECT_TRUE(failed.output.empty());
}

TEST(run_precompile, asks_the_provider_only_once_paid) {
    const FakeCrypto crypto;
    const auto set = rules(Revision::istanbul);
    EXPECT_EQ(run_precompile(set, at(7), {}, 5999, crypto).status, PrecompileStatus::out_of_gas);
    EXPECT_TRUE(crypto.calls.empty());
    const auto paid = run_precompile(set, at(7), {}, 6000, crypto);
    EXPECT_EQ(paid.status, PrecompileStatus::ok);
    EXPECT_EQ(paid.gas_left, 0);
    EXPECT_EQ(crypto.calls, std::vector{CurveOp::bn254_mul});
}

TEST(run_precompile, refuses_inputs_above_the_limits) {
    struct Row {
        std::uint16_t address;
        PrecompileLimits limits;
        std::size_t size_max;
    };
    const Row rows[] = {
        {0x08, OP_GRANITE_PRECOMPILE_LIMITS, 112687}, {0x08, OP_JOVIAN_PRECOMPILE_LIMITS, 81984},
        {0x08, OP_KARST_PRECOMPILE_LIMITS, 57600},    {0x0c, OP_ISTHMUS_PRECOMPILE_LIMITS, 513760},
        {0x0c, OP_JOVIAN_PRECOMPILE_LIMITS, 288960},  {0x0e, OP_ISTHMUS_PRECOMPILE_LIMITS, 488448},
        {0x0e, OP_JOVIAN_PRECOMPILE_LIMITS, 278784},  {0x0f, OP_ISTHMUS_PRECOMPILE_LIMITS, 235008},
        {0x0f, OP_JOVIAN_PRECOMPILE_LIMITS, 156672}};
    for (const auto& row : rows) {
        const PrecompileSet set{.revision = Revision::prague, .limits = row.limits};
        const Bytes input(row.size_max + 1);
        const auto fitting = BytesView(input).first(row.size_max);
        EXPECT_EQ(run(set, row.address, fitting).status, PrecompileStatus::ok) << row.size_max;
        EXPECT_EQ(run(set, row.address, input).status, PrecompileStatus::failure) << row.size_max;
    }
}

TEST(run_precompile, runs_blake2f) {
    // EIP-152, test vector 5: 12 rounds for BLAKE2b of "abc".
    auto input = *from_hex(
        "0000000c"
        "48c9bdf267e6096a3ba7ca8485ae67bb2bf894fe72f36e3cf1361d5f3af54fa5"
        "d182e6ad7f520e511f6c3e2b8c68059b6bbd41fbabd9831f79217e1319cde05b"
        "616263");
    input.resize(213);
    input[196] = 3;
    input[212] = 1;
    const auto result = run(rules(Revision::istanbul), 9, input, 13);
    EXPECT_EQ(result.gas_left, 1);
    EXPECT_EQ(to_hex(result.output),
              "0xba80a53f981c4d0d6a2797b69f12f6e94c212f14685ac4b74b12bb6fdbffa2d1"
              "7d87c5392aab792dc252d5de4533cc9518d38aa8dbf1925ab92386edd4009923");
    auto bad_flag = input;
    bad_flag[212] = 2;
    EXPECT_EQ(run(rules(Revision::istanbul), 9, bad_flag).status, PrecompileStatus::failure);
    EXPECT_EQ(run(rules(Revision::istanbul), 9, Bytes(212)).status, PrecompileStatus::failure);
    EXPECT_EQ(run(rules(Revision::istanbul), 9, Bytes(214)).status, PrecompileStatus::failure);
}

TEST(modexp_price, follows_the_revision) {
    // 3^(2^256 - 2^32 - 978) mod (2^256 - 2^32 - 977), EIP-198's first example.
    const auto input =
        modexp_input({1}, {32}, {32},
                     "03fffffffffffffffffffffffffffffffffffffffffffffffffffffffefffffc2e"
                     "fffffffffffffffffffffffffffffffffffffffffffffffffffffffefffffc2f");
    EXPECT_EQ(modexp_price(Revision::byzantium, input), 13056u);
    EXPECT_EQ(modexp_price(Revision::berlin, input), 1360u);
    EXPECT_EQ(modexp_price(Revision::osaka, input), 4080u);
}

TEST(modexp_price, has_a_floor) {
    EXPECT_EQ(modexp_price(Revision::byzantium, {}), 0u);
    EXPECT_EQ(modexp_price(Revision::berlin, {}), 200u);
    EXPECT_EQ(modexp_price(Revision::osaka, {}), 500u);
}

TEST(modexp_price, saturates_for_absurd_lengths) {
    const u256 huge = ~u256{};
    for (const auto revision : {Revision::byzantium, Revision::berlin, Revision::osaka}) {
        EXPECT_EQ(modexp_price(revision, modexp_input(huge, {1}, {1})), GAS_UNPAYABLE);
        EXPECT_EQ(modexp_price(revision, modexp_input({1}, huge, {1})), GAS_UNPAYABLE);
        EXPECT_EQ(modexp_price(revision, modexp_input({1}, {1}, huge)), GAS_UNPAYABLE);
    }
    EXPECT_EQ(modexp_price(Revision::berlin, modexp_input({0}, huge, {0})), 200u);
}

TEST(modexp_run, gives_nothing_for_an_empty_modulus) {
    const auto result = run(rules(Revision::berlin), 5, modexp_input({0}, ~u256{}, {0}));
    EXPECT_EQ(result.status, PrecompileStatus::ok);
    EXPECT_TRUE(result.output.empty());
}

TEST(modexp_run, bounds_each_length_from_osaka) {
    const auto set = rules(Revision::osaka);
    EXPECT_EQ(run(set, 5, modexp_input({1024}, {0}, {1024})).status, PrecompileStatus::ok);
    EXPECT_EQ(run(set, 5, modexp_input({1025}, {0}, {1})).status, PrecompileStatus::failure);
    EXPECT_EQ(run(set, 5, modexp_input({0}, {1025}, {0})).status, PrecompileStatus::failure);
    EXPECT_EQ(run(set, 5, modexp_input({0}, {0}, {1025})).status, PrecompileStatus::failure);
}

TEST(bls12_price, discounts_many_terms) {
    const auto set = rules(Revision::prague);
    EXPECT_EQ(bls12_g1_msm_gas(set, Bytes(160)), 12000u);
    EXPECT_EQ(bls12_g1_msm_gas(set, Bytes(160 * 2)), 2 * 12000u * 949 / 1000);
    EXPECT_EQ(bls12_g1_msm_gas(set, Bytes(160 * 128)), 128 * 12000u * 519 / 1000);
    EXPECT_EQ(bls12_g1_msm_gas(set, Bytes(160 * 200)), 200 * 12000u * 519 / 1000);
    EXPECT_EQ(bls12_g2_msm_gas(set, Bytes(288 * 3)), 3 * 22500u * 923 / 1000);
    EXPECT_EQ(bls12_g2_msm_gas(set, Bytes(288 * 129)), 129 * 22500u * 524 / 1000);
    EXPECT_EQ(bls12_g1_msm_gas(set, {}), 0u);
    EXPECT_EQ(bls12_pairing_gas(set, Bytes(384 * 2)), 102900u);
}

TEST(bn254_price, falls_in_istanbul) {
    const auto price = [](Revision r) { return bn254_pairing_gas(rules(r), Bytes(384)); };
    EXPECT_EQ(price(Revision::byzantium), 260000u);
    EXPECT_EQ(price(Revision::istanbul), 113000u);
}

}  // namespace
}  // namespace dusk::evm
