// Blocks of the execution-apis chain (all transaction types, 54 blocks), receipts, header rules.
#include <gtest/gtest.h>
#include <tests/support/vectors.hpp>

#include <dusk/core/chain/execute_block.hpp>
#include <dusk/core/chain/fees.hpp>
#include <dusk/core/chain/header.hpp>
#include <dusk/core/codec/hex.hpp>

namespace dusk {
namespace {

TEST(block, chain_of_all_forks_round_trips) {
    DUSK_VECTORS_OR_SKIP(folder, "execution-apis");
    const auto text = test::read_text(folder / "chain.rlp");
    auto rest = as_bytes(text);
    std::size_t txn_count = 0;
    Hash32 hash;
    while (!rest.empty()) {
        const auto item = rlp::take_item(rest);
        ASSERT_TRUE(item);
        const auto block = decode_block(item->encoded);
        ASSERT_TRUE(block);
        EXPECT_TRUE(equal(encode_block(*block), item->encoded));
        EXPECT_EQ(transactions_root(block->transactions), block->header.transactions_root);
        if (block->withdrawals) {
            EXPECT_EQ(withdrawals_root(*block->withdrawals), block->header.withdrawals_root);
        }
        if (block->header.number > 1) {
            EXPECT_EQ(block->header.parent_hash, hash);
        }
        hash = header_hash(block->header);
        txn_count += block->transactions.size();
    }
    EXPECT_EQ(txn_count, 249u);
    EXPECT_EQ(to_hex(hash), "0xd226371d0b1551adb03fb52b71f08e3e11247fe9b1af994768af8cdaa8e7dcd7");
}

Header child_of(const Header& parent) {
    Header header = parent;
    header.parent_hash = header_hash(parent);
    header.number = parent.number + 1;
    header.timestamp = parent.timestamp + 2;
    return header;
}

ChainConfig op(OpFork fork) { return make_op_config(31744, OpForkSchedule::all_through(fork)); }

/// A header at its gas target, valid under the rules of `fork`.
Header valid_header(OpFork fork) {
    Header header;
    header.ommers_hash = EMPTY_OMMERS_HASH;
    header.gas_limit = 60'000'000;
    header.gas_used = 10'000'000;
    header.timestamp = 100;
    header.base_fee_per_gas = u256{1'000};
    header.extra_data = op_extra_data_for(op(fork), 100, 0, 0, 7);
    if (fork >= OpFork::canyon) header.withdrawals_root = EMPTY_TRIE_ROOT;
    if (fork >= OpFork::ecotone) {
        header.blob_gas_used = header.excess_blob_gas = 0;
        header.parent_beacon_block_root = Hash32{};
    }
    if (fork >= OpFork::isthmus) header.requests_hash = EMPTY_REQUESTS_HASH;
    return header;
}

TEST(header, round_trips_under_each_fork) {
    for (std::size_t i = 0; i < OP_FORK_COUNT; ++i) {
        const auto header = valid_header(static_cast<OpFork>(i));
        EXPECT_EQ(*decode_header(encode_header(header)), header);
    }
}

TEST(header_rules, accept_a_valid_child_under_each_fork) {
    for (std::size_t i = 0; i < OP_FORK_COUNT; ++i) {
        const auto fork = static_cast<OpFork>(i);
        const auto parent = valid_header(fork);
        EXPECT_TRUE(validate_header(op(fork), parent, child_of(parent))) << i;
    }
}

TEST(header_rules, name_each_fault) {
    const auto config = op(OpFork::jovian);
    const auto parent = valid_header(OpFork::jovian);
    const auto error_of = [&](auto&& change) {
        auto header = child_of(parent);
        change(header);
        const auto result = validate_header(config, parent, header);
        return result ? std::optional<HeaderError>{} : result.error();
    };
    using E = HeaderError;
    EXPECT_EQ(error_of([](Header&) {}), std::nullopt);
    EXPECT_EQ(error_of([](Header& h) { ++h.number; }), E::wrong_number);
    EXPECT_EQ(error_of([](Header& h) { h.parent_hash[0] ^= 1; }), E::wrong_parent_hash);
    EXPECT_EQ(error_of([](Header& h) { h.timestamp = 100; }), E::timestamp_not_after_parent);
    EXPECT_EQ(error_of([](Header& h) { h.gas_used = h.gas_limit + 1; }), E::gas_used_above_limit);
    EXPECT_EQ(error_of([](Header& h) { h.gas_limit = 1ull << 63; }), E::bad_gas_limit);
    EXPECT_EQ(error_of([](Header& h) { h.extra_data.pop_back(); }), E::bad_extra_data);
    EXPECT_EQ(error_of([](Header& h) { h.extra_data = encode_op_extra_data({250, 0, 1}); }),
              E::bad_extra_data);
    EXPECT_EQ(error_of([](Header& h) { h.extra_data = encode_op_extra_data({250, 6, {}}); }),
              E::bad_extra_data);
    EXPECT_EQ(error_of([](Header& h) { h.difficulty = u256{1}; }), E::bad_proof_of_stake_fields);
    EXPECT_EQ(error_of([](Header& h) { h.base_fee_per_gas = u256{1'001}; }), E::wrong_base_fee);
    EXPECT_EQ(error_of([](Header& h) { h.withdrawals_root.reset(); }), E::bad_withdrawals_root);
    EXPECT_EQ(error_of([](Header& h) { h.blob_gas_used = h.gas_limit + 1; }), E::bad_blob_gas_used);
    EXPECT_EQ(error_of([](Header& h) { h.excess_blob_gas = 1; }), E::wrong_excess_blob_gas);
    EXPECT_EQ(error_of([](Header& h) { h.parent_beacon_block_root.reset(); }), E::bad_beacon_root);
    EXPECT_EQ(error_of([](Header& h) { h.requests_hash = Hash32{}; }), E::bad_requests_hash);
}

TEST(receipt, round_trips_with_and_without_deposit_fields) {
    Receipt receipt;
    receipt.success = true;
    receipt.cumulative_gas_used = 21'000;
    receipt.logs = {{Address{{1}}, {Hash32{{2}}, Hash32{{3}}}, {4, 5}}};
    receipt.logs_bloom = logs_bloom(receipt.logs);
    EXPECT_EQ(*decode_receipt(encode_receipt(receipt)), receipt);
    receipt.type = TxnType::set_code;
    EXPECT_EQ(*decode_receipt(encode_receipt(receipt)), receipt);
    receipt.type = TxnType::deposit;
    EXPECT_EQ(*decode_receipt(encode_receipt(receipt)), receipt);
    receipt.deposit_nonce = 9;
    receipt.deposit_receipt_version = 1;
    const auto encoded = encode_receipt(receipt);
    EXPECT_EQ(*decode_receipt(encoded), receipt);
    for (std::size_t size = 0; size < encoded.size(); ++size)
        EXPECT_FALSE(decode_receipt(BytesView{encoded}.first(size)));
}

}  // namespace
}  // namespace dusk
