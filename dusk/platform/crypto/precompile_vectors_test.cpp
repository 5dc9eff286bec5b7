#include <tests/support/json_vectors.hpp>

#include <dusk/core/base/endian.hpp>
#include <dusk/core/codec/hex.hpp>
#include <dusk/core/evm/precompiles.hpp>
#include <dusk/platform/crypto/provider.hpp>

namespace dusk {
namespace {

using evm::PrecompileSet;
using evm::PrecompileStatus;
using evm::Revision;

constexpr std::int64_t GAS = 1'000'000'000'000;

struct Suite {
    const char* file;
    std::uint16_t address;
    Revision revision;
    bool has_final_gas;
};

// The gas of the EIP-2537 files is that of a draft; its separate multiplications are MSMs of one
// term.
constexpr Suite SUITES[] = {
    {"ecRecover", 0x01, Revision::frontier, true},
    {"modexp", 0x05, Revision::byzantium, true},
    {"modexp_eip2565", 0x05, Revision::berlin, true},
    {"bn256Add", 0x06, Revision::istanbul, true},
    {"bn256ScalarMul", 0x07, Revision::istanbul, true},
    {"bn256Pairing", 0x08, Revision::istanbul, true},
    {"blake2F", 0x09, Revision::istanbul, true},
    {"pointEvaluation", 0x0a, Revision::cancun, true},
    {"blsG1Add", 0x0b, Revision::prague, false},
    {"blsG1Mul", 0x0c, Revision::prague, false},
    {"blsG1MultiExp", 0x0c, Revision::prague, false},
    {"blsG2Add", 0x0d, Revision::prague, false},
    {"blsG2Mul", 0x0e, Revision::prague, false},
    {"blsG2MultiExp", 0x0e, Revision::prague, false},
    {"blsPairing", 0x0f, Revision::prague, false},
    {"blsMapG1", 0x10, Revision::prague, false},
    {"blsMapG2", 0x11, Revision::prague, false},
    {"p256Verify", 0x100, Revision::cancun, true},
    {"fail-blake2f", 0x09, Revision::istanbul, false},
    {"fail-blsG1Add", 0x0b, Revision::prague, false},
    {"fail-blsG1Mul", 0x0c, Revision::prague, false},
    {"fail-blsG1MultiExp", 0x0c, Revision::prague, false},
    {"fail-blsG2Add", 0x0d, Revision::prague, false},
    {"fail-blsG2Mul", 0x0e, Revision::prague, false},
    {"fail-blsG2MultiExp", 0x0e, Revision::prague, false},
    {"fail-blsPairing", 0x0f, Revision::prague, false},
    {"fail-blsMapG1", 0x10, Revision::prague, false},
    {"fail-blsMapG2", 0x11, Revision::prague, false},
};

evm::PrecompileResult run(const Suite& suite, BytesView input) {
    Bytes number;
    append_be(number, suite.address);
    const PrecompileSet set{.revision = suite.revision, .p256_before_osaka = true};
    return run_precompile(set, Address::from_right(number), input, GAS, native_crypto());
}

void check_case(const Suite& suite, const boost::json::value& vector) {
    const auto result = run(suite, test::bytes_of(vector, "Input"));
    const auto name = test::text_of(vector, "Name");
    if (vector.as_object().contains("ExpectedError")) {
        EXPECT_EQ(result.status, PrecompileStatus::failure) << suite.file << " " << name;
        return;
    }
    EXPECT_EQ(result.status, PrecompileStatus::ok) << suite.file << " " << name;
    EXPECT_EQ(to_hex(result.output), to_hex(test::bytes_of(vector, "Expected")))
        << suite.file << " " << name;
    if (!suite.has_final_gas) return;
    EXPECT_EQ(GAS - result.gas_left, vector.at("Gas").as_int64()) << suite.file << " " << name;
}

class precompile_vectors : public ::testing::TestWithParam<Suite> {};

TEST_P(precompile_vectors, hold) {
    DUSK_VECTORS_OR_SKIP(root, "crypto-vectors");
    const auto& suite = GetParam();
    const auto path = root / "op-geth-evm/precompiles" / (std::string(suite.file) + ".json");
    const auto vectors = test::read_json(path);
    for (const auto& vector : vectors.as_array()) check_case(suite, vector);
    test::print_count(suite.file, vectors.as_array().size());
}

std::string suite_name(const ::testing::TestParamInfo<Suite>& info) {
    std::string name = info.param.file;
    std::ranges::replace(name, '-', '_');
    return name;
}

INSTANTIATE_TEST_SUITE_P(op_geth, precompile_vectors, ::testing::ValuesIn(SUITES), suite_name);

}  // namespace
}  // namespace dusk
