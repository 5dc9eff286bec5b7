// A sample of the vectors on each build: all real OP blocks, some folders of state and blockchain
// tests. The subcommands statetest, blockchaintest and executor-fixture run them all.
#include <gtest/gtest.h>
#include <tests/support/vectors.hpp>

#include <dusk/conformance/blockchaintest.hpp>
#include <dusk/conformance/executor_fixture.hpp>
#include <dusk/conformance/statetest.hpp>

namespace dusk::conformance {
namespace {

void expect_clean(const Report& report, std::uint64_t at_least) {
    EXPECT_GE(report.passed, at_least);
    for (const auto& [id, reason] : report.failures) ADD_FAILURE() << id << ": " << reason;
}

TEST(executor_fixture, real_op_blocks_get_their_hash) {
    DUSK_VECTORS_OR_SKIP(folder, "kona-executor");
    expect_clean(check_executor_fixtures({folder.string()}, {}), 4);
}

TEST(statetest, sample_of_cancun_and_prague_passes) {
    DUSK_VECTORS_OR_SKIP(folder, "eest-state-tests");
    const auto root = folder / "state_tests";
    expect_clean(check_statetests({(root / "cancun" / "eip1153_tstore").string(),
                                   (root / "prague" / "eip7702_set_code_tx").string()},
                                  {}),
                 500);
}

TEST(blockchaintest, sample_of_forks_passes) {
    DUSK_VECTORS_OR_SKIP(folder, "eest-blockchain-tests");
    const auto root = folder / "blockchain_tests";
    expect_clean(check_blockchaintests(
                     {(root / "cancun" / "eip4788_beacon_root").string(),
                      (root / "prague" / "eip2935_historical_block_hashes_from_state").string()},
                     {}),
                 20);
}

}  // namespace
}  // namespace dusk::conformance
