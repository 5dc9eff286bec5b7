// crypto-bench: the curve and hash work that a node does most, one call at a time on one core.
// Items per second are proofs, signatures, keys; bytes per second are hashed bytes.
#include <bench/noise.hpp>
#include <benchmark/benchmark.h>

#include <dusk/core/base/check.hpp>
#include <dusk/core/base/endian.hpp>
#include <dusk/core/base/u256.hpp>
#include <dusk/core/crypto/hash.hpp>
#include <dusk/platform/crypto/dusk_bls.hpp>
#include <dusk/platform/crypto/ethereum_key.hpp>
#include <dusk/platform/crypto/kzg.hpp>
#include <dusk/platform/crypto/provider.hpp>

namespace dusk {
namespace {

// Blobs ---------------------------------------------------------------------------------------

struct Blob {
    Bytes data;
    kzg::Commitment commitment;
    kzg::Proof proof;
};

Blob make_blob(std::uint64_t seed) {
    Blob blob{.data = noise(kzg::BLOB_SIZE, seed), .commitment = {}, .proof = {}};
    // Below the field's order.
    for (std::size_t i = 0; i < kzg::BLOB_SIZE; i += 32) blob.data[i] &= 0x3f;
    blob.commitment = *kzg::blob_to_commitment(blob.data);
    blob.proof = *kzg::compute_blob_proof(blob.data, blob.commitment);
    return blob;
}

void blob_commit(benchmark::State& state) {
    const auto blob = make_blob(1);
    for (auto _ : state) {
        auto commitment = kzg::blob_to_commitment(blob.data);
        benchmark::DoNotOptimize(commitment);
    }
    state.SetItemsProcessed(state.iterations());
}

void blob_prove(benchmark::State& state) {
    const auto blob = make_blob(1);
    for (auto _ : state) {
        auto proof = kzg::compute_blob_proof(blob.data, blob.commitment);
        benchmark::DoNotOptimize(proof);
    }
    state.SetItemsProcessed(state.iterations());
}

void blob_verify(benchmark::State& state) {
    const auto blob = make_blob(1);
    for (auto _ : state)
        if (!*kzg::verify_blob_proof(blob.data, blob.commitment, blob.proof))
            state.SkipWithError("the proof does not hold");
    state.SetItemsProcessed(state.iterations());
}

/// All blobs of an L1 block at once.
void blob_verify_batch(benchmark::State& state) {
    Bytes blobs;
    std::vector<kzg::Commitment> commitments;
    std::vector<kzg::Proof> proofs;
    for (std::int64_t i = 0; i < state.range(0); ++i) {
        const auto blob = make_blob(static_cast<std::uint64_t>(i));
        append(blobs, blob.data);
        commitments.push_back(blob.commitment);
        proofs.push_back(blob.proof);
    }
    for (auto _ : state)
        if (!*kzg::verify_blob_proof_batch(blobs, commitments, proofs))
            state.SkipWithError("a proof does not hold");
    state.SetItemsProcessed(state.iterations() * state.range(0));
}

// Ethereum's signatures and curves ------------------------------------------------------------

void secp256k1_recover(benchmark::State& state) {
    const auto key = *EthereumKey::from(keccak256({}));
    const auto digest = keccak256(as_bytes("a transaction"));
    const auto signature = key.sign(digest);
    for (auto _ : state) {
        const auto signer =
            native_crypto().recover_signer(digest, signature.r, signature.s, signature.odd_y);
        if (signer != key.address()) state.SkipWithError("another signer");
    }
    state.SetItemsProcessed(state.iterations());
}

void secp256k1_sign(benchmark::State& state) {
    const auto key = *EthereumKey::from(keccak256({}));
    const auto digest = keccak256(as_bytes("a transaction"));
    for (auto _ : state) {
        auto signature = key.sign(digest);
        benchmark::DoNotOptimize(signature);
    }
    state.SetItemsProcessed(state.iterations());
}

/// EIP-197's P2, imaginary parts first.
constexpr u256 P2[4] = {
    {0x198e9393920d483a, 0x7260bfb731fb5d25, 0xf1aa493335a9e712, 0x97e485b7aef312c2},
    {0x1800deef121f1e76, 0x426a00665e5c4479, 0x674322d4f75edadd, 0x46debd5cd992f6ed},
    {0x090689d0585ff075, 0xec9e99ad690c3395, 0xbc4b313370b38ef3, 0x55acdadcd122975b},
    {0x12c85ea5db8c6deb, 0x4aab71808dcb408f, 0xe3d1e7690c43d37b, 0x4ce6cc0166fa7daa}};
constexpr u256 BN254_PRIME{0x30644e72e131a029, 0xb85045b68181585d, 0x97816a916871ca8d,
                           0x3c208c16d87cfd47};

/// The precompile on pairs (P1, P2), (-P1, P2), (P1, P2) …: the product of an even number is one.
void bn254_pairing(benchmark::State& state) {
    Bytes input;
    for (std::int64_t i = 0; i < state.range(0); ++i) {
        append(input, to_hash32(1));
        append(input, to_hash32(i % 2 == 0 ? u256{2} : BN254_PRIME - u256{2}));
        for (const auto& coordinate : P2) append(input, to_hash32(coordinate));
    }
    const auto one = to_bytes(to_hash32(1));
    for (auto _ : state) {
        const auto output = native_crypto().curve(CurveOp::bn254_pairing, input);
        if (!output || *output != one) state.SkipWithError("the pairing does not hold");
    }
    state.SetItemsProcessed(state.iterations());
}

void bn254_mul(benchmark::State& state) {
    Bytes input;
    append(input, to_hash32(1));
    append(input, to_hash32(2));
    append(input, keccak256({}));
    for (auto _ : state) {
        auto output = native_crypto().curve(CurveOp::bn254_mul, input);
        DUSK_CHECK(output.has_value());
        benchmark::DoNotOptimize(output);
    }
    state.SetItemsProcessed(state.iterations());
}

// DuskDS's signatures -------------------------------------------------------------------------

BlsSecretKey bls_key(std::uint64_t number) {
    Hash32 scalar;
    scalar[0] = static_cast<std::uint8_t>(number + 1);
    return *BlsSecretKey::from(scalar);
}

/// The form of Moonlight transactions.
void bls_verify_single(benchmark::State& state) {
    const auto key = bls_key(1);
    const auto message = noise(200, 1);
    const auto signature = key.sign_single(message);
    for (auto _ : state)
        if (!native_bls().verify_single(key.public_key(), message, signature))
            state.SkipWithError("the signature does not hold");
    state.SetItemsProcessed(state.iterations());
}

/// The form of consensus votes: one signature of a committee.
void bls_verify_committee(benchmark::State& state) {
    const auto message = noise(64, 1);
    std::vector<BlsPublicKey> keys;
    std::vector<BlsSignature> signatures;
    for (std::int64_t i = 0; i < state.range(0); ++i) {
        const auto key = bls_key(static_cast<std::uint64_t>(i));
        keys.push_back(key.public_key());
        signatures.push_back(key.sign_multisig(message));
    }
    const auto signature = *native_bls().aggregate(signatures);
    for (auto _ : state)
        if (!native_bls().verify_multisig(keys, message, signature))
            state.SkipWithError("the signature does not hold");
    state.SetItemsProcessed(state.iterations());
}

// Hashes --------------------------------------------------------------------------------------

template <auto hash>
void hashing(benchmark::State& state) {
    const auto message = noise(static_cast<std::size_t>(state.range(0)), 1);
    for (auto _ : state) {
        auto digest = hash(message);
        benchmark::DoNotOptimize(digest);
    }
    state.SetBytesProcessed(state.iterations() * state.range(0));
}

BENCHMARK(blob_verify)->Unit(benchmark::kMicrosecond);
BENCHMARK(blob_verify_batch)->Unit(benchmark::kMicrosecond)->ArgName("blobs")->Arg(6);
BENCHMARK(blob_commit)->Unit(benchmark::kMicrosecond);
BENCHMARK(blob_prove)->Unit(benchmark::kMicrosecond);
BENCHMARK(secp256k1_recover)->Unit(benchmark::kMicrosecond);
BENCHMARK(secp256k1_sign)->Unit(benchmark::kMicrosecond);
BENCHMARK(bn254_pairing)->Unit(benchmark::kMicrosecond)->ArgName("pairs")->Arg(2)->Arg(4);
BENCHMARK(bn254_mul)->Unit(benchmark::kMicrosecond);
BENCHMARK(bls_verify_single)->Unit(benchmark::kMicrosecond);
BENCHMARK(bls_verify_committee)->Unit(benchmark::kMicrosecond)->ArgName("keys")->Arg(64);
BENCHMARK(hashing<keccak256>)->Name("keccak256")->ArgName("bytes")->Arg(32)->Arg(136)->Arg(16'384);
BENCHMARK(hashing<sha256>)->Name("sha256")->ArgName("bytes")->Arg(64)->Arg(16'384);
BENCHMARK(hashing<blake3>)->Name("blake3")->ArgName("bytes")->Arg(16'384);

}  // namespace
}  // namespace dusk

BENCHMARK_MAIN();
