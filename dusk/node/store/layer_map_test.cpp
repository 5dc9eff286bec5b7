#include <gtest/gtest.h>

#include <dusk/node/store/layer_map.hpp>

namespace dusk::store {
namespace {

BlockRef block(std::uint64_t number, std::uint8_t branch = 0) {
    return {Hash32{{static_cast<std::uint8_t>(number), branch}}, number};
}

std::shared_ptr<const TrieLayer> layer(const BlockRef& of, std::size_t memory) {
    auto made = std::make_shared<TrieLayer>();
    made->block = of;
    made->memory = memory;
    made->nodes[of.hash] = std::make_shared<const Bytes>(Bytes{0x80});
    return made;
}

TEST(layer_map, lets_the_lowest_blocks_go_when_there_are_too_many) {
    LayerMap map({.blocks_max = 2});
    map.put(layer(block(5), 10));
    map.put(layer(block(3), 10));
    map.put(layer(block(5, 1), 10));
    EXPECT_EQ(map.find(block(3)), nullptr);
    EXPECT_NE(map.find(block(5)), nullptr);
    EXPECT_NE(map.find(block(5, 1)), nullptr);
    EXPECT_EQ(map.bytes(), 20u);
}

TEST(layer_map, lets_the_lowest_blocks_go_when_they_are_too_large) {
    LayerMap map({.blocks_max = 100, .bytes_max = 100});
    map.put(layer(block(1), 40));
    map.put(layer(block(2), 40));
    map.put(layer(block(3), 70));
    EXPECT_EQ(map.find(block(1)), nullptr);
    EXPECT_EQ(map.find(block(2)), nullptr);
    EXPECT_NE(map.find(block(3)), nullptr);
    map.put(layer(block(4), 101));  // larger than all that may be there
    EXPECT_EQ(map.find(block(4)), nullptr);
    EXPECT_EQ(map.bytes(), 0u);
}

TEST(layer_map, counts_a_block_once_and_forgets_what_is_dropped) {
    LayerMap map({.blocks_max = 100, .bytes_max = 100});
    map.put(layer(block(1), 40));
    map.put(layer(block(1), 50));
    EXPECT_EQ(map.bytes(), 50u);
    map.put(layer(block(2), 10));
    EXPECT_NE(map.node(block(1).hash), nullptr);
    map.drop_through(1);
    EXPECT_EQ(map.node(block(1).hash), nullptr);
    EXPECT_NE(map.node(block(2).hash), nullptr);
    EXPECT_EQ(map.bytes(), 10u);
}

}  // namespace
}  // namespace dusk::store
