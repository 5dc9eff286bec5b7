#include <atomic>
#include <random>

#include <gtest/gtest.h>
#include <tests/support/counting_crypto.hpp>

#include <dusk/core/chain/fees.hpp>
#include <dusk/core/rollup/l1_attributes.hpp>
#include <dusk/node/chain/pool_feed.hpp>
#include <dusk/node/engine/engine_methods.hpp>
#include <dusk/node/genesis/new_rollup.hpp>
#include <dusk/platform/crypto/ethereum_key.hpp>
#include <dusk/platform/crypto/provider.hpp>

namespace dusk::engine {
namespace {

constexpr std::uint64_t GENESIS_TIME = 1'700'000'000;

EthereumKey test_key(std::uint8_t i) { return *EthereumKey::from(Hash32{{1, i}}); }

const genesis::RollupFiles& files() {
    static const auto made = [] {
        genesis::NewRollup decisions;
        decisions.l1_chain_id = 250;
        decisions.l1_start = {.hash = Hash32{{1}}, .number = 7, .time = GENESIS_TIME};
        decisions.system_config.batcher_addr = Address{{7}};
        decisions.system_config.scalar = rollup::encode_ecotone_scalar({1368, 810949});
        decisions.system_config.operator_fee_params = rollup::encode_operator_fee({1000, 77});
        decisions.system_config.gas_limit = 30'000'000;
        for (std::uint8_t i = 1; i <= 6; ++i)
            decisions.funded.emplace_back(test_key(i).address(), u256{1'000'000'000'000'000'000});
        return genesis::make_rollup(decisions, native_crypto());
    }();
    return made;
}

/// An execution node in memory.
struct Node {
    std::unique_ptr<store::ChainStore> store;
    ChainConfig config;
    Chain chain;
    pool::TxnPool pool;
    Engine engine;

    explicit Node(const CryptoProvider& crypto = native_crypto(),
                  const parallel::ProcessorOptions& options = {})
        : store(*store::ChainStore::open("", files().genesis, {.in_memory = true})),
          config(make_op_config(files().genesis.chain_id, files().genesis.forks)),
          chain(*store, config, crypto, options),
          pool(store->database(), crypto, {}, [] { return GENESIS_TIME; }),
          engine(chain, pool) {
        EXPECT_TRUE(feed_pool(chain, pool));
    }

