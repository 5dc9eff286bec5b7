// Faults that hit other implementations, one test each; docs/pitfalls.md names them all.
#include <gtest/gtest.h>

#include <dusk/conformance/op_block_fixture.hpp>
#include <dusk/core/chain/fees.hpp>
#include <dusk/platform/crypto/ethereum_key.hpp>

namespace dusk {
namespace {

using namespace test;

/// All wei there is, over the accounts that the bench knows of.
u256 supply(Bench& bench) {
    auto state = bench.chain.state;
    state.apply(bench.executor->state().build_diff());
    u256 sum;
    for (const auto& [address, entry] : state.entries()) sum += entry.account.balance;
    return sum;
}

/// A creation whose code destroys itself in favour of `heir` (32 bytes of init code at most).
Transaction self_destroying(std::uint64_t nonce, const Address& heir, const u256& value) {
    auto txn = transfer(nonce, {}, value);
    txn.to.reset();
    txn.data = {0x73};
    append(txn.data, heir);
    txn.data.push_back(0xff);
    return txn;
}

// 2022-02, OP: a destroyed account kept its balance: ether out of nothing.
TEST(pitfalls, destroyed_account_leaves_no_balance_behind) {
    for (const auto fork : {OpFork::bedrock, OpFork::canyon, OpFork::ecotone, OpFork::jovian}) {
        Bench bench{fork};
        const auto before = supply(bench);
        const auto doomed = create_address(ALICE, 0);
        ASSERT_TRUE(bench.run(self_destroying(0, BOB, u256{1'000}), ALICE)->receipt.success);
        EXPECT_EQ(bench.balance(doomed), u256{});
        EXPECT_EQ(bench.balance(BOB), ETHER + u256{1'000});
        EXPECT_EQ(supply(bench), before);
        // In favour of itself: what it had is gone, and nobody has it.
        const auto selfish = create_address(ALICE, 1);
        ASSERT_TRUE(bench.run(self_destroying(1, selfish, u256{1'000}), ALICE)->receipt.success);
        EXPECT_EQ(bench.balance(selfish), u256{});
        EXPECT_EQ(supply(bench), before - u256{1'000});
    }
}

// Supply per block: what senders lose, recipients, vaults and nobody else gain.
TEST(pitfalls, supply_is_conserved_by_every_kind_of_transaction) {
    for (std::size_t i = 0; i < OP_FORK_COUNT; ++i) {
        Bench bench{static_cast<OpFork>(i)};
        const auto before = supply(bench);
        ASSERT_TRUE(bench.run(transfer(0, BOB, u256{1}), ALICE));
        ASSERT_TRUE(bench.run(transfer(1, REVERTER, u256{5}), ALICE));
        ASSERT_TRUE(bench.run(transfer(2, CRASHER, u256{5}), ALICE));
        ASSERT_TRUE(bench.run(transfer(3, COUNTER, u256{5}), ALICE));
        EXPECT_FALSE(bench.run(transfer(9, BOB, u256{1}), ALICE));
        EXPECT_EQ(supply(bench), before);
        ASSERT_TRUE(bench.run(deposit(ALICE, CRASHER, u256{77}, u256{3}), ALICE));
        ASSERT_TRUE(bench.run(deposit(ALICE, BOB, u256{11}, ETHER * u256{9}), ALICE));
        EXPECT_EQ(supply(bench), before + u256{88});
    }
}

// 2025-03: a blob base fee by the schedule of the fork before.
TEST(pitfalls, blob_base_fee_is_that_of_the_forks_own_schedule) {
    struct Row {
        BlobParams blobs;
        std::uint64_t excess;
        std::uint64_t fee;
    };
    // By EIP-4844's fake_exponential over unbounded integers.
    constexpr BlobParams BPO1{10, 15, 8'346'193};
    constexpr BlobParams BPO2{14, 21, 11'684'671};
    const Row rows[] = {
        {CANCUN_BLOBS, 0, 1},
        {CANCUN_BLOBS, 2'314'057, 1},
        {CANCUN_BLOBS, 2'314'058, 2},
        {CANCUN_BLOBS, 13'107'200, 50},
        {CANCUN_BLOBS, 131'072'000, 112'419'783'351'538'363},
        {PRAGUE_BLOBS, 2'314'058, 1},
        {PRAGUE_BLOBS, 13'107'200, 13},
        {PRAGUE_BLOBS, 131'072'000, 232'931'037'523},
        {BPO1, 13'107'200, 4},
        {BPO1, 131'072'000, 6'612'058},
        {BPO2, 13'107'200, 3},
        {BPO2, 131'072'000, 74'416},
    };
    for (const auto& [blobs, excess, fee] : rows)
        EXPECT_EQ(blob_base_fee(blobs, excess), u256{fee}) << excess;
    // A block right at the fork is priced by the new schedule.
    const ChainConfig config{.chain_id = 1,
                             .op = {},
                             .ethereum = {{0, evm::Revision::cancun, CANCUN_BLOBS},
                                          {1'000, evm::Revision::prague, PRAGUE_BLOBS}}};
    EXPECT_EQ(rules_at(config, 999).blobs, CANCUN_BLOBS);
    EXPECT_EQ(rules_at(config, 1'000).blobs, PRAGUE_BLOBS);
}

// 2026-06: warmth of a failed or refused transaction must not make the next one cheaper.
TEST(pitfalls, nothing_stays_warm_after_a_failed_or_refused_transaction) {
    Bench alone;
    auto txn = transfer(0, COUNTER, u256{5});
    const auto gas = alone.run(txn, ALICE)->gas_used;

    Bench bench;
    auto failing = transfer(0, CRASHER, {});
    failing.access_list = {{COUNTER, {to_hash32(u256{0}), to_hash32(u256{1})}}};
    ASSERT_FALSE(bench.run(failing, BOB)->receipt.success);
    auto refused = failing;
    refused.nonce = 7;
    ASSERT_FALSE(bench.run(refused, BOB));
    EXPECT_EQ(bench.run(txn, ALICE)->gas_used, gas);
}

// Deposits under L1's checks -----------------------------------------------------------------

TEST(pitfalls, deposit_from_a_contract_is_not_refused) {  // EIP-3607
    Bench bench;
    EXPECT_TRUE(bench.run(deposit(COUNTER, BOB, u256{1}, u256{1}), COUNTER)->receipt.success);
}

TEST(pitfalls, deposit_may_spend_what_it_mints) {  // no balance check before the mint
    Bench bench;
    constexpr Address POOR{{0x99}};
    EXPECT_TRUE(bench.run(deposit(POOR, BOB, u256{50}, u256{50}), POOR)->receipt.success);
    EXPECT_EQ(bench.balance(BOB), ETHER + u256{50});
    EXPECT_EQ(bench.balance(POOR), u256{});
}

TEST(pitfalls, mint_persists_however_the_deposit_fails) {
    const auto minted = [](auto&& change) {
        Bench bench;
        auto txn = deposit(ALICE, BOB, u256{50}, {});
        change(txn);
        EXPECT_FALSE(bench.run(txn, ALICE)->receipt.success);
        return bench.balance(ALICE) - ETHER;
    };
    EXPECT_EQ(minted([](auto& t) { t.to = REVERTER; }), u256{50});
    EXPECT_EQ(minted([](auto& t) { t.to = CRASHER; }), u256{50});
    EXPECT_EQ(minted([](auto& t) { t.gas_limit = 20'999; }), u256{50});
    EXPECT_EQ(minted([](auto& t) { t.value = ETHER * u256{2}; }), u256{50});
    EXPECT_EQ(minted([](auto& t) { t.is_system_txn = true; }), u256{50});
    EXPECT_EQ(minted([](auto& t) {
                  t.to.reset();
                  t.data = {0xfe};
              }),
              u256{50});
}

TEST(pitfalls, nonce_of_a_failed_deposit_goes_on) {
    Bench bench;
    ASSERT_FALSE(bench.run(deposit(ALICE, REVERTER, {}, {}), ALICE)->receipt.success);
    EXPECT_EQ(bench.nonce(ALICE), 1u);
    ASSERT_FALSE(bench.run(deposit(ALICE, BOB, {}, ETHER * u256{2}), ALICE)->receipt.success);
    EXPECT_EQ(bench.nonce(ALICE), 2u);
    // The address of a creation by deposit counts it, too.
    auto creation = deposit(ALICE, {}, {}, {});
    creation.to.reset();
    EXPECT_EQ(bench.run(creation, ALICE)->contract_address, create_address(ALICE, 2));
}

TEST(pitfalls, deposit_pays_no_l1_and_no_operator_fee) {
    Bench bench;
    auto txn = deposit(ALICE, BOB, {}, {});
    txn.data = Bytes(500, 0x5a);
    const auto outcome = bench.run(txn, ALICE);
    EXPECT_EQ(outcome->l1_fee, u256{});
    EXPECT_EQ(outcome->operator_fee, u256{});
    EXPECT_EQ(outcome->da_footprint, 0u);
    EXPECT_EQ(bench.balance(ALICE), ETHER);
    for (const auto& vault :
         {OP_SEQUENCER_FEE_VAULT, OP_BASE_FEE_VAULT, OP_L1_FEE_VAULT, OP_OPERATOR_FEE_VAULT})
        EXPECT_EQ(bench.balance(vault), u256{});
}

TEST(pitfalls, failed_deposit_uses_the_gas_that_its_failure_says) {
    Bench bench;
    // Before any code: all of it. By revert: what was spent. By a halt: all of it.
    EXPECT_EQ(bench.run(deposit(ALICE, BOB, {}, ETHER * u256{2}), ALICE)->gas_used, 100'000u);
    EXPECT_EQ(bench.run(deposit(ALICE, REVERTER, {}, {}), ALICE)->gas_used, 21'006u);
    EXPECT_EQ(bench.run(deposit(ALICE, CRASHER, {}, {}), ALICE)->gas_used, 100'000u);
    EXPECT_EQ(bench.executor->gas_used(), 221'006u);
    Bench bedrock{OpFork::bedrock};
    EXPECT_EQ(bedrock.run(deposit(ALICE, REVERTER, {}, {}), ALICE)->gas_used, 100'000u);
}

// EIP-7702 on OP chains ----------------------------------------------------------------------

Transaction delegation(const EthereumKey& key, const Address& target, std::uint64_t nonce) {
    auto txn = transfer(0, BOB, {});
    txn.type = TxnType::set_code;
    Authorization authorization{.chain_id = u256{CHAIN_ID}, .address = target, .nonce = nonce};
    const auto signature = key.sign(authorization_signing_hash(authorization));
    authorization.r = to_u256(signature.r);
    authorization.s = to_u256(signature.s);
    authorization.y_parity = signature.odd_y ? 1 : 0;
    txn.authorization_list = {authorization};
    return txn;
}

TEST(pitfalls, eip7702_works_on_op_from_isthmus_on_and_deposits_reach_the_delegate) {
    const auto key = *EthereumKey::from(to_hash32(u256{7}));
    Bench before{OpFork::holocene};
    EXPECT_EQ(before.run(delegation(key, COUNTER, 0), ALICE).error(), TxnError::type_not_supported);

    Bench bench{OpFork::isthmus};
    ASSERT_TRUE(bench.run(delegation(key, COUNTER, 0), ALICE)->receipt.success);
    EXPECT_EQ(bench.nonce(key.address()), 1u);
    // A deposit to the account runs the delegate's code on the account's own storage …
    const auto outcome = bench.run(deposit(BOB, key.address(), {}, u256{5}), BOB);
    EXPECT_EQ(outcome->receipt.logs.size(), 1u);
    EXPECT_EQ(outcome->receipt.logs[0].address, key.address());
    EXPECT_EQ(bench.executor->state().storage(key.address(), u256{0}), u256{5});
    // … and the account still sends deposits and transactions of its own (EIP-3607 as amended).
    EXPECT_TRUE(
        bench.run(deposit(key.address(), BOB, ETHER, u256{1}), key.address())->receipt.success);
    EXPECT_TRUE(bench.run(transfer(2, BOB, u256{1}), key.address())->receipt.success);
}

TEST(pitfalls, gas_cap_of_osaka_binds_transactions_but_not_deposits) {
    auto txn = transfer(0, BOB, {});
    txn.gas_limit = TXN_GAS_LIMIT_MAX + 1;
    Bench jovian{OpFork::jovian};
    EXPECT_TRUE(jovian.run(txn, ALICE));
    Bench karst{OpFork::karst};
    EXPECT_EQ(karst.run(txn, ALICE).error(), TxnError::gas_limit_above_cap);
    auto large = deposit(ALICE, BOB, {}, {});
    large.gas_limit = TXN_GAS_LIMIT_MAX + 1;
    EXPECT_TRUE(karst.run(large, ALICE)->receipt.success);
    txn.gas_limit = TXN_GAS_LIMIT_MAX;
    txn.nonce = 1;
    EXPECT_TRUE(karst.run(txn, ALICE));
}

}  // namespace
}  // namespace dusk
