#include <algorithm>

#include <gtest/gtest.h>

#include <dusk/cli/l2_flags.hpp>

namespace dusk::cli {
namespace {

L2NodeOptions options_of(std::vector<std::string> arguments) {
    CLI::App app;
    L2Flags flags;
    add_l2_flags(app, flags);
    std::ranges::reverse(arguments);
    app.parse(std::move(arguments));
    return node_options("test", flags, store_options(flags.store));
}

TEST(l2_flags, reach_the_nodes_options) {
    const auto options = options_of(
        {"--cache=32", "--history.state=33", "--txpool.globalslots=34", "--txpool.accountslots=35",
         "--txpool.globalqueue=36", "--txpool.accountqueue=37", "--txpool.rejournal=38",
         "--txpool.pricelimit=39", "--txpool.pricebump=40", "--txpool.lifetime=41",
         "--execution.threads=42", "--execution.parallel"});
    EXPECT_EQ(options.store.cache_mb, 32u);
    EXPECT_EQ(options.store.history_blocks, 33u);
    EXPECT_FALSE(options.store.archive);
    EXPECT_EQ(options.pool.global_slots, 34u);
    EXPECT_EQ(options.pool.account_slots, 35u);
    EXPECT_EQ(options.pool.global_queue, 36u);
    EXPECT_EQ(options.pool.account_queue, 37u);
    EXPECT_EQ(options.pool.rejournal_s, 38u);
    EXPECT_EQ(options.pool.price_limit_wei, 39u);
    EXPECT_EQ(options.pool.price_bump_percent, 40u);
    EXPECT_EQ(options.pool.lifetime_s, 41u);
    EXPECT_EQ(options.execution.threads, 42u);
    EXPECT_TRUE(options.execution.parallel);
    EXPECT_TRUE(options.pool.journal);
}

TEST(l2_flags, an_archive_has_several_names) {
    for (const auto* flag : {"--archive", "--gcmode=archive", "--history.state=0"})
        EXPECT_TRUE(options_of({flag}).store.archive) << flag;
    EXPECT_FALSE(options_of({"--gcmode=full"}).store.archive);
}

TEST(l2_flags, the_pools_journal_goes_with_its_name) {
    EXPECT_FALSE(options_of({"--txpool.nolocals"}).pool.journal);
    EXPECT_FALSE(options_of({"--txpool.journal", ""}).pool.journal);
    EXPECT_TRUE(options_of({"--txpool.journal", "other.rlp"}).pool.journal);
}

}  // namespace
}  // namespace dusk::cli
