// The safe-head database knows for certain or refuses.
#include <dusk/node/driver/world_fixture.hpp>

namespace dusk::driver::testing {
namespace {

struct SafeDbTest : World {
    std::unique_ptr<SafeDb> database = SafeDb::in_memory();

    std::optional<std::uint64_t> safe_at(std::uint64_t l1_number) const {
        const auto row = database->at(l1_number);
        if (!row) return std::nullopt;
        return row->safe.number;
    }
};

TEST_F(SafeDbTest, answers_for_every_l1_block_that_was_read_to_the_end) {
    auto recorder = make_node(engine, database.get());
    recorder->derive();
    sequence(*recorder, 6);
    const auto first = config.genesis.l1.number;
    l1.mine();
    submit(engine, 1, 2);
    l1.mine();
    submit(engine, 3, 6);
    recorder->derive();
    EXPECT_EQ(safe_at(first), 0u);
    EXPECT_EQ(safe_at(first + 1), 0u);
    EXPECT_EQ(safe_at(first + 2), 2u);
    EXPECT_EQ(safe_at(first + 3), 2u);
    EXPECT_EQ(safe_at(first + 4), 6u);
    EXPECT_EQ(safe_at(first + 5), std::nullopt);
    EXPECT_EQ(safe_at(first - 1), std::nullopt);
    EXPECT_EQ(database->at(first + 2)->l1.hash, l1.at(first + 2).hash);
    EXPECT_EQ(database->at(first + 2)->safe.hash, engine.at(2).payload.block_hash);
}

TEST_F(SafeDbTest, stays_complete_over_restarts) {
    auto recorder = make_node(engine, database.get());
    recorder->derive();
    sequence(*recorder, 4);
    const auto first = config.genesis.l1.number;
    submit(engine, 1, 2);
    recorder->derive();
    recorder = make_node(engine, database.get());
    recorder->derive();
    submit(engine, 3, 4);
    recorder->derive();
    recorder = make_node(engine, database.get());
    recorder->derive();
    l1.mine();
    recorder->derive();
    for (std::uint64_t i = 0; i <= 3; ++i)
        EXPECT_EQ(safe_at(first + i), (std::array<std::uint64_t, 4>{0, 2, 4, 4}[i])) << i;
}

TEST_F(SafeDbTest, refuses_what_it_did_not_see) {
    node->derive();
    sequence(*node, 6);
    const auto first = config.genesis.l1.number;
    submit(engine, 1, 2);
    l1.mine();
    node->derive();
    node->l1_finalized = l1.head();
    node->derive();
    ASSERT_EQ(node->heads().finalized.number, 2u);
    // The database is switched on late.
    auto recorder = make_node(engine, database.get());
    recorder->derive();
    l1.mine();
    submit(engine, 3, 6);
    recorder->derive();
    for (std::uint64_t i = 0; i <= 3; ++i) EXPECT_EQ(safe_at(first + i), std::nullopt) << i;
    EXPECT_EQ(safe_at(first + 4), 6u);
}

TEST_F(SafeDbTest, forgets_l1_blocks_that_were_reorged_out) {
    auto recorder = make_node(engine, database.get());
    recorder->derive();
    sequence(*recorder, 4);
    const auto first = config.genesis.l1.number;
    l1.mine();
    submit(engine, 1, 4);
    recorder->derive();
    ASSERT_EQ(safe_at(first + 2), 4u);
    l1.drop_from(first + 2);
    l1.mine_many(2);
    submit(engine, 1, 4);
    recorder->derive();
    EXPECT_EQ(safe_at(first + 1), 0u);
    EXPECT_EQ(safe_at(first + 2), 0u);
    EXPECT_EQ(safe_at(first + 3), 0u);
    EXPECT_EQ(safe_at(first + 4), 4u);
}

}  // namespace
}  // namespace dusk::driver::testing
