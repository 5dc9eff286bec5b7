// What a store must have of blocks of the random tree (test_tree.hpp): states, proofs, receipts,
// and the chain up to its head.
#pragma once

#include <algorithm>
#include <vector>

#include <dusk/node/store/test_tree.hpp>

namespace dusk::store::testing {

/// A proof of each account and slot of `node`, from the nodes that the store has for it.
inline void expect_proofs(const ChainStore& store, const Node& node) {
    const auto nodes = store.nodes_after(node.ref.hash);
    ASSERT_TRUE(nodes) << nodes.error().message;
    for (std::uint8_t i = 1; i < Tree::ACCOUNTS; ++i) {
        const Address address{{i}};
        const auto key = keccak256(address);
        const auto proof = prove(node.header.state_root, key, **nodes);
        ASSERT_TRUE(proof);
        const auto leaf = verify_proof(node.header.state_root, key, *proof);
        ASSERT_TRUE(leaf);
        const auto found = node.state.find(address);
        ASSERT_EQ(leaf->has_value(), found != node.state.end());
        if (!*leaf) continue;
        const auto account = decode_trie_account(**leaf);
        ASSERT_TRUE(account);
        ASSERT_EQ(account->account, found->second.account);
        for (std::uint64_t slot = 0; slot < 6; ++slot) {
            const auto slot_key = keccak256(to_hash32(slot));
            const auto slots = prove(account->storage_root, slot_key, StorageNodes{**nodes, key});
            ASSERT_TRUE(slots);
            const auto value = verify_proof(account->storage_root, slot_key, *slots);
            ASSERT_TRUE(value);
            ASSERT_EQ(value->has_value(), found->second.storage.contains(slot));
        }
    }
}

inline void expect_kept_state(const ChainStore& store, const Node& node) {
    const auto view = store.state_after(node.ref.hash);
    ASSERT_TRUE(view) << view.error().message;
    expect_state(**view, node.state);
    expect_proofs(store, node);
}

/// The state with its root, and the receipts with theirs.
inline void expect_kept(const ChainStore& store, const Node& node) {
    const auto header = store.header(node.ref.hash);
    ASSERT_TRUE(header && *header);
    ASSERT_EQ(**header, node.header);
    ASSERT_NO_FATAL_FAILURE(expect_kept_state(store, node));
    if (node.ref.number == 0) return;
    const auto receipts = store.receipts(node.ref.hash);
    ASSERT_TRUE(receipts && *receipts);
    ASSERT_EQ(receipts_root(**receipts), node.header.receipts_root);
}

/// The head is the block of `branch` with its number, all below it are canonical, and every
/// `stride`th is kept.
inline void expect_on(const ChainStore& store, const std::vector<Node>& branch,
                      std::uint64_t stride) {
    const auto head = store.head();
    ASSERT_LT(head.number, branch.size());
    ASSERT_EQ(head, branch[head.number].ref);
    expect_state(*store.head_state().view, branch[head.number].state);
    ASSERT_FALSE(*store.canonical_hash(head.number + 1));
    for (std::uint64_t number = 0; number <= head.number; ++number)
        ASSERT_EQ(*store.canonical_hash(number), branch[number].ref.hash) << number;
    for (auto number = head.number; number > 0; number -= std::min(number, stride))
        ASSERT_NO_FATAL_FAILURE(expect_kept(store, branch[number])) << number;
}

}  // namespace dusk::store::testing
