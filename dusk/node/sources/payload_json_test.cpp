// The Engine API's objects: both ways, and what is refused.
#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/parse.hpp>
#include <gtest/gtest.h>

#include <dusk/core/chain/header_rules.hpp>
#include <dusk/node/sources/payload_json.hpp>
#include <dusk/node/sources/testing.hpp>

namespace dusk::sources {
namespace {

namespace json = boost::json;
using rollup::testing::hash_of;

PayloadEnvelope isthmus_envelope() {
    PayloadEnvelope out;
    out.payload.parent_hash = hash_of("parent", 1);
    out.payload.state_root = hash_of("state", 1);
    out.payload.receipts_root = hash_of("receipts", 1);
    out.payload.block_number = 7;
    out.payload.gas_limit = 30'000'000;
    out.payload.timestamp = 1'700'000'000;
    out.payload.extra_data = {1, 2, 3};
    out.payload.base_fee_per_gas = u256{250};
    auto txn =
        rollup::testing::signed_by(rollup::testing::address_of(5), TxnType::dynamic_fee, 901);
    out.payload.transactions.push_back(encode_transaction(txn));
    out.payload.withdrawals.emplace();
    out.payload.blob_gas_used = 0;
    out.payload.excess_blob_gas = 0;
    out.payload.withdrawals_root = hash_of("message passer", 1);
    out.parent_beacon_block_root = hash_of("beacon", 1);
    out.has_requests = true;
    out.payload.block_hash = header_hash(payload_header(out));
    return out;
}

TEST(payload_json, envelope_survives_both_ways) {
    const auto envelope = isthmus_envelope();
    const auto again = envelope_from_json(to_json(envelope));
    ASSERT_TRUE(again) << again.error();
    EXPECT_EQ(*again, envelope);
}

TEST(payload_json, block_and_payload_are_inverse) {
    const auto envelope = isthmus_envelope();
    const auto block = payload_block(envelope);
    ASSERT_TRUE(block);
    EXPECT_EQ(block->header.requests_hash, EMPTY_REQUESTS_HASH);
    EXPECT_EQ(block->header.withdrawals_root, envelope.payload.withdrawals_root);
    EXPECT_EQ(payload_envelope(*block, envelope.payload.block_hash, true), envelope);
}

TEST(payload_json, block_refuses_wrong_hash_and_bad_transactions) {
    auto envelope = isthmus_envelope();
    envelope.payload.gas_used = 1;
    EXPECT_EQ(payload_block(envelope).error(), PayloadError::wrong_block_hash);
    envelope.payload.transactions.push_back({0x05, 0x01});
    envelope.payload.block_hash = header_hash(payload_header(envelope));
    EXPECT_EQ(payload_block(envelope).error(), PayloadError::bad_transaction);
    envelope.payload.transactions.back().clear();
    EXPECT_EQ(payload_block(envelope).error(), PayloadError::bad_transaction);
}

TEST(payload_json, attributes_survive_both_ways_with_a_plain_minimum_base_fee) {
    rollup::PayloadAttributes attributes;
    attributes.timestamp = 5;
    attributes.prev_randao = hash_of("randao", 1);
    attributes.parent_beacon_block_root = hash_of("beacon", 1);
    attributes.withdrawals.emplace();
    attributes.transactions = {{0x7e, 1}, {2}};
    attributes.gas_limit = 30'000'000;
    attributes.eip_1559_params = rollup::encode_eip1559_params(250, 6);
    attributes.min_base_fee = 1'000'000;
    const auto value = to_json(attributes);
    EXPECT_TRUE(value.at("minBaseFee").is_number());
    auto again = attributes_from_json(value);
    ASSERT_TRUE(again) << again.error();
    EXPECT_EQ(*again, attributes);
    // A quantity is read, too.
    auto object = value.as_object();
    object["minBaseFee"] = "0xf4240";
    again = attributes_from_json(object);
    ASSERT_TRUE(again) << again.error();
    EXPECT_EQ(*again, attributes);
}

TEST(payload_json, missing_fields_are_told_as_go_ethereum_does) {
    auto object = to_json(isthmus_envelope().payload).as_object();
    object.erase("stateRoot");
    EXPECT_EQ(payload_from_json(object).error(),
              "missing required field 'stateRoot' for ExecutableData");
    object["stateRoot"] = 5;
    EXPECT_TRUE(payload_from_json(object).error().starts_with("ExecutableData.stateRoot: "));
    EXPECT_FALSE(payload_from_json(json::value("text")));
    EXPECT_FALSE(envelope_from_json(json::object{}));
    EXPECT_FALSE(attributes_from_json(json::array{}));
}

TEST(payload_json, requests_must_be_empty) {
    auto object = to_json(isthmus_envelope()).as_object();
    object["executionRequests"] = json::array{"0x01"};
    EXPECT_FALSE(envelope_from_json(object));
}

TEST(payload_json, statuses_and_forkchoice_survive_both_ways) {
    for (const auto kind :
         {PayloadStatusKind::valid, PayloadStatusKind::invalid, PayloadStatusKind::syncing,
          PayloadStatusKind::accepted, PayloadStatusKind::invalid_block_hash}) {
        const PayloadStatus status{
            .kind = kind, .latest_valid_hash = hash_of("valid", 1), .validation_error = "why"};
        EXPECT_EQ(status_from_json(to_json(status)), status);
    }
    EXPECT_FALSE(status_from_json(json::object{{"status", "WRONG"}}));
    const ForkchoiceState state{hash_of("a", 1), hash_of("b", 1), hash_of("c", 1)};
    EXPECT_EQ(forkchoice_from_json(to_json(state)), state);
    const ForkchoiceAnswer answer{.status = {.kind = PayloadStatusKind::valid},
                                  .payload_id = PayloadId{{1, 2, 3}}};
    EXPECT_EQ(forkchoice_answer_from_json(to_json(answer)), answer);
}

}  // namespace
}  // namespace dusk::sources
