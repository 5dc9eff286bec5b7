#include <gtest/gtest.h>

#include <dusk/core/base/endian.hpp>
#include <dusk/node/rpc/json/l1_attributes.hpp>

namespace dusk::eth {
namespace {

store::Body body_with(Bytes data) {
    store::Body body;
    Transaction txn;
    txn.type = TxnType::deposit;
    txn.data = std::move(data);
    body.transactions.push_back(std::move(txn));
    return body;
}

TEST(rpc_l1_attributes, jovian_form_holds_all_parameters) {
    Bytes data(178);
    data[7] = 1;    // base fee scalar
    data[11] = 2;   // blob base fee scalar
    data[67] = 3;   // base fee
    data[99] = 4;   // blob base fee
    data[167] = 5;  // operator fee scalar
    data[175] = 6;  // operator fee constant
    data[177] = 7;  // DA footprint gas scalar
    const auto params = l1_fee_params_of(body_with(data));
    ASSERT_TRUE(params);
    EXPECT_EQ(params->base_fee_scalar, 1u);
    EXPECT_EQ(params->blob_base_fee_scalar, 2u);
    EXPECT_EQ(params->base_fee, u256{3});
    EXPECT_EQ(params->blob_base_fee, u256{4});
    EXPECT_EQ(params->operator_fee_scalar, 5u);
    EXPECT_EQ(params->operator_fee_constant, 6u);
    EXPECT_EQ(params->da_footprint_scalar, 7u);
}

TEST(rpc_l1_attributes, bedrock_form_has_overhead_and_scalar) {
    Bytes data(4 + 8 * 32);
    data[4 + 3 * 32 - 1] = 1;
    data[4 + 7 * 32 - 1] = 2;
    data[4 + 8 * 32 - 1] = 3;
    const auto params = l1_fee_params_of(body_with(data));
    ASSERT_TRUE(params);
    EXPECT_EQ(params->base_fee, u256{1});
    EXPECT_EQ(params->overhead, u256{2});
    EXPECT_EQ(params->scalar, u256{3});
}

TEST(rpc_l1_attributes, other_sizes_are_no_attributes) {
    EXPECT_FALSE(l1_fee_params_of(body_with(Bytes(4))));
    EXPECT_FALSE(l1_fee_params_of({}));
}

}  // namespace
}  // namespace dusk::eth
