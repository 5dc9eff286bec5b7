#include <gtest/gtest.h>

#include <dusk/core/codec/hex.hpp>
#include <dusk/core/rollup/batch_inbox.hpp>

namespace dusk::rollup {
namespace {

TEST(batch_inbox_address, is_made_of_the_chain_id) {
    EXPECT_EQ(to_hex(batch_inbox_address(310)), "0x0039da2db355130acf428d669fbf1c14faa9d513");
    EXPECT_EQ(to_hex(batch_inbox_address(744)), "0x00b56b7f09eca14a953b4cfc252d111f3d247dd5");
}

}  // namespace
}  // namespace dusk::rollup
