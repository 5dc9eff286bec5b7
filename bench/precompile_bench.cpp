// The precompiles in gas per second, gas and all, under Osaka's prices with the inputs that cost
// most time for their gas: full scalars, valid points and signatures, long exponents.
#include <string>

#include <bench/noise.hpp>
#include <benchmark/benchmark.h>

#include <dusk/core/base/check.hpp>
#include <dusk/core/base/endian.hpp>
#include <dusk/core/base/u256.hpp>
#include <dusk/core/codec/hex.hpp>
#include <dusk/core/crypto/hash.hpp>
#include <dusk/core/evm/precompiles.hpp>
#include <dusk/platform/crypto/ethereum_key.hpp>
#include <dusk/platform/crypto/kzg.hpp>
#include <dusk/platform/crypto/provider.hpp>

namespace dusk {
namespace {

constexpr std::int64_t GAS = 1'000'000'000'000;

evm::PrecompileResult call(std::uint16_t address, BytesView input) {
    Bytes number;
    append_be(number, address);
    return evm::run_precompile({}, Address::from_right(number), input, GAS, native_crypto());
}

void run(benchmark::State& state, std::uint16_t address, const Bytes& input) {
    std::int64_t gas = 0;
    for (auto _ : state) {
        const auto result = call(address, input);
        if (result.status != evm::PrecompileStatus::ok) state.SkipWithError("the input is refused");
        gas += GAS - result.gas_left;
    }
    state.counters["gas_rate"] =
        benchmark::Counter(static_cast<double>(gas), benchmark::Counter::kIsRate);
}

/// A row of the table: a precompile on an input that is made before the clock starts.
void row(const std::string& name, std::uint16_t address, Bytes (*make)(std::int64_t),
         std::vector<std::int64_t> sizes = {0}) {
    auto* rows = benchmark::RegisterBenchmark(
        ("precompile/" + name).c_str(),
        [=](benchmark::State& state) { run(state, address, make(state.range(0))); });
    rows->Unit(benchmark::kMicrosecond)->ArgName("size");
    for (const auto size : sizes) rows->Arg(size);
}

Bytes noise_of(std::int64_t size) { return noise(static_cast<std::size_t>(size), 1); }

Bytes ecrecover_input(std::int64_t) {
    const auto key = *EthereumKey::from(keccak256({}));
    const auto digest = keccak256(as_bytes("a transaction"));
    const auto signature = key.sign(digest);
    Bytes input = to_bytes(digest);
    append(input, to_hash32(signature.odd_y ? 28 : 27));
    append(input, signature.r);
    append(input, signature.s);
    return input;
}

/// Base, exponent and modulus of ones: `size` is the modulus' in bytes, negative for an even one.
/// The exponent has as many bytes as the modulus, at most 32.
Bytes modexp_input(std::int64_t size) {
    const auto bytes = static_cast<std::size_t>(size < 0 ? -size : size);
    const auto exponent_size = std::min<std::size_t>(bytes, 32);
    Bytes input;
    append(input, to_hash32(bytes));
    append(input, to_hash32(exponent_size));
    append(input, to_hash32(bytes));
    input.resize(input.size() + 2 * bytes + exponent_size, 0xff);
    input[96] = 0xfe;
    if (size < 0) input.back() = 0;
    return input;
}

/// A long exponent: `size` bytes over a modulus of 32.
Bytes modexp_exponent_input(std::int64_t size) {
    Bytes input;
    append(input, to_hash32(32));
    append(input, to_hash32(static_cast<std::uint64_t>(size)));
    append(input, to_hash32(32));
    input.resize(input.size() + 64 + static_cast<std::size_t>(size), 0xff);
    input[96] = 0xfe;
    return input;
}

/// A large modulus and the exponent 3, whose price is the least that there is.
Bytes modexp_cube_input(std::int64_t size) {
    const auto bytes = static_cast<std::size_t>(size);
    Bytes input;
    append(input, to_hash32(bytes));
    append(input, to_hash32(1));
    append(input, to_hash32(bytes));
    input.resize(input.size() + 2 * bytes + 1, 0xff);
    input[96] = 0xfe;
    input[96 + bytes] = 3;
    return input;
}

Bytes bn254_generator() {
    Bytes point;
    append(point, to_hash32(1));
    append(point, to_hash32(2));
    return point;
}

/// scalar * generator
Bytes bn254_point(std::uint8_t seed) {
    auto input = bn254_generator();
    append(input, keccak256(Bytes{seed}));
    return call(0x07, input).output;
}

Bytes bn254_add_input(std::int64_t) {
    auto input = bn254_point(1);
    append(input, bn254_point(2));
    return input;
}

Bytes bn254_mul_input(std::int64_t) {
    auto input = bn254_point(1);
    input.resize(96, 0xff);
    return input;
}

Bytes bn254_pairing_input(std::int64_t pairs) {
    // EIP-197's P2.
    const auto q = *from_hex(
        "198e9393920d483a7260bfb731fb5d25f1aa493335a9e71297e485b7aef312c2"
        "1800deef121f1e76426a00665e5c4479674322d4f75edadd46debd5cd992f6ed"
        "090689d0585ff075ec9e99ad690c3395bc4b313370b38ef355acdadcd122975b"
        "12c85ea5db8c6deb4aab71808dcb408fe3d1e7690c43d37b4ce6cc0166fa7daa");
    Bytes input;
    for (std::int64_t i = 0; i < pairs; ++i) {
        append(input, bn254_point(static_cast<std::uint8_t>(i)));
        append(input, q);
    }
    return input;
}

Bytes blake2f_input(std::int64_t rounds) {
    Bytes input;
    append_be(input, static_cast<std::uint32_t>(rounds));
    append(input, noise(208, 1));
    input.push_back(1);
    return input;
}

Bytes kzg_input(std::int64_t) {
    auto blob = noise(kzg::BLOB_SIZE, 1);
    for (std::size_t i = 0; i < blob.size(); i += 32) blob[i] &= 0x3f;
    const auto commitment = *kzg::blob_to_commitment(blob);
    auto z = keccak256({});
    z[0] &= 0x3f;
    const auto opening = *kzg::compute_proof(blob, z);
    Bytes input = to_bytes(kzg::versioned_hash(commitment));
    append(input, z);
    append(input, opening.y);
    append(input, commitment);
    append(input, opening.proof);
    return input;
}

/// A field element of BLS12-381 below its prime.
Bytes bls_element(std::uint64_t seed) {
    Bytes element(16);
    append(element, noise(48, seed));
    element[16] &= 0x0f;
    return element;
}

Bytes bls_g1_point(std::uint64_t seed) { return call(0x10, bls_element(seed)).output; }
Bytes bls_fp2_element(std::int64_t seed) {
    auto element = bls_element(static_cast<std::uint64_t>(2 * seed));
    append(element, bls_element(static_cast<std::uint64_t>(2 * seed + 1)));
    return element;
}
Bytes bls_g2_point(std::uint64_t seed) {
    return call(0x11, bls_fp2_element(static_cast<std::int64_t>(seed))).output;
}

template <auto point>
Bytes bls_add_input(std::int64_t) {
    auto input = point(1);
    append(input, point(2));
    return input;
}

template <auto point>
Bytes bls_msm_input(std::int64_t terms) {
    Bytes input;
    for (std::int64_t i = 0; i < terms; ++i) {
        append(input, point(static_cast<std::uint64_t>(i)));
        append(input, keccak256(Bytes{static_cast<std::uint8_t>(i)}));
    }
    return input;
}

Bytes bls_pairing_input(std::int64_t pairs) {
    Bytes input;
    for (std::int64_t i = 0; i < pairs; ++i) {
        append(input, bls_g1_point(static_cast<std::uint64_t>(i)));
        append(input, bls_g2_point(static_cast<std::uint64_t>(i)));
    }
    return input;
}

/// RFC 6979, A.2.5: the signature of "sample" with SHA-256.
Bytes p256_input(std::int64_t) {
    Bytes input = to_bytes(sha256(as_bytes("sample")));
    append(input, *from_hex("efd48b2aacb6a8fd1140dd9cd45e81d69d2c877b56aaf991c34d0ea84eaf3716"
                            "f7cb1c942d657c41d436c7a1b6e29f65f3e900dbb9aff4064dc4ab2f843acda8"
                            "60fed4ba255a9d31c961eb74c6356d68c049b8923b61fa6ce669622e60f29fb6"
                            "7903fe1008b8bc99a41ae9e95628bc64f2f1b20c2d7e9f5177a3c294d4462299"));
    return input;
}

[[maybe_unused]] const bool REGISTERED = [] {
    row("ecrecover", 0x01, ecrecover_input);
    row("sha256", 0x02, noise_of, {64, 16'384});
    row("ripemd160", 0x03, noise_of, {64, 16'384});
    row("identity", 0x04, noise_of, {16'384});
    row("modexp", 0x05, modexp_input, {32, -32, 64, -64, 128, 256, 512, -512, 1024, -1024});
    row("modexp_exponent", 0x05, modexp_exponent_input, {1024});
    row("modexp_cube", 0x05, modexp_cube_input, {32, 192, 512, 1024});
    row("bn254_add", 0x06, bn254_add_input);
    row("bn254_mul", 0x07, bn254_mul_input);
    row("bn254_pairing", 0x08, bn254_pairing_input, {1, 2, 16});
    row("blake2f", 0x09, blake2f_input, {12, 100'000});
    row("kzg_point_evaluation", 0x0a, kzg_input);
    row("bls12_g1_add", 0x0b, bls_add_input<bls_g1_point>);
    row("bls12_g1_msm", 0x0c, bls_msm_input<bls_g1_point>, {1, 2, 16, 128});
    row("bls12_g2_add", 0x0d, bls_add_input<bls_g2_point>);
    row("bls12_g2_msm", 0x0e, bls_msm_input<bls_g2_point>, {1, 2, 16, 128});
    row("bls12_pairing", 0x0f, bls_pairing_input, {1, 2, 16});
    row("bls12_map_fp_to_g1", 0x10, [](std::int64_t) { return bls_element(1); });
    row("bls12_map_fp2_to_g2", 0x11, bls_fp2_element);
    row("p256_verify", 0x100, p256_input);
    return true;
}();

}  // namespace
}  // namespace dusk
