// A random tree of blocks over a model of the state, for the store's tests.
#pragma once

#include <map>
#include <random>

#include <gtest/gtest.h>

#include <dusk/core/chain/execute_block.hpp>
#include <dusk/core/crypto/hash.hpp>
#include <dusk/core/trie/proof.hpp>
#include <dusk/node/store/chain_store.hpp>

namespace dusk::store::testing {

using Slots = std::map<u256, u256>;
struct ModelAccount {
    Account account;
    Slots storage;
};
using Model = std::map<Address, ModelAccount>;

inline genesis::Genesis small_genesis(std::uint64_t timestamp = 1) {
    genesis::Genesis genesis;
    genesis.chain_id = 31744;
    genesis.forks = OpForkSchedule::all_through(OpFork::isthmus);
    genesis.header.timestamp = timestamp;
    genesis.header.base_fee_per_gas = 1;
    genesis.alloc.push_back({.address = Address{{1}},
                             .nonce = 1,
                             .balance = 5,
                             .code = {0x60, 0x00},
                             .storage = {{1, 2}, {3, 4}}});
    return genesis;
}

/// One block of a random tree, with the whole state after it.
struct Node {
    BlockRef ref;
    Header header;
    Model state;
};

/// The root of a state, from nothing.
inline Hash32 root_of(const Model& model) {
    class NoNodes final : public NodeSource {
    public:
        SharedBytes node(const Hash32&) const override { return nullptr; }
    };
    StateDiff diff;
    for (const auto& [address, entry] : model)
        diff.accounts.push_back({.address = address,
                                 .account = entry.account,
                                 .storage = {entry.storage.begin(), entry.storage.end()}});
    return apply_state_diff(EMPTY_TRIE_ROOT, diff, NoNodes{})->state_root;
}

class Tree {
public:
    static constexpr std::uint8_t ACCOUNTS = 24;

    Tree(ChainStore& store, std::uint64_t seed) : store_(&store), random_(seed) {
        const auto header = *store.header(store.genesis_block().hash);
        Model state;
        state[Address{{1}}] = {Account{1, 5, keccak256(Bytes{0x60, 0x00})}, {{1, 2}, {3, 4}}};
        nodes.push_back({store.genesis_block(), *header, state});
    }

    /// After the store was opened again.
    void use(ChainStore& store) { store_ = &store; }

    /// One more block on any of the last `width`.
    void grow(std::size_t width = ~std::size_t{0}) { ASSERT_TRUE(try_grow(width)); }
    /// The same; false if the store refuses it.
    bool try_grow(std::size_t width = 1) {
        const auto count = std::min(width, nodes.size());
        return try_grow_on(nodes[nodes.size() - 1 - random_() % count]);
    }
    /// One more block on `parent`; false if the store refuses it.
    bool try_grow_on(const Node parent) {
        Model state = parent.state;
        StateDiff diff;
        for (std::uint8_t i = 1; i < ACCOUNTS; ++i)
            if (random_() % 4 == 0) change(Address{{i}}, state, diff);
        const auto nodes_below = store_->nodes_after(parent.ref.hash);
        if (!nodes_below) return false;
        auto update = apply_state_diff(parent.header.state_root, diff, **nodes_below);
        EXPECT_TRUE(update);
        if (!update) return false;
        EXPECT_EQ(update->state_root, root_of(state));
        ExecutedBlock block;
        block.header = parent.header;
        block.header.parent_hash = parent.ref.hash;
        block.header.number = parent.ref.number + 1;
        block.header.timestamp = random_();
        block.header.state_root = update->state_root;
        Transaction txn;
        txn.nonce = random_();
        block.body = {.transactions = {txn},
                      .withdrawals = std::vector<Withdrawal>{},
                      .senders = {Address{{9}}}};
        block.receipts.emplace_back();
        block.header.transactions_root = transactions_root(block.body.transactions);
        block.header.receipts_root = receipts_root(block.receipts);
        block.hash = header_hash(block.header);
        block.diff = diff;
        block.nodes = update->nodes;
        if (random_() % 4 != 0) {  // else the store computes them again
            block.places = update->places;
            block.removed = update->removed;
        }
        if (!store_->insert(block)) return false;
        nodes.push_back({{block.hash, block.header.number}, block.header, state});
        return true;
    }

    const Node& any(std::size_t width = ~std::size_t{0}) {
        return nodes[nodes.size() - 1 - random_() % std::min(width, nodes.size())];
    }
    std::uint64_t random() { return random_(); }

    std::vector<Node> nodes;

private:
    void change(const Address& address, Model& state, StateDiff& diff) {
        AccountDiff entry{.address = address, .account = std::nullopt, .storage = {}};
        const bool existed = state.contains(address);
        if (existed && random_() % 4 == 0) {
            entry.storage_cleared = !state[address].storage.empty();
            state.erase(address);
            if (random_() % 2 == 0) {  // comes back in the same block
                entry.account = Account{random_() % 100 + 1, random_()};
                state[address].account = *entry.account;
            }
        } else {
            entry.account = Account{random_() % 100 + 1, random_()};
            state[address].account = *entry.account;
        }
        if (entry.account) {
            auto& storage = state[address].storage;
            for (std::uint64_t slot = 0; slot < 6; ++slot) {
                if (random_() % 3 != 0) continue;
                const u256 value = random_() % 3;
                const bool changed =
                    storage.contains(slot) ? storage[slot] != value : !value.is_zero();
                if (!changed) continue;
                entry.storage.emplace_back(slot, value);
                if (value.is_zero())
                    storage.erase(slot);
                else
                    storage[slot] = value;
            }
        }
        if (existed || entry.account) diff.accounts.push_back(entry);
    }

    ChainStore* store_;
    std::mt19937_64 random_;
};

inline void expect_state(const StateView& view, const Model& model) {
    for (std::uint8_t i = 1; i < Tree::ACCOUNTS; ++i) {
        const Address address{{i}};
        const auto found = model.find(address);
        const auto account = view.account(address);
        ASSERT_EQ(account.has_value(), found != model.end());
        if (account) ASSERT_EQ(*account, found->second.account);
        for (std::uint64_t slot = 0; slot < 6; ++slot) {
            const bool set = account && found->second.storage.contains(slot);
            ASSERT_EQ(view.storage(address, slot), set ? found->second.storage.at(slot) : u256{});
        }
        ASSERT_EQ(view.has_storage(address), account && !found->second.storage.empty());
    }
    EXPECT_TRUE(view.ok());
}

}  // namespace dusk::store::testing
