// The seeds of blockchain tests execute their blocks, and still do when something in them changes.
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>

#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <fuzz/t8n/seal.hpp>
#include <gtest/gtest.h>
#include <unistd.h>

#include <dusk/conformance/blockchaintest.hpp>
#include <dusk/conformance/fields.hpp>
#include <dusk/core/chain/header.hpp>

namespace dusk::fuzz {
namespace {

namespace json = boost::json;

constexpr std::uint64_t GAS = 300'000;

json::value read_seed(const std::string& name) {
    std::ifstream file(std::string(DUSK_CORPUS "/") + name, std::ios::binary);
    const std::string input{std::istreambuf_iterator<char>(file), {}};
    return json::parse(std::string_view(input).substr(1));
}

conformance::Report check(const json::value& tests) {
    const auto path = std::filesystem::temp_directory_path() /
                      ("dusk_fuzz_seal_test_" + std::to_string(::getpid()) + ".json");
    std::ofstream(path, std::ios::binary) << json::serialize(tests);
    auto report = conformance::check_blockchaintests({path.string()}, {.threads = 1});
    std::filesystem::remove(path);
    return report;
}

/// The transactions in all blocks of all cases.
std::size_t count_txns(const json::value& tests) {
    std::size_t out = 0;
    for (const auto& test : tests.as_object())
        for (const auto& entry : test.value().at("blocks").as_array())
            out += decode_block(conformance::as_bytes_field(entry.at("rlp")))->transactions.size();
    return out;
}

TEST(BlockchainSeeds, execute_blocks_with_transactions) {
    for (const auto* name : {"blockchaintest-blocks", "blockchaintest-sealed"}) {
        const auto seed = read_seed(name);
        const auto report = check(seed);
        EXPECT_EQ(report.passed, seed.as_object().size()) << conformance::to_text(report);
        EXPECT_GE(count_txns(seed), 3u);
    }
}

TEST(BlockchainSeeds, are_sealed_already) {
    const auto seed = read_seed("blockchaintest-sealed");
    auto sealed = seed;
    seal_blockchain_tests(sealed, GAS);
    EXPECT_EQ(sealed, seed);
}

TEST(BlockchainSeeds, execute_other_code_once_sealed) {
    auto tests = read_seed("blockchaintest-sealed");
    for (auto& test : tests.as_object())
        for (auto& account : test.value().at("pre").as_object())
            if (!account.value().at("storage").as_object().empty())
                account.value().at("code") = "0x60016001016000550000";
    EXPECT_EQ(check(tests).passed, 0u);
    seal_blockchain_tests(tests, GAS);
    const auto report = check(tests);
    EXPECT_EQ(report.passed, tests.as_object().size()) << conformance::to_text(report);
}

}  // namespace
}  // namespace dusk::fuzz
