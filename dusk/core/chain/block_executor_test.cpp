// OP block execution: deposits (OP specs, deposits.md#execution), fee vaults (exec-engine.md#fees),
// and that a refused transaction leaves no trace in a block that is being built.
#include <random>

#include <gtest/gtest.h>

#include <dusk/conformance/op_block_fixture.hpp>
#include <dusk/core/chain/execute_block.hpp>
#include <dusk/core/chain/fees.hpp>

namespace dusk {
namespace {

using namespace test;

TEST(deposit, mints_and_calls_without_any_fee) {
    Bench bench;
    const auto outcome = bench.run(deposit(ALICE, BOB, u256{50}, u256{20}), ALICE);
    ASSERT_TRUE(outcome);
    EXPECT_TRUE(outcome->receipt.success);
    EXPECT_EQ(outcome->gas_used, 21'000u);
    EXPECT_EQ(bench.balance(ALICE), ETHER + u256{30});
    EXPECT_EQ(bench.balance(BOB), ETHER + u256{20});
    EXPECT_EQ(bench.nonce(ALICE), 1u);
    EXPECT_EQ(outcome->receipt.deposit_nonce, 0u);
    EXPECT_EQ(outcome->receipt.deposit_receipt_version, 1u);
    EXPECT_EQ(outcome->l1_fee, u256{});
    for (const auto& vault :
         {OP_SEQUENCER_FEE_VAULT, OP_BASE_FEE_VAULT, OP_L1_FEE_VAULT, OP_OPERATOR_FEE_VAULT})
        EXPECT_EQ(bench.balance(vault), u256{});
}

TEST(deposit, keeps_the_mint_and_bumps_the_nonce_when_it_cannot_pay_its_value) {
    Bench bench;
    const auto outcome = bench.run(deposit(ALICE, BOB, u256{50}, ETHER + u256{51}), ALICE);
    ASSERT_TRUE(outcome);
    EXPECT_FALSE(outcome->receipt.success);
    EXPECT_EQ(outcome->gas_used, 100'000u);
    EXPECT_EQ(bench.balance(ALICE), ETHER + u256{50});
    EXPECT_EQ(bench.balance(BOB), ETHER);
    EXPECT_EQ(bench.nonce(ALICE), 1u);
}

TEST(deposit, keeps_the_mint_and_takes_all_gas_below_the_intrinsic_cost) {
    Bench bench;
    auto txn = deposit(ALICE, BOB, u256{50}, {});
    txn.gas_limit = 20'999;
    const auto outcome = bench.run(txn, ALICE);
    ASSERT_TRUE(outcome);
    EXPECT_FALSE(outcome->receipt.success);
    EXPECT_EQ(outcome->gas_used, 20'999u);
    EXPECT_EQ(bench.balance(ALICE), ETHER + u256{50});
    EXPECT_EQ(bench.nonce(ALICE), 1u);
}

TEST(deposit, keeps_the_mint_when_the_call_reverts) {
    Bench bench;
    const auto outcome = bench.run(deposit(ALICE, REVERTER, u256{50}, u256{20}), ALICE);
    ASSERT_TRUE(outcome);
    EXPECT_FALSE(outcome->receipt.success);
    EXPECT_EQ(outcome->gas_used, 21'006u);
    EXPECT_EQ(bench.balance(ALICE), ETHER + u256{50});
    EXPECT_EQ(bench.nonce(ALICE), 1u);
}

TEST(deposit, may_come_from_a_contract) {
    Bench bench;
    EXPECT_EQ(bench.run(transfer(0, BOB, {}), COUNTER).error(), TxnError::sender_not_eoa);
    EXPECT_TRUE(bench.run(deposit(COUNTER, BOB, u256{1}, u256{1}), COUNTER)->receipt.success);
}

TEST(block_executor, takes_of_a_contract_what_it_takes_of_others_once_contracts_may_send) {
    Bench bench;
    const auto usual = bench.run(transfer(0, BOB, u256{1}), ALICE);
    ASSERT_TRUE(bench.run(deposit(COUNTER, BOB, ETHER, {}), COUNTER));
    EXPECT_EQ(bench.run(transfer(1, BOB, u256{1}), COUNTER).error(), TxnError::sender_not_eoa);
    bench.executor->allow_contract_senders();
    const auto outcome = bench.run(transfer(1, BOB, u256{1}), COUNTER);
    ASSERT_TRUE(usual);
    ASSERT_TRUE(outcome);
    EXPECT_EQ(outcome->gas_used, usual->gas_used);
    EXPECT_EQ(outcome->l1_fee, usual->l1_fee);
    EXPECT_EQ(outcome->operator_fee, usual->operator_fee);
    EXPECT_EQ(outcome->da_footprint, usual->da_footprint);
    EXPECT_EQ(bench.balance(COUNTER), bench.balance(ALICE));
    EXPECT_EQ(bench.nonce(COUNTER), 2u);
}

TEST(deposit, refunds_storage_gas_in_gas_used_only) {
    Bench bench;
    const auto first = bench.run(deposit(ALICE, COUNTER, u256{9}, u256{9}), ALICE);
    const auto second = bench.run(deposit(ALICE, COUNTER, {}, {}), ALICE);
    EXPECT_EQ(second->gas_refunded, 4'800u);  // slot 0 goes back to zero
    EXPECT_LT(second->gas_used, first->gas_used);
    EXPECT_EQ(bench.balance(ALICE), ETHER);
}

TEST(deposit, above_the_blocks_gas_cannot_be_included) {
    Bench bench;
    auto txn = deposit(ALICE, BOB, u256{50}, {});
    txn.gas_limit = 30'000'001;
    EXPECT_EQ(bench.run(txn, ALICE).error(), TxnError::gas_limit_above_block);
    EXPECT_EQ(bench.balance(ALICE), ETHER);
}

TEST(deposit, system_flag_takes_no_gas_before_regolith_and_fails_from_then_on) {
    auto txn = deposit(ALICE, BOB, {}, u256{1});
    txn.is_system_txn = true;
    txn.gas_limit = 150'000'000;
    Bench bedrock{OpFork::bedrock};
    const auto outcome = bedrock.run(txn, ALICE);
    ASSERT_TRUE(outcome);
    EXPECT_TRUE(outcome->receipt.success);
    EXPECT_EQ(outcome->gas_used, 0u);
    EXPECT_EQ(outcome->receipt.deposit_receipt_version, std::nullopt);
    txn.gas_limit = 100'000;
    Bench regolith{OpFork::regolith};
    const auto failed = regolith.run(txn, ALICE);
    ASSERT_TRUE(failed);
    EXPECT_FALSE(failed->receipt.success);
    EXPECT_EQ(failed->gas_used, 100'000u);
    EXPECT_EQ(regolith.nonce(ALICE), 1u);
}

TEST(deposit, states_all_its_gas_before_regolith) {
    Bench bench{OpFork::bedrock};
    EXPECT_EQ(bench.run(deposit(ALICE, BOB, {}, u256{1}), ALICE)->gas_used, 100'000u);
}

TEST(deposit, is_refused_on_ethereum) {
    Bench bench;
    const ChainConfig ethereum{.chain_id = 1, .op = {}, .ethereum = {EthereumFork{}}};
    BlockExecutor executor{ethereum, bench.env, bench.chain.state, native_crypto(), bench.hashes};
    EXPECT_EQ(executor.execute(deposit(ALICE, BOB, {}, {}), ALICE).error(),
              TxnError::type_not_supported);
}

TEST(fees, go_to_the_vaults_and_none_are_lost) {
    Bench bench;
    const auto txn = transfer(0, BOB, u256{123});
    const auto outcome = bench.run(txn, ALICE);
    ASSERT_TRUE(outcome);
    const u256 gas{21'000};
    EXPECT_EQ(bench.balance(OP_SEQUENCER_FEE_VAULT), gas * u256{500});
    EXPECT_EQ(bench.balance(OP_BASE_FEE_VAULT), gas * u256{1'000});
    // The least size, 100 bytes: 1e8 * (16 * 1e9 * 2 + 3) / 1e12.
    EXPECT_EQ(bench.balance(OP_L1_FEE_VAULT), u256{3'200'000});
    EXPECT_EQ(bench.balance(OP_OPERATOR_FEE_VAULT), gas * u256{50'000} + u256{7});
    EXPECT_EQ(outcome->da_footprint, 40'000u);
    EXPECT_EQ(bench.executor->blob_gas_used(), 40'000u);
    const auto fees = gas * u256{1'500 + 50'000} + u256{3'200'007};
    EXPECT_EQ(bench.balance(ALICE), ETHER - u256{123} - fees);
    EXPECT_EQ(bench.balance(BOB), ETHER + u256{123});
}

TEST(fees, are_part_of_what_the_sender_must_hold) {
    Bench bench;
    auto txn = transfer(0, BOB, {});
    const auto worst =
        u256{100'000} * u256{3'000} + u256{3'200'000} + u256{100'000} * u256{50'000} + u256{7};
    txn.value = ETHER - worst + u256{1};
    EXPECT_EQ(bench.run(txn, ALICE).error(), TxnError::insufficient_funds);
    txn.value = ETHER - worst;
    EXPECT_TRUE(bench.run(txn, ALICE));
}

TEST(fees, operator_fee_starts_with_isthmus) {
    Bench bench{OpFork::holocene};
    EXPECT_EQ(bench.run(transfer(0, BOB, {}), ALICE)->operator_fee, u256{});
    Bench isthmus{OpFork::isthmus};
    // 21000 * 500 / 1e6 + 7
    EXPECT_EQ(isthmus.run(transfer(0, BOB, {}), ALICE)->operator_fee, u256{17});
}

TEST(execute, refuses_each_kind_of_invalid_transaction) {
    Bench bench;
    const auto error_of = [&](auto&& change) {
        auto txn = transfer(0, BOB, u256{1});
        change(txn);
        const auto result = bench.run(txn, ALICE);
        return result ? std::optional<TxnError>{} : result.error();
    };
    using E = TxnError;
    EXPECT_EQ(error_of([](Transaction& t) { t.type = TxnType::blob; }), E::type_not_supported);
    EXPECT_EQ(error_of([](Transaction& t) { t.chain_id = 1; }), E::wrong_chain_id);
    EXPECT_EQ(error_of([](Transaction& t) { t.nonce = 1; }), E::nonce_too_high);
    EXPECT_EQ(error_of([](Transaction& t) { t.nonce = ~0ull; }), E::nonce_overflow);
    EXPECT_EQ(error_of([](Transaction& t) { t.value = ETHER; }), E::insufficient_funds);
    EXPECT_EQ(error_of([](Transaction& t) { t.max_fee_per_gas = u256::max(); }),
              E::insufficient_funds);
    EXPECT_EQ(error_of([](Transaction& t) { t.gas_limit = 20'999; }), E::intrinsic_gas_too_low);
    EXPECT_EQ(error_of([](Transaction& t) {
                  t.gas_limit = 37'000;
                  t.data = Bytes(1'000, 1);
              }),
              E::floor_gas_too_low);
    EXPECT_EQ(error_of([](Transaction& t) { t.gas_limit = 30'000'001; }), E::gas_limit_above_block);
    EXPECT_EQ(error_of([](Transaction& t) { t.max_priority_fee_per_gas = u256{3'001}; }),
              E::priority_fee_above_max_fee);
    EXPECT_EQ(error_of([](Transaction& t) {
                  t.max_fee_per_gas = t.max_priority_fee_per_gas = u256{999};
              }),
              E::max_fee_below_base_fee);
    EXPECT_EQ(error_of([](Transaction& t) {
                  t.to.reset();
                  t.gas_limit = 10'000'000;
                  t.data = Bytes(INIT_CODE_SIZE_MAX + 1, 1);
              }),
              E::init_code_too_large);
    EXPECT_EQ(error_of([](Transaction& t) { t.type = TxnType::set_code; }), E::no_authorizations);
    EXPECT_EQ(error_of([](Transaction&) {}), std::nullopt);
    EXPECT_EQ(error_of([](Transaction&) {}), E::nonce_too_low);
}

TEST(execute, caps_gas_at_2_to_the_24_from_karst_on) {
    auto txn = transfer(0, BOB, {});
    txn.gas_limit = TXN_GAS_LIMIT_MAX + 1;
    Bench karst{OpFork::karst};
    EXPECT_EQ(karst.run(txn, ALICE).error(), TxnError::gas_limit_above_cap);
    EXPECT_TRUE(karst.run(deposit(ALICE, BOB, {}, {}), ALICE)->receipt.success);
}

TEST(execute, keeps_the_da_footprint_within_the_gas_limit) {
    Bench bench;
    bench.env.gas_limit = 100'000;
    bench.executor.emplace(bench.config, bench.env, bench.chain.state, native_crypto(),
                           bench.hashes);
    auto txn = transfer(0, BOB, {});
    txn.gas_limit = 21'000;
    EXPECT_TRUE(bench.run(txn, ALICE));
    txn.nonce = 1;
    EXPECT_TRUE(bench.run(txn, ALICE));
    txn.nonce = 2;
    EXPECT_EQ(bench.run(txn, ALICE).error(), TxnError::da_footprint_above_block);
}

TEST(simulate, needs_no_nonce_and_no_fee) {
    Bench bench;
    auto txn = transfer(77, COUNTER, u256{3});
    txn.max_fee_per_gas = txn.max_priority_fee_per_gas = {};
    const auto outcome = bench.executor->simulate(txn, ALICE);
    ASSERT_TRUE(outcome);
    EXPECT_TRUE(outcome->receipt.success);
    EXPECT_EQ(bench.balance(ALICE), ETHER - u256{3});
    EXPECT_EQ(bench.executor->gas_used(), 0u);
}

/// A transaction that may be valid, invalid, or fail while it runs.
Transaction random_txn(std::mt19937_64& random, std::uint64_t nonce) {
    constexpr Address TARGETS[] = {BOB, REVERTER, COUNTER, CRASHER, Address{{0xee}}};
    auto txn = transfer(nonce, TARGETS[random() % std::size(TARGETS)], u256{random() % 1'000});
    if (random() % 6 == 0) txn.nonce += random() % 3 - 1;
    if (random() % 8 == 0) txn.value = ETHER;
    if (random() % 8 == 0) txn.gas_limit = 20'000 + random() % 3'000;
    if (random() % 8 == 0) txn.max_fee_per_gas = u256{random() % 2'000};
    if (random() % 8 == 0) txn.chain_id = 5;
    if (random() % 4 == 0) txn.access_list = {{COUNTER, {to_hash32(u256{0}), to_hash32(u256{1})}}};
    if (random() % 10 == 0) txn.type = TxnType::blob;
    if (random() % 10 == 0) {
        txn.to.reset();
        txn.data = *from_hex("60016000556001600060003960016000f3");
    }
    return txn;
}

TEST(build, a_block_built_among_refusals_is_valid_as_a_whole) {
    std::mt19937_64 random{11};
    for (int round = 0; round < 40; ++round) {
        Bench bench;
        Header parent;
        parent.state_root = bench.chain.root;
        parent.gas_limit = bench.env.gas_limit;
        parent.gas_used = 5'000'000;
        parent.timestamp = 998;
        parent.base_fee_per_gas = u256{1'000};
        parent.blob_gas_used = parent.excess_blob_gas = 0;
        parent.extra_data = op_extra_data_for(bench.config, 998, 0, 0, 0);
        bench.env.parent_hash = header_hash(parent);
        bench.env.parent_beacon_block_root = Hash32{};
        bench.executor.emplace(bench.config, bench.env, bench.chain.state, native_crypto(),
                               bench.hashes);
        bench.executor->begin();
        Block block;
        std::vector<Address> senders;
        std::uint64_t nonces[2]{};
        for (int i = 0; i < 60; ++i) {
            const auto who = random() % 2;
            const auto sender = who == 0 ? ALICE : BOB;
            const auto txn = random_txn(random, nonces[who]);
            if (!bench.run(txn, sender)) continue;
            ++nonces[who];
            block.transactions.push_back(txn);
            senders.push_back(sender);
        }
        ASSERT_GT(senders.size(), 5u);
        ASSERT_LT(senders.size(), 55u);
        const auto rules = bench.executor->rules();
        const auto result = *bench.executor->finish();
        const auto state = *apply_state_diff(parent.state_root, result.diff, bench.chain.nodes);
        block.withdrawals.emplace();
        block.header = seal_header(rules, bench.env, result,
                                   {.state_root = state.state_root,
                                    .extra_data = op_extra_data_for(bench.config, 1'000, 0, 0, 0),
                                    .transactions = block.transactions,
                                    .withdrawals = {},
                                    .message_passer_root = *message_passer_root(
                                        parent.state_root, state, bench.chain.nodes)});
        const BlockSources sources{bench.chain.state, bench.chain.nodes, bench.hashes,
                                   native_crypto()};
        const auto executed = execute_block(bench.config, parent, block, sources, senders);
        ASSERT_TRUE(executed) << to_string(executed.error().fault);
        // The other faults of a block, one by one.
        auto bad = block;
        bad.header.state_root[0] ^= 1;
        EXPECT_EQ(execute_block(bench.config, parent, bad, sources, senders).error().fault,
                  BlockFault::wrong_state_root);
        bad = block;
        bad.header.blob_gas_used = *bad.header.blob_gas_used + 1;
        EXPECT_EQ(execute_block(bench.config, parent, bad, sources, senders).error().fault,
                  BlockFault::wrong_blob_gas_used);
        bad = block;
        bad.header.withdrawals_root = Hash32{};
        EXPECT_EQ(execute_block(bench.config, parent, bad, sources, senders).error().fault,
                  BlockFault::wrong_withdrawals_root);
    }
}

}  // namespace
}  // namespace dusk
