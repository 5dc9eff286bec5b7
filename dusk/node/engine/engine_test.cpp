#include <atomic>
#include <random>

#include <tests/support/counting_crypto.hpp>

#include <dusk/node/engine/engine_fixture.hpp>

namespace dusk::engine {
namespace {

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

TEST(engine, children_of_a_refused_block_are_refused) {
    Node builder;
    Node verifier;
    const auto genesis = verifier.store->head().hash;
    auto bad = extend(builder);
    bad.payload.state_root = Hash32{{1}};
    bad.payload.block_hash = header_hash(sources::payload_header(bad));
    auto child = extend(builder);
    child.payload.parent_hash = bad.payload.block_hash;
    child.payload.block_hash = header_hash(sources::payload_header(child));
    auto grandchild = extend(builder);
    grandchild.payload.parent_hash = child.payload.block_hash;
    grandchild.payload.block_hash = header_hash(sources::payload_header(grandchild));

    EXPECT_EQ(verifier.engine.new_payload(child).kind, sources::PayloadStatusKind::syncing);
    EXPECT_EQ(verifier.engine.new_payload(bad).latest_valid_hash, genesis);
    for (const auto& payload : {child, grandchild}) {
        const auto status = verifier.engine.new_payload(payload);
        EXPECT_EQ(status.kind, sources::PayloadStatusKind::invalid);
        EXPECT_EQ(status.latest_valid_hash, genesis);
        EXPECT_EQ(status.validation_error, "links to previously rejected block");
        const auto moved =
            verifier.engine.forkchoice_updated({payload.payload.block_hash, {}, {}}, {});
        ASSERT_TRUE(moved);
        EXPECT_EQ(moved->status.kind, sources::PayloadStatusKind::invalid);
        EXPECT_EQ(moved->status.latest_valid_hash, genesis);
    }
    const auto unknown = verifier.engine.forkchoice_updated({Hash32{{9}}, {}, {}}, {});
    EXPECT_EQ(unknown->status.kind, sources::PayloadStatusKind::syncing);
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

}  // namespace
}  // namespace dusk::engine
