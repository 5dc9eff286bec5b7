#include <gtest/gtest.h>

#include <dusk/core/chain/op_fees.hpp>
#include <dusk/core/codec/hex.hpp>
#include <dusk/core/crypto/hash.hpp>
#include <dusk/node/chain/pool_feed.hpp>
#include <dusk/node/dev/amendment.hpp>
#include <dusk/node/dev/dev_chain.hpp>
#include <dusk/node/dev/dev_genesis.hpp>
#include <dusk/node/dev/state_dump.hpp>
#include <dusk/node/rpc/call/replay.hpp>
#include <dusk/node/rpc/chain/block_receipts.hpp>
#include <dusk/platform/crypto/provider.hpp>

namespace dusk::dev {
namespace {

constexpr Address STRANGER{{0x57, 0x43}};
constexpr u256 ETHER{1'000'000'000'000'000'000};

EthereumKey test_key(std::uint8_t i) { return *EthereumKey::from(Hash32{{1, i}}); }

const genesis::RollupFiles& files() {
    static const auto made = make_dev_rollup({.timestamp = 1'700'000'000,
                                              .accounts = {test_key(1).address()},
                                              .balance = u256{1'000} * ETHER},
                                             native_crypto());
    return made;
}

/// A developer's chain in memory.
struct Node {
    std::unique_ptr<store::ChainStore> store;
    ChainConfig config;
    engine::Chain chain;
    pool::TxnPool pool;
    DevChain dev;

    Node()
        : store(*store::ChainStore::open("", files().genesis, {.in_memory = true})),
          config(make_op_config(files().genesis.chain_id, files().genesis.forks)),
          chain(*store, config, native_crypto()),
          pool(store->database(), native_crypto(), {}, [] { return std::uint64_t{1}; }),
          dev(chain, pool, files().rollup, {test_key(1)}, {}) {
        EXPECT_TRUE(engine::feed_pool(chain, pool));
        EXPECT_TRUE(dev.start());
    }

    std::unique_ptr<StateView> state() const {
        const auto head = store->head();
        return dev.amend(head.hash, *store->state_after(head.hash));
    }
    u256 balance(const Address& address) const {
        const auto account = state()->account(address);
        return account ? account->balance : u256{};
    }
    void give(const Address& address, const u256& balance) {
        EXPECT_TRUE(dev.change_state([&](StateDiff& diff, const StateView& base) {
            set_balance(diff, base, address, balance);
        }));
    }
    Hash32 send(std::uint64_t nonce, const u256& value) {
        Transaction txn;
        txn.type = TxnType::dynamic_fee;
        txn.chain_id = config.chain_id;
        txn.nonce = nonce;
        txn.max_fee_per_gas = u256{10'000'000'000};
        txn.max_priority_fee_per_gas = u256{1'000'000'000};
        txn.gas_limit = 21'000;
        txn.to = STRANGER;
        txn.value = value;
        const auto signature = test_key(1).sign(signing_hash(txn));
        txn.signature = {.r = u256_from_be(signature.r),
                         .s = u256_from_be(signature.s),
                         .odd_y = signature.odd_y};
        const auto hash = pool.add(encode_transaction(txn));
        EXPECT_TRUE(hash);
        return hash.value_or(Hash32{});
    }
    /// Executes the head again as a node without cheats would.
    engine::ImportStatus import_elsewhere() const {
        auto other = *store::ChainStore::open("", files().genesis, {.in_memory = true});
        engine::Chain importer(*other, config, native_crypto());
        auto status = engine::ImportStatus::valid;
        for (std::uint64_t number = 1; number <= store->head().number; ++number) {
            const auto hash = **store->canonical_hash(number);
            const auto body = **store->body(hash);
            status = importer
                         .import({.header = **store->header(hash),
                                  .transactions = body.transactions,
                                  .ommers = {},
                                  .withdrawals = body.withdrawals},
                                 hash)
                         .status;
        }
        return status;
    }
};

TEST(amendment, join_keeps_what_the_second_does_not_say) {
    const Address other{{9}};
    StateDiff first;
    StateDiff second;
    const Account account{.nonce = 1, .balance = u256{1}, .code_hash = EMPTY_CODE_HASH};
    first.accounts = {{STRANGER, account, false, {{u256{1}, u256{10}}, {u256{2}, u256{20}}}}};
    second.accounts = {{other, account, false, {}},
                       {STRANGER, account, false, {{u256{2}, u256{21}}, {u256{3}, u256{30}}}}};
    const auto joined = join(first, second);
    ASSERT_EQ(joined.accounts.size(), 2u);
    EXPECT_EQ(joined.accounts[0].address, other);
    const std::vector<std::pair<u256, u256>> slots{
        {u256{1}, u256{10}}, {u256{2}, u256{21}}, {u256{3}, u256{30}}};
    EXPECT_EQ(joined.accounts[1].storage, slots);

    second.accounts[1].account.reset();
    second.accounts[1].storage.clear();
    EXPECT_TRUE(join(first, second).accounts[1].storage.empty());
}

TEST(dev_chain, mines_each_transaction_by_the_protocols_rules) {
    Node node;
    node.send(0, u256{5});
    node.send(1, u256{6});
    EXPECT_EQ(node.store->head().number, 2u);
    EXPECT_EQ(node.balance(STRANGER), u256{11});
    const auto body = **node.store->body(node.store->head().hash);
    ASSERT_EQ(body.transactions.size(), 2u);
    EXPECT_TRUE(body.transactions[0].is_deposit());
    EXPECT_EQ(node.import_elsewhere(), engine::ImportStatus::valid);
}

TEST(dev_chain, carries_changes_of_state_into_the_next_block) {
    Node node;
    node.give(STRANGER, u256{7});
    EXPECT_EQ(node.balance(STRANGER), u256{7});
    EXPECT_EQ(node.store->head().number, 0u);
    ASSERT_TRUE(node.dev.mine(1));
    const auto head = node.store->head();
    EXPECT_EQ((*node.store->state_after(head.hash))->account(STRANGER)->balance, u256{7});
    // No other node could know.
    EXPECT_EQ(node.import_elsewhere(), engine::ImportStatus::invalid);
}

TEST(dev_chain, forgets_an_account_that_was_emptied) {
    Node node;
    node.give(STRANGER, u256{7});
    node.give(STRANGER, u256{0});
    EXPECT_FALSE(node.state()->account(STRANGER));
    ASSERT_TRUE(node.dev.mine(1));
    EXPECT_EQ(node.import_elsewhere(), engine::ImportStatus::valid);
}

TEST(dev_chain, reverts_blocks_and_changes_to_a_snapshot) {
    Node node;
    node.give(STRANGER, u256{1});
    const auto id = node.dev.snapshot();
    node.give(STRANGER, u256{2});
    node.send(0, u256{5});
    node.give(STRANGER, u256{3});
    EXPECT_TRUE(node.dev.revert(id).value_or(false));
    EXPECT_EQ(node.balance(STRANGER), u256{1});
    EXPECT_EQ(node.store->head().number, 0u);
    EXPECT_EQ(node.pool.counts().pending, 0u);
    EXPECT_FALSE(node.dev.revert(id).value_or(true));
    node.send(0, u256{5});
    EXPECT_EQ(node.balance(STRANGER), u256{6});
}

TEST(dev_chain, takes_blocks_away) {
    Node node;
    ASSERT_TRUE(node.dev.mine(3));
    ASSERT_TRUE(node.dev.rollback(2));
    EXPECT_EQ(node.store->head().number, 1u);
    EXPECT_FALSE(node.dev.rollback(2));
}

TEST(dev_chain, puts_other_blocks_in_the_place_of_the_last) {
    constexpr Address SENDER{{0x5e}};
    Node node;
    const auto gone = node.send(0, u256{5});
    node.give(SENDER, ETHER);
    ASSERT_TRUE(node.dev.mine(3));
    std::vector<Hash32> before;
    for (std::uint64_t i = 0; i <= 4; ++i) before.push_back(**node.store->canonical_hash(i));
    Transaction txn;
    txn.type = TxnType::dynamic_fee;
    txn.chain_id = node.config.chain_id;
    txn.max_fee_per_gas = u256{10'000'000'000};
    txn.gas_limit = 21'000;
    txn.to = STRANGER;
    txn.value = u256{7};
    ASSERT_TRUE(node.dev.reorg(3, {{}, {impersonated(txn, SENDER)}}));
    EXPECT_EQ(node.store->head().number, 4u);
    EXPECT_EQ(**node.store->canonical_hash(1), before[1]);
    std::vector<std::size_t> counts;
    for (std::uint64_t i = 2; i <= 4; ++i) {
        const auto hash = **node.store->canonical_hash(i);
        EXPECT_NE(hash, before[i]);
        counts.push_back((**node.store->body(hash)).transactions.size());
    }
    EXPECT_EQ(counts, (std::vector<std::size_t>{1, 2, 1}));
    // The change of state after block 1 stays, as that block does.
    EXPECT_EQ(node.balance(STRANGER), u256{12});
    EXPECT_TRUE(node.store->find_txn(gone)->has_value());

    ASSERT_TRUE(node.dev.reorg(4, {}));
    EXPECT_EQ(node.balance(STRANGER), u256{});
    EXPECT_FALSE(node.store->find_txn(gone)->has_value());
    EXPECT_FALSE(node.pool.find(gone));
    EXPECT_FALSE(node.dev.reorg(5, {}));
    EXPECT_EQ(node.store->head().number, 4u);
}

TEST(dev_chain, dumps_its_state_and_loads_it_elsewhere) {
    constexpr Address CONTRACT{{0xc0}};
    Node node;
    node.send(0, u256{5});
    node.give(CONTRACT, u256{9});
    ASSERT_TRUE(node.dev.change_state([&](StateDiff& diff, const StateView& base) {
        set_code(diff, base, CONTRACT, Bytes{0x5f, 0x5f, 0xfd});
        set_slot(diff, base, CONTRACT, u256{3}, u256{43});
    }));
    const auto dump = dump_state(node.dev);
    ASSERT_TRUE(dump) << dump.error();

    Node other;
    ASSERT_TRUE(load_state(other.dev, as_bytes(*dump)));
    EXPECT_EQ(other.balance(STRANGER), u256{5});
    EXPECT_EQ(other.state()->account(test_key(1).address())->nonce, 1u);
    EXPECT_EQ(other.state()->storage(CONTRACT, u256{3}), u256{43});
    EXPECT_EQ(other.state()->account(CONTRACT)->code_hash, keccak256(Bytes{0x5f, 0x5f, 0xfd}));
    EXPECT_EQ(dump_state(other.dev), dump);
    ASSERT_TRUE(other.dev.mine(1));
    EXPECT_EQ(other.balance(CONTRACT), u256{9});
    EXPECT_FALSE(load_state(other.dev, Bytes{0x1f, 0x8b}));
    EXPECT_FALSE(load_state(other.dev, as_bytes(R"({"accounts":{"nobody":{}}})")));
}

/// A contract, impersonated.
struct ContractSender {
    explicit ContractSender(const u256& balance) {
        EXPECT_TRUE(node.dev.change_state([&](StateDiff& diff, const StateView& base) {
            set_balance(diff, base, STRANGER, balance);
            set_code(diff, base, STRANGER, Bytes{0x00});
        }));
    }
    /// What all accounts have that a transaction of STRANGER to RECIPIENT changes.
    u256 sum() const {
        u256 out;
        for (const auto& address : {STRANGER, RECIPIENT, OP_SEQUENCER_FEE_VAULT, OP_BASE_FEE_VAULT,
                                    OP_L1_FEE_VAULT, OP_OPERATOR_FEE_VAULT})
            out += node.balance(address);
        return out;
    }
    void send() {
        Transaction txn;
        txn.type = TxnType::dynamic_fee;
        txn.chain_id = node.config.chain_id;
        txn.nonce = node.dev.next_nonce(STRANGER);
        txn.max_fee_per_gas = u256{10'000'000'000};
        txn.max_priority_fee_per_gas = u256{1'000'000'000};
        txn.gas_limit = 30'000;
        txn.to = RECIPIENT;
        txn.value = u256{4};
        const auto before = node.store->head().number;
        EXPECT_TRUE(node.dev.send_unsigned(txn, STRANGER));
        EXPECT_EQ(node.store->head().number, before + 1);
    }
    static constexpr Address RECIPIENT{{9, 9}};
    Node node;
};

TEST(dev_chain, sends_for_contracts) {
    ContractSender test(ETHER);
    test.send();
    EXPECT_EQ(test.node.balance(test.RECIPIENT), u256{4});
    EXPECT_EQ(test.node.state()->account(STRANGER)->nonce, 1u);
}

TEST(dev_chain, takes_of_contracts_what_their_receipts_show) {
    ContractSender test(ETHER);
    const auto sum = test.sum();
    test.send();
    EXPECT_EQ(test.sum(), sum);
    const eth::ChainReader reader(test.node.chain, {}, {});
    const auto receipts = eth::load_receipts(reader, test.node.store->head().hash);
    ASSERT_TRUE(receipts);
    const auto receipt = receipts->json(1);
    const auto number = [&](const char* name) {
        return *quantity_from_hex(std::string_view(receipt.at(name).as_string()));
    };
    EXPECT_GT(number("l1Fee"), u256{});
    EXPECT_EQ(number("gasUsed"), u256{21'000});
    EXPECT_EQ(test.node.balance(STRANGER),
              ETHER - u256{4} - number("l1Fee") - u256{21'000} * number("effectiveGasPrice"));
    EXPECT_EQ(test.node.balance(OP_L1_FEE_VAULT), number("l1Fee"));
}

TEST(dev_chain, takes_the_same_of_contracts_when_their_blocks_are_replayed) {
    ContractSender test(ETHER);
    test.send();
    // The second block begins with no change of state.
    test.send();
    const eth::ChainReader reader(test.node.chain, {}, {});
    const auto replay = eth::Replay::open(reader, test.node.store->head());
    ASSERT_TRUE(replay);
    ASSERT_TRUE((*replay)->skip_to(2, std::chrono::steady_clock::time_point::max()));
    auto& state = (*replay)->executor().state();
    for (const auto& address : {STRANGER, OP_BASE_FEE_VAULT, OP_L1_FEE_VAULT})
        EXPECT_EQ(state.balance(address), test.node.balance(address));
}

TEST(dev_chain, leaves_out_what_a_contract_cannot_pay) {
    const auto gas = u256{30'000} * u256{10'000'000'000};
    // Enough but for L1.
    ContractSender test(gas + u256{4});
    test.send();
    EXPECT_EQ(test.node.balance(STRANGER), gas + u256{4});
    EXPECT_EQ((**test.node.store->body(test.node.store->head().hash)).transactions.size(), 1u);
    ContractSender poor(u256{1});
    poor.send();
    EXPECT_EQ(poor.node.balance(STRANGER), u256{1});
}

TEST(dev_chain, has_a_last_time) {
    Node node;
    EXPECT_FALSE(node.dev.set_next_timestamp(TIME_MAX_S + 1));
    for (int i = 0; i < 3; ++i)
        EXPECT_EQ(node.dev.increase_time(TIME_MAX_S), std::int64_t{TIME_MAX_S});
    EXPECT_FALSE(node.dev.mine(1));
    node.dev.set_time(TIME_MAX_S - 10'000);
    EXPECT_TRUE(node.dev.mine(1));
    node.dev.set_timestamp_interval(TIME_MAX_S);
    EXPECT_FALSE(node.dev.mine(1));
}

TEST(dev_chain, starts_over) {
    Node node;
    node.send(0, u256{5});
    node.give(STRANGER, u256{3});
    ASSERT_TRUE(node.dev.reset());
    EXPECT_EQ(node.store->head(), node.store->genesis_block());
    EXPECT_EQ(node.balance(STRANGER), u256{});
    node.send(0, u256{5});
    EXPECT_EQ(node.balance(STRANGER), u256{5});
}

}  // namespace
}  // namespace dusk::dev
