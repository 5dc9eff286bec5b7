#include <gtest/gtest.h>

#include <dusk/node/chain/bad_blocks.hpp>

namespace dusk::engine {
namespace {

void add(BadBlocks& blocks, std::uint64_t number, std::uint8_t id) {
    blocks.add(Hash32{{id}}, {.header = {.number = number}}, {});
}

std::vector<std::uint8_t> ids(const BadBlocks& blocks) {
    std::vector<std::uint8_t> out;
    for (const auto& bad : blocks.all()) out.push_back(bad->hash[0]);
    return out;
}

TEST(bad_blocks, stand_by_height_and_newest_first) {
    BadBlocks blocks;
    add(blocks, 5, 1);
    add(blocks, 7, 2);
    add(blocks, 6, 3);
    add(blocks, 7, 4);
    add(blocks, 6, 3);  // again
    EXPECT_EQ(ids(blocks), (std::vector<std::uint8_t>{4, 2, 3, 1}));
    EXPECT_EQ(blocks.find(Hash32{{3}})->block.header.number, 6u);
    EXPECT_EQ(blocks.find(Hash32{{9}}), nullptr);
}

TEST(bad_blocks, the_lowest_give_way) {
    BadBlocks blocks;
    for (std::uint8_t i = 1; i <= BAD_BLOCKS_MAX + 2; ++i) add(blocks, i, i);
    EXPECT_EQ(blocks.all().size(), BAD_BLOCKS_MAX);
    EXPECT_EQ(blocks.find(Hash32{{2}}), nullptr);
    add(blocks, 1, 99);
    EXPECT_EQ(blocks.find(Hash32{{99}}), nullptr);
}

}  // namespace
}  // namespace dusk::engine
