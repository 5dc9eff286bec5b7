#include <gtest/gtest.h>

#include <dusk/node/rpc/inspect/operator_methods.hpp>
#include <dusk/node/rpc/testing/test_chain.hpp>

namespace dusk::eth {
namespace {

struct Operator : ::testing::Test {
    Operator() { add_operator_methods(test.table, test.backend, test.chain); }
    TestChain test;
};

TEST_F(Operator, sends_the_head_back) {
    const auto first = test.add_block();
    const auto second = test.add_block();
    EXPECT_EQ(test.error("debug_setHead", R"(["0x9"])"), "-32000 the head is below that block");
    EXPECT_TRUE(test.result("debug_setHead", R"(["0x1"])").is_null());
    EXPECT_EQ(test.store->head().hash, first.hash);
    EXPECT_TRUE(test.result("eth_getBlockByNumber", R"(["0x2"])").is_null());
    // What stood above is on a branch, whence it may come back.
    ASSERT_TRUE(test.chain.set_forkchoice(second.hash, {}, first.hash));
    EXPECT_EQ(test.store->head().hash, second.hash);
    EXPECT_EQ(test.error("debug_setHead", R"(["0x0"])"),
              "-32000 that block is below the finalized one");
}

TEST_F(Operator, finds_code_by_its_hash) {
    const auto hash = to_hex(keccak256(logger_code())).substr(2);
    EXPECT_EQ(test.result("debug_dbGet", "[\"0x63" + hash + "\"]"), Value(to_hex(logger_code())));
    EXPECT_EQ(test.result("debug_dbGet", "[\"0x" + hash + "\"]"), Value(to_hex(logger_code())));
    EXPECT_EQ(test.error("debug_dbGet", R"(["0x1234"])"), "-32000 not found");
    EXPECT_EQ(test.error("debug_dbGet", "[\"0x64" + hash + "\"]"), "-32000 not found");
}

TEST_F(Operator, measures_and_compacts_the_database) {
    test.add_block();
    const auto text = test.result("debug_chaindbProperty");
    EXPECT_TRUE(text.as_string().starts_with("head: 1\noldest state: 0\n")) << text;
    EXPECT_TRUE(text.as_string().find("\nheaders: ") != std::string::npos) << text;
    EXPECT_TRUE(test.result("debug_chaindbCompact").is_null());
}

TEST_F(Operator, is_not_among_the_public_methods) {
    const TestChain other;
    for (const auto* name : {"debug_setHead", "debug_dbGet", "debug_chaindbCompact"})
        EXPECT_EQ(other.table.find(name), nullptr) << name;
}

}  // namespace
}  // namespace dusk::eth