    Header head() const { return **store->header(store->head().hash); }
    u256 balance(const Address& address) const {
        const auto view = *store->state_after(store->head().hash);
        const auto account = view->account(address);
        return account ? account->balance : u256{};
    }
};

rollup::PayloadAttributes attributes_after(const Header& parent) {
    const auto timestamp = parent.timestamp + 2;
    const rollup::L1BlockInfo l1{.ref = {.hash = Hash32{{1}}, .number = 7, .time = GENESIS_TIME},
                                 .base_fee = 1'000'000'000,
                                 .excess_blob_gas = 0,
                                 .prev_randao = Hash32{{3}},
                                 .parent_beacon_block_root = Hash32{{4}}};
    const auto deposit = rollup::l1_attributes_deposit(
        files().rollup, files().rollup.genesis.system_config, parent.number, l1, timestamp);
    return {.timestamp = timestamp,
            .prev_randao = Hash32{{3}},
            .suggested_fee_recipient = rollup::SEQUENCER_FEE_VAULT,
            .parent_beacon_block_root = Hash32{{4}},
            .withdrawals = std::vector<Withdrawal>{},
            .transactions = {encode_transaction(*deposit)},
            .no_tx_pool = false,
            .gas_limit = 30'000'000,
            .eip_1559_params = rollup::Eip1559Params{},
            .min_base_fee = 0};
}

Bytes signed_txn(const EthereumKey& key, Transaction txn) {
    txn.chain_id = files().genesis.chain_id;
    const auto signature = key.sign(signing_hash(txn));
    txn.signature = {to_u256(signature.r), to_u256(signature.s), signature.odd_y};
    return encode_transaction(txn);
}

Transaction transfer(std::uint64_t nonce, const Address& to, std::uint64_t wei) {
    return {.type = TxnType::dynamic_fee,
            .nonce = nonce,
            .max_priority_fee_per_gas = 1'000'000,
            .max_fee_per_gas = 3'000'000'000,
            .gas_limit = 100'000,
            .to = to,
            .value = wei};
}

/// Builds a block on the head from what is in the pool, and makes it the head.
sources::PayloadEnvelope extend(Node& node, bool settle = true) {
    const auto head = node.store->head().hash;
    const sources::ForkchoiceState state{.head = head, .safe = {}, .finalized = {}};
    const auto started = node.engine.forkchoice_updated(state, attributes_after(node.head()));
    EXPECT_TRUE(started && started->payload_id) << (started ? "" : started.error().message);
    node.engine.await_pass(*started->payload_id);
    const auto payload = node.engine.get_payload(*started->payload_id);
    EXPECT_TRUE(payload);
    if (settle) {
        EXPECT_EQ(node.engine.new_payload(*payload).kind, sources::PayloadStatusKind::valid);
        EXPECT_TRUE(node.engine.forkchoice_updated({payload->payload.block_hash, {}, {}}, {}));
    }
    return *payload;
}

TEST(engine, builds_a_block_that_another_node_accepts) {
    Node builder;
    Node verifier;
    const Address recipient{{0xbb}};
    ASSERT_TRUE(builder.pool.add(signed_txn(test_key(1), transfer(0, recipient, 5))));
    ASSERT_TRUE(builder.pool.add(signed_txn(test_key(1), transfer(1, recipient, 6))));
    const auto payload = extend(builder);
    EXPECT_EQ(payload.payload.transactions.size(), 3u);
    EXPECT_EQ(builder.balance(recipient), u256{11});
    EXPECT_EQ(builder.pool.counts().pending, 0u);

    const auto status = verifier.engine.new_payload(payload);
    EXPECT_EQ(status.kind, sources::PayloadStatusKind::valid)
        << status.validation_error.value_or("");
    ASSERT_TRUE(verifier.engine.forkchoice_updated({payload.payload.block_hash, {}, {}}, {}));
    EXPECT_EQ(verifier.head().state_root, builder.head().state_root);
}

TEST(engine, a_signature_is_recovered_once_from_the_pool_to_the_payload) {
    test::CountingCrypto crypto;
    Node builder;
    Node verifier(crypto, {.threads = 2, .parallel = true});
    std::vector<Bytes> txns;
    for (std::uint8_t sender = 1; sender <= 3; ++sender)
        for (std::uint64_t nonce = 0; nonce < 4; ++nonce)
            txns.push_back(signed_txn(test_key(sender), transfer(nonce, Address{{0xbb}}, 5)));
    for (const auto& txn : txns) {
        ASSERT_TRUE(builder.pool.add(txn));
        ASSERT_TRUE(verifier.pool.add(txn));
    }
    const auto payload = extend(builder);
    ASSERT_EQ(payload.payload.transactions.size(), 1 + txns.size());
    EXPECT_EQ(verifier.engine.new_payload(payload).kind, sources::PayloadStatusKind::valid);
    ASSERT_TRUE(verifier.engine.forkchoice_updated({payload.payload.block_hash, {}, {}}, {}));
    EXPECT_EQ(crypto.recovered, 12);
    EXPECT_EQ(verifier.pool.counts().pending, 0u);
    EXPECT_EQ(verifier.chain.processor().counts().adopted +
                  verifier.chain.processor().counts().in_order +
                  verifier.chain.processor().counts().repeated,
              txns.size());
    // A reorg brings them back without asking again.
    ASSERT_TRUE(
        verifier.engine.forkchoice_updated({verifier.store->genesis_block().hash, {}, {}}, {}));
    EXPECT_EQ(verifier.pool.counts().pending, txns.size());
    EXPECT_EQ(crypto.recovered, 12);
}

TEST(engine, refuses_a_block_whose_fields_do_not_hold) {
    Node builder;
    Node verifier;
    const auto good = extend(builder, false);
    const auto resealed = [](sources::PayloadEnvelope envelope) {
        envelope.payload.block_hash = header_hash(sources::payload_header(envelope));
        return envelope;
    };
    auto wrong_hash = good;
    wrong_hash.payload.gas_used += 1;
    EXPECT_EQ(verifier.engine.new_payload(wrong_hash).kind, sources::PayloadStatusKind::invalid);
    EXPECT_EQ(verifier.engine.new_payload(resealed(wrong_hash)).kind,
              sources::PayloadStatusKind::invalid);
    auto wrong_root = good;
    wrong_root.payload.state_root = Hash32{{1}};
    EXPECT_EQ(verifier.engine.new_payload(resealed(wrong_root)).kind,
              sources::PayloadStatusKind::invalid);
    auto orphan = good;
    orphan.payload.parent_hash = Hash32{{1}};
    EXPECT_EQ(verifier.engine.new_payload(resealed(orphan)).kind,
              sources::PayloadStatusKind::syncing);
    EXPECT_EQ(verifier.engine.new_payload(good).kind, sources::PayloadStatusKind::valid);
}

TEST(engine, attributes_with_a_bad_transaction_are_refused) {
    Node node;
    auto attributes = attributes_after(node.head());
    attributes.transactions.push_back({0x02, 0x01});
    const auto answer =
        node.engine.forkchoice_updated({node.store->head().hash, {}, {}}, attributes);
    ASSERT_FALSE(answer);
    EXPECT_EQ(answer.error().code, CODE_INVALID_PAYLOAD_ATTRIBUTES);

    auto stale = attributes_after(node.head());
    stale.timestamp = node.head().timestamp;
    EXPECT_FALSE(node.engine.forkchoice_updated({node.store->head().hash, {}, {}}, stale));
    auto without_params = attributes_after(node.head());
    without_params.eip_1559_params.reset();
    EXPECT_FALSE(node.engine.forkchoice_updated({node.store->head().hash, {}, {}}, without_params));
}

TEST(engine, a_reorg_brings_transactions_back_to_the_pool) {
    Node node;
    const auto genesis = node.store->head().hash;
    const Address recipient{{0xbb}};
    const auto hash = node.pool.add(signed_txn(test_key(1), transfer(0, recipient, 5)));
    ASSERT_TRUE(hash);
    extend(node);
    EXPECT_EQ(node.balance(recipient), u256{5});
    EXPECT_EQ(node.pool.find(*hash), nullptr);
    ASSERT_TRUE(node.engine.forkchoice_updated({genesis, {}, {}}, {}));
    EXPECT_EQ(node.balance(recipient), u256{});
    EXPECT_NE(node.pool.find(*hash), nullptr);
    extend(node);
    EXPECT_EQ(node.balance(recipient), u256{5});
}

TEST(engine, unknown_and_inconsistent_heads_are_told_apart) {
    Node node;
    const auto unknown = node.engine.forkchoice_updated({Hash32{{9}}, {}, {}}, {});
    ASSERT_TRUE(unknown);
    EXPECT_EQ(unknown->status.kind, sources::PayloadStatusKind::syncing);
    const auto genesis = node.store->head().hash;
    const auto zero = node.engine.forkchoice_updated({{}, {}, {}}, {});
    EXPECT_EQ(zero.error().code, CODE_INVALID_FORKCHOICE_STATE);
    const auto foreign_safe = node.engine.forkchoice_updated({genesis, Hash32{{9}}, {}}, {});
    EXPECT_EQ(foreign_safe.error().code, CODE_INVALID_FORKCHOICE_STATE);
    const auto payload = node.engine.get_payload(sources::PayloadId{});
    EXPECT_EQ(payload.error().code, CODE_UNKNOWN_PAYLOAD);
}

/// Valid, failing and unaffordable transactions in any order: every sealed block must be what its
/// re-execution from the parent gives (the outage of 2026-06, known-pitfalls.md).
TEST(engine, every_built_block_re_executes_to_itself) {
    Node builder;
    Node verifier;
    std::mt19937_64 random{7};
    std::array<std::uint64_t, 7> nonces{};
    for (int block = 0; block < 12; ++block) {
        for (int i = 0; i < 25; ++i) {
            const auto sender = static_cast<std::uint8_t>(random() % 6 + 1);
            auto txn =
                transfer(nonces[sender], test_key(1 + random() % 6).address(), random() % 1000);
            switch (random() % 5) {
                case 0:
                    txn.to.reset();
                    txn.data = {0x60, 0x01, 0x60, 0x00, 0x55};
                    break;  // creation
                case 1:
                    txn.to = Address{{1}};
                    txn.data = {0xfe};
                    break;  // precompile area
                case 2:
                    txn.to.reset();
                    txn.data = {0x60, 0x00, 0x60, 0x00, 0xfd};
                    break;  // reverts
                case 3:
                    txn.gas_limit = 21'000 + random() % 400;
                    break;  // exact or plenty
                default:
                    break;
            }
            if (builder.pool.add(signed_txn(test_key(sender), txn))) ++nonces[sender];
        }
        const auto payload = extend(builder);
        const auto status = verifier.engine.new_payload(payload);
        ASSERT_EQ(status.kind, sources::PayloadStatusKind::valid)
            << status.validation_error.value_or("");
        ASSERT_TRUE(verifier.engine.forkchoice_updated({payload.payload.block_hash, {}, {}}, {}));
    }
    EXPECT_GT(verifier.head().gas_used, 0u);
}

TEST(engine, miner_methods_say_what_the_pool_takes_and_how_far_it_fills_a_block) {
    Node node;
    rpc::MethodTable table;
    add_miner_methods(table, node.engine);
    const auto call = [&](const char* method, rpc::Value param) {
        rpc::CallContext context;
        return table.find(method)->handler({std::move(param)}, context);
    };
    EXPECT_EQ(call("miner_setGasPrice", "0xf4241"), rpc::Value(true));
    const auto txn = signed_txn(test_key(1), transfer(0, Address{{9}}, 1));
    EXPECT_FALSE(node.pool.add(txn));
    EXPECT_EQ(call("miner_setGasPrice", "0xf4240"), rpc::Value(true));
    EXPECT_TRUE(node.pool.add(txn));

    // Not even the one transfer, which may take 100,000.
    EXPECT_EQ(call("miner_setGasLimit", "0x186a0"), rpc::Value(true));
    EXPECT_EQ(extend(node).payload.transactions.size(), 1u);
    EXPECT_EQ(call("miner_setGasLimit", "0x0"), rpc::Value(true));
    EXPECT_EQ(extend(node).payload.transactions.size(), 2u);

    EXPECT_EQ(call("miner_setExtra", "dusk"), rpc::Value(true));
    EXPECT_EQ(call("miner_setExtra", boost::json::string(33, 'x')).error().message,
              "extra exceeds max length. 33 > 32");
}

}  // namespace
}  // namespace dusk::engine
