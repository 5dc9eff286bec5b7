#include <map>
#include <optional>
#include <string>

#include <gtest/gtest.h>
#include <tests/support/json_vectors.hpp>

#include <dusk/core/codec/hex.hpp>
#include <dusk/core/crypto/hash.hpp>
#include <dusk/platform/crypto/kzg.hpp>
#include <dusk/platform/crypto/provider.hpp>

namespace dusk::kzg {
namespace {

/// A case of the vectors: YAML of one fixed form, where every value is a hex text, a list of them,
/// a boolean or null.
struct Case {
    std::string name;
    std::map<std::string, std::vector<std::string>, std::less<>> input;
    std::vector<std::string> output;

    Bytes bytes(std::string_view key) const { return *from_hex(input.find(key)->second.at(0)); }
    std::vector<Bytes> list(std::string_view key) const {
        std::vector<Bytes> out;
        for (const auto& text : input.find(key)->second) out.push_back(*from_hex(text));
        return out;
    }
    bool is_refused() const { return output.at(0) == "null"; }
};

std::string unquoted(std::string_view text) {
    while (!text.empty() && (text.front() == ' ' || text.front() == '\'')) text.remove_prefix(1);
    while (!text.empty() && (text.back() == '\'' || text.back() == '\r')) text.remove_suffix(1);
    return std::string(text);
}

Case parse_case(std::string name, std::string_view text) {
    Case result{.name = std::move(name)};
    auto* values = &result.output;
    while (!text.empty()) {
        const auto line = text.substr(0, text.find('\n'));
        text.remove_prefix(std::min(text.size(), line.size() + 1));
        const auto dash = line.find("- ");
        const auto colon = line.find(':');
        if (colon != std::string_view::npos) {
            const auto key = unquoted(line.substr(0, colon));
            values = key == "output" ? &result.output : &result.input[key];
            const auto value = unquoted(line.substr(colon + 1));
            if (!value.empty() && value != "[]") values->push_back(value);
        } else if (dash != std::string_view::npos) {
            values->push_back(unquoted(line.substr(dash + 2)));
        }
    }
    return result;
}

std::vector<Case> read_group(const std::filesystem::path& root, std::string_view group) {
    std::vector<Case> cases;
    for (const auto& entry : std::filesystem::directory_iterator(root / group / "kzg-mainnet"))
        cases.push_back(parse_case(entry.path().filename().string(),
                                   test::read_text(entry.path() / "data.yaml")));
    return cases;
}

/// The bytes as a fixed size, or none where the case has another: our types cannot hold these.
template <std::size_t N>
std::optional<FixedBytes<N>> sized(const Bytes& bytes) {
    if (bytes.size() != N) return std::nullopt;
    return FixedBytes<N>::from(bytes);
}

std::string show(const std::expected<bool, CryptoError>& result) {
    return !result ? "null" : *result ? "true" : "false";
}

TEST(kzg_vectors, blob_to_kzg_commitment) {
    DUSK_VECTORS_OR_SKIP(root, "kzg-4844");
    const auto cases = read_group(root, "blob_to_kzg_commitment");
    for (const auto& c : cases) {
        const auto commitment = blob_to_commitment(c.bytes("blob"));
        EXPECT_EQ(commitment ? to_hex(*commitment) : "null", c.output.at(0)) << c.name;
    }
    test::print_count("kzg blob_to_kzg_commitment", cases.size());
}

TEST(kzg_vectors, compute_blob_kzg_proof) {
    DUSK_VECTORS_OR_SKIP(root, "kzg-4844");
    const auto cases = read_group(root, "compute_blob_kzg_proof");
    for (const auto& c : cases) {
        const auto commitment = sized<48>(c.bytes("commitment"));
        EXPECT_TRUE(commitment || c.is_refused()) << c.name;
        if (!commitment) continue;
        const auto proof = compute_blob_proof(c.bytes("blob"), *commitment);
        EXPECT_EQ(proof ? to_hex(*proof) : "null", c.output.at(0)) << c.name;
    }
    test::print_count("kzg compute_blob_kzg_proof", cases.size());
}

TEST(kzg_vectors, compute_kzg_proof) {
    DUSK_VECTORS_OR_SKIP(root, "kzg-4844");
    const auto cases = read_group(root, "compute_kzg_proof");
    for (const auto& c : cases) {
        const auto z = sized<32>(c.bytes("z"));
        EXPECT_TRUE(z || c.is_refused()) << c.name;
        if (!z) continue;
        const auto opening = compute_proof(c.bytes("blob"), *z);
        ASSERT_EQ(!opening, c.is_refused()) << c.name;
        if (!opening) continue;
        EXPECT_EQ(to_hex(opening->proof), c.output.at(0)) << c.name;
        EXPECT_EQ(to_hex(opening->y), c.output.at(1)) << c.name;
    }
    test::print_count("kzg compute_kzg_proof", cases.size());
}

TEST(kzg_vectors, verify_kzg_proof) {
    DUSK_VECTORS_OR_SKIP(root, "kzg-4844");
    const auto cases = read_group(root, "verify_kzg_proof");
    for (const auto& c : cases) {
        const auto commitment = sized<48>(c.bytes("commitment"));
        const auto z = sized<32>(c.bytes("z"));
        const auto y = sized<32>(c.bytes("y"));
        const auto proof = sized<48>(c.bytes("proof"));
        const bool fits = commitment && z && y && proof;
        EXPECT_TRUE(fits || c.is_refused()) << c.name;
        if (!fits) continue;
        EXPECT_EQ(show(verify_point_proof({*commitment, *z, *y, *proof})), c.output.at(0))
            << c.name;
    }
    test::print_count("kzg verify_kzg_proof", cases.size());
}

TEST(kzg_vectors, verify_blob_kzg_proof) {
    DUSK_VECTORS_OR_SKIP(root, "kzg-4844");
    const auto cases = read_group(root, "verify_blob_kzg_proof");
    for (const auto& c : cases) {
        const auto commitment = sized<48>(c.bytes("commitment"));
        const auto proof = sized<48>(c.bytes("proof"));
        const bool fits = commitment && proof;
        EXPECT_TRUE(fits || c.is_refused()) << c.name;
        if (!fits) continue;
        EXPECT_EQ(show(verify_blob_proof(c.bytes("blob"), *commitment, *proof)), c.output.at(0))
            << c.name;
    }
    test::print_count("kzg verify_blob_kzg_proof", cases.size());
}

/// All elements at the fixed size, or none where one has another.
std::optional<std::vector<FixedBytes<48>>> all_sized(const std::vector<Bytes>& list) {
    std::vector<FixedBytes<48>> out;
    for (const auto& bytes : list) {
        const auto fixed = sized<48>(bytes);
        if (!fixed) return std::nullopt;
        out.push_back(*fixed);
    }
    return out;
}

TEST(kzg_vectors, verify_blob_kzg_proof_batch) {
    DUSK_VECTORS_OR_SKIP(root, "kzg-4844");
    const auto cases = read_group(root, "verify_blob_kzg_proof_batch");
    for (const auto& c : cases) {
        Bytes blobs;
        bool fits = true;
        for (const auto& blob : c.list("blobs")) {
            fits = fits && blob.size() == BLOB_SIZE;
            append(blobs, blob);
        }
        const auto commitments = all_sized(c.list("commitments"));
        const auto proofs = all_sized(c.list("proofs"));
        fits = fits && commitments && proofs;
        EXPECT_TRUE(fits || c.is_refused()) << c.name;
        if (!fits) continue;
        EXPECT_EQ(show(verify_blob_proof_batch(blobs, *commitments, *proofs)), c.output.at(0))
            << c.name;
    }
    test::print_count("kzg verify_blob_kzg_proof_batch", cases.size());
}

TEST(kzg_vectors, compute_challenge) {
    DUSK_VECTORS_OR_SKIP(root, "kzg-4844");
    const auto count = read_group(root, "compute_challenge").size();
    test::print_count("kzg compute_challenge", 0, count);
    GTEST_SKIP() << count << " cases: c-kzg keeps its Fiat-Shamir challenge to itself; "
                 << "verify_blob_kzg_proof depends on it";
}

TEST(kzg, refuses_blobs_of_another_size) {
    const Bytes short_blob(BLOB_SIZE - 1);
    EXPECT_FALSE(blob_to_commitment(short_blob).has_value());
    EXPECT_FALSE(compute_blob_proof(short_blob, {}).has_value());
    EXPECT_FALSE(compute_proof(short_blob, {}).has_value());
    EXPECT_FALSE(verify_blob_proof(short_blob, {}, {}).has_value());
    EXPECT_FALSE(verify_blob_proof_batch(short_blob, {}, {}).has_value());
}

TEST(kzg, proves_what_the_precompile_accepts) {
    Bytes blob(BLOB_SIZE);
    for (std::size_t i = 1; i < 64; ++i) blob[i * 32 + 31] = static_cast<std::uint8_t>(i);
    const auto commitment = blob_to_commitment(blob);
    ASSERT_TRUE(commitment.has_value());
    const auto z = Hash32::from_right(Bytes{7});
    const auto opening = compute_proof(blob, z);
    ASSERT_TRUE(opening.has_value());
    Bytes input = to_bytes(versioned_hash(*commitment));
    append(input, z);
    append(input, opening->y);
    append(input, *commitment);
    append(input, opening->proof);
    const auto output = native_crypto().curve(CurveOp::kzg_point_evaluation, input);
    ASSERT_TRUE(output.has_value());
    EXPECT_EQ(to_hex(*output),
              "0x0000000000000000000000000000000000000000000000000000000000001000"
              "73eda753299d7d483339d80809a1d80553bda402fffe5bfeffffffff00000001");
    input[95] ^= 1;
    EXPECT_FALSE(native_crypto().curve(CurveOp::kzg_point_evaluation, input).has_value());
}

}  // namespace
}  // namespace dusk::kzg
