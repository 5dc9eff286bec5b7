#include <gtest/gtest.h>

#include <dusk/core/codec/hex.hpp>
#include <dusk/core/rollup/deposits.hpp>
#include <dusk/core/rollup/testing.hpp>

namespace dusk::rollup {
namespace {

using testing::address_of;
using testing::hash_of;

Transaction sample_deposit() {
    Transaction txn;
    txn.type = TxnType::deposit;
    txn.from = address_of(7);
    txn.to = address_of(8);
    txn.mint = u256{500};
    txn.value = u256{200};
    txn.gas_limit = 100'000;
    txn.data = {1, 2, 3};
    txn.source_hash = user_deposit_source_hash(hash_of("l1", 1), 4);
    return txn;
}

TEST(deposits, topic_is_the_hash_of_the_event) {
    EXPECT_EQ(TRANSACTION_DEPOSITED_TOPIC,
              keccak256(as_bytes("TransactionDeposited(address,address,uint256,bytes)")));
}

// The source hashes that OP isthmus/derivation.md states.
TEST(deposits, upgrade_source_hashes_are_those_of_the_specs) {
    EXPECT_EQ(to_hex(upgrade_source_hash("Isthmus: L1 Block Deployment")),
              "0x3b2d0821ca2411ad5cd3595804d1213d15737188ae4cbd58aa19c821a6c211bf");
    EXPECT_EQ(to_hex(upgrade_source_hash("Jovian: Gas Price Oracle Set Jovian")),
              "0xe836db6a959371756f8941be3e962d000f7e12a32e49e2c9ca42ba177a92716c");
}

TEST(deposits, source_hashes_differ_by_domain_block_and_number) {
    const auto block = hash_of("l1", 1);
    EXPECT_NE(user_deposit_source_hash(block, 1), l1_attributes_source_hash(block, 1));
    EXPECT_NE(user_deposit_source_hash(block, 1), user_deposit_source_hash(block, 2));
    EXPECT_NE(user_deposit_source_hash(block, 1), user_deposit_source_hash(hash_of("l1", 2), 1));
}

TEST(deposits, log_round_trips) {
    for (const std::size_t data_size : {0u, 1u, 22u, 23u, 24u, 55u, 1000u})
        for (const bool creation : {false, true}) {
            auto deposit = sample_deposit();
            deposit.data = Bytes(data_size, 3);
            if (creation) deposit.to.reset();
            const auto log = log_from_deposit(address_of(3), deposit);
            EXPECT_EQ(deposit_from_log(log, hash_of("l1", 1), 4), deposit);
        }
}

TEST(deposits, names_what_is_wrong_with_a_log) {
    const auto good = log_from_deposit(address_of(3), sample_deposit());
    const auto error = [&](auto change) {
        auto log = good;
        change(log);
        return deposit_from_log(log, {}, 0).error();
    };
    EXPECT_EQ(error([](Log& log) { log.topics.pop_back(); }), DepositError::wrong_topic_count);
    EXPECT_EQ(error([](Log& log) { log.topics[0][0] ^= 1; }), DepositError::wrong_topic);
    EXPECT_EQ(error([](Log& log) { log.topics[3][31] = 1; }), DepositError::unknown_version);
    EXPECT_EQ(error([](Log& log) { log.data.resize(32); }), DepositError::bad_data_size);
    EXPECT_EQ(error([](Log& log) { log.data.push_back(0); }), DepositError::bad_data_size);
    EXPECT_EQ(error([](Log& log) { log.data[31] = 64; }), DepositError::bad_offset);
    EXPECT_EQ(error([](Log& log) { log.data[0] = 1; }), DepositError::bad_offset);
    EXPECT_EQ(error([](Log& log) { log.data[63] = 255; }), DepositError::bad_length);
    EXPECT_EQ(error([](Log& log) { log.data[32] = 255; }), DepositError::bad_length);
    EXPECT_EQ(error([](Log& log) { log.data.resize(log.data.size() + 32); }),
              DepositError::bad_length);
    EXPECT_EQ(error([](Log& log) {
                  log.data.resize(128);
                  log.data[63] = 64;
              }),
              DepositError::opaque_too_short);
}

TEST(deposits, are_numbered_over_all_logs_of_the_block) {
    const auto portal = address_of(3);
    const auto log = log_from_deposit(portal, sample_deposit());
    auto elsewhere = log;
    elsewhere.address = address_of(9);
    Receipt first{.success = true, .logs = {elsewhere, log}};
    Receipt failed{.success = false, .logs = {log}};
    Receipt last{.success = true, .logs = {log}};
    const std::vector<Receipt> receipts{first, failed, last};
    const auto deposits = derive_deposits(receipts, portal, hash_of("l1", 1));
    ASSERT_TRUE(deposits);
    ASSERT_EQ(deposits->size(), 2u);
    EXPECT_EQ(deposits->at(0).source_hash, user_deposit_source_hash(hash_of("l1", 1), 1));
    EXPECT_EQ(deposits->at(1).source_hash, user_deposit_source_hash(hash_of("l1", 1), 3));
}

}  // namespace
}  // namespace dusk::rollup
