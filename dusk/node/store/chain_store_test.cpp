#include <filesystem>
#include <map>
#include <random>

#include <gtest/gtest.h>

#include <dusk/node/store/chain_store.hpp>

namespace dusk::store {
namespace {

using Slots = std::map<u256, u256>;
struct ModelAccount {
    Account account;
    Slots storage;
};
using Model = std::map<Address, ModelAccount>;

genesis::Genesis small_genesis(std::uint64_t timestamp = 1) {
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

class Tree {
public:
    Tree(ChainStore& store, std::uint64_t seed) : store_(store), random_(seed) {
        const auto header = *store.header(store.genesis_block().hash);
        Model state;
        state[Address{{1}}] = {Account{1, 5, keccak256(Bytes{0x60, 0x00})}, {{1, 2}, {3, 4}}};
        nodes.push_back({store.genesis_block(), *header, state});
    }

    void grow() {
        const auto parent = nodes[random_() % nodes.size()];
        Model state = parent.state;
        StateDiff diff;
        for (std::uint8_t i = 1; i < 6; ++i)
            if (random_() % 2 == 0) change(Address{{i}}, state, diff);
        auto update = apply_state_diff(parent.header.state_root, diff, store_.tables());
        ASSERT_TRUE(update);
        ExecutedBlock block;
        block.header = parent.header;
        block.header.parent_hash = parent.ref.hash;
        block.header.number = parent.ref.number + 1;
        block.header.timestamp = random_();
        block.header.state_root = update->state_root;
        block.hash = header_hash(block.header);
        Transaction txn;
        txn.nonce = random_();
        block.body = {.transactions = {txn},
                      .withdrawals = std::vector<Withdrawal>{},
                      .senders = {Address{{9}}}};
        block.receipts.emplace_back();
        block.diff = diff;
        block.nodes = update->nodes;
        ASSERT_TRUE(store_.insert(block));
        nodes.push_back({{block.hash, block.header.number}, block.header, state});
    }

    const Node& any() { return nodes[random_() % nodes.size()]; }

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

    ChainStore& store_;
    std::mt19937_64 random_;
};

void expect_state(const StateView& view, const Model& model) {
    for (std::uint8_t i = 1; i < 6; ++i) {
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

TEST(chain_store, any_walk_of_the_head_leaves_the_state_of_its_block) {
    for (std::uint64_t seed = 0; seed < 8; ++seed) {
        auto store = ChainStore::open("", small_genesis(), {.in_memory = true});
        ASSERT_TRUE(store) << store.error().message;
        Tree tree(**store, seed);
        for (int step = 0; step < 60; ++step) {
            tree.grow();
            const auto& target = tree.any();
            ASSERT_TRUE((*store)->set_head(target.ref.hash));
            ASSERT_EQ((*store)->head(), target.ref);
            const auto flat = (*store)->state_after(target.ref.hash);
            ASSERT_TRUE(flat);
            expect_state(**flat, target.state);
            const auto& other = tree.any();
            const auto trie = (*store)->state_after(other.ref.hash);
            ASSERT_TRUE(trie);
            expect_state(**trie, other.state);
            if (HasFatalFailure()) return;
        }
    }
}

TEST(chain_store, only_canonical_transactions_are_found) {
    auto store = ChainStore::open("", small_genesis(), {.in_memory = true});
    ASSERT_TRUE(store);
    Tree tree(**store, 1);
    for (int i = 0; i < 10; ++i) tree.grow();
    for (const auto& target : tree.nodes) {
        ASSERT_TRUE((*store)->set_head(target.ref.hash));
        for (const auto& node : tree.nodes) {
            const auto body = *(*store)->body(node.ref.hash);
            if (body->transactions.empty()) continue;
            const auto place = *(*store)->find_txn(transaction_hash(body->transactions[0]));
            const auto canonical = *(*store)->is_canonical(node.ref);
            ASSERT_EQ(place.has_value(), canonical);
            if (place) EXPECT_EQ(place->block_hash, node.ref.hash);
        }
    }
}

TEST(chain_store, reopens_where_it_was_and_refuses_another_genesis) {
    const auto folder = std::filesystem::temp_directory_path() / "dusk_chain_store_test";
    std::filesystem::remove_all(folder);
    BlockRef head;
    {
        auto store = ChainStore::open(folder, small_genesis());
        ASSERT_TRUE(store) << store.error().message;
        Tree tree(**store, 3);
        for (int i = 0; i < 5; ++i) tree.grow();
        head = tree.nodes.back().ref;
        ASSERT_TRUE((*store)->set_head(head.hash));
        ASSERT_TRUE((*store)->set_safe_and_finalized(head, (*store)->genesis_block()));
    }
    {
        auto store = ChainStore::open(folder, small_genesis());
        ASSERT_TRUE(store) << store.error().message;
        EXPECT_EQ((*store)->head(), head);
        EXPECT_EQ((*store)->safe(), head);
        EXPECT_EQ((*store)->finalized(), (*store)->genesis_block());
    }
    const auto other = ChainStore::open(folder, small_genesis(2));
    ASSERT_FALSE(other);
    EXPECT_EQ(other.error().kind, kv::ErrorKind::foreign);
    std::filesystem::remove_all(folder);
}

TEST(chain_store, records_round_trip_and_refuse_truncation) {
    StateDiff diff;
    diff.accounts.push_back({Address{{7}}, Account{1, 2, Hash32{{3}}}, true, {{4, 5}, {6, 0}}});
    diff.accounts.push_back({Address{{8}}, std::nullopt, false, {}});
    const auto encoded = encode_state_diff(diff);
    const auto decoded = decode_state_diff(encoded);
    ASSERT_TRUE(decoded);
    EXPECT_EQ(encode_state_diff(*decoded), encoded);
    for (std::size_t size = 0; size < encoded.size(); ++size)
        EXPECT_FALSE(decode_state_diff(BytesView(encoded).first(size)));
}

}  // namespace
}  // namespace dusk::store
