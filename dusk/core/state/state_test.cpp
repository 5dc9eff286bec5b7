// The journal against a model that copies its maps, transaction boundaries, and diffs.
#include <random>
#include <set>

#include <gtest/gtest.h>

#include <dusk/core/state/memory_state.hpp>
#include <dusk/core/state/state.hpp>

namespace dusk {
namespace {

using evm::Revision;

Address address_of(std::uint64_t number) { return to_address(u256{number}); }

/// What State promises, said with copies.
struct Model {
    struct Contents {
        std::map<Address, MemoryState::Entry> accounts;
        std::map<std::pair<Address, u256>, u256> transient;
        std::set<Address> warm;
        std::set<std::pair<Address, u256>> warm_slots;
        std::size_t logs = 0;
    } now;
    std::map<Address, MemoryState::Entry> at_start;

    void begin() {
        now.transient.clear();
        now.warm.clear();
        now.warm_slots.clear();
        now.logs = 0;
        at_start = now.accounts;
    }
    void end() {
        std::erase_if(now.accounts, [](const auto& entry) {
            return entry.second.account.is_empty() && entry.second.storage.empty();
        });
    }
};

class Duel {
public:
    explicit Duel(std::uint32_t seed) : random_(seed) {
        for (std::uint64_t i = 0; i < 6; i += 2) {
            parent_[address_of(i)].account = {.nonce = 1, .balance = 1000 * (i + 1)};
            parent_.set_storage(address_of(i), i, 7);
        }
        model_.now.accounts = parent_.entries();
        model_.begin();
        state_.begin_transaction();
    }

    void step() {
        switch (pick(8)) {
            case 0:
                snapshots_.emplace_back(state_.snapshot(), model_.now);
                break;
            case 1:
                revert();
                break;
            case 2:
                if (pick(20) == 0) next_transaction();
                break;
            default:
                mutate();
        }
    }
    void compare() {
        for (std::uint64_t i = 0; i < 8; ++i) compare(address_of(i));
        EXPECT_EQ(state_.logs().size(), model_.now.logs);
    }
    void finish() {
        next_transaction();
        auto applied = parent_;
        applied.apply(state_.build_diff());
        EXPECT_EQ(applied.entries(), model_.now.accounts);
        const auto diff = state_.build_diff();
        EXPECT_TRUE(std::ranges::is_sorted(diff.accounts, {}, &AccountDiff::address));
    }

private:
    std::uint32_t pick(std::uint32_t count) {
        return static_cast<std::uint32_t>(random_()) % count;
    }

    void revert() {
        if (snapshots_.empty()) return;
        const auto [mark, copy] = snapshots_.back();
        snapshots_.pop_back();
        state_.revert(mark);
        model_.now = copy;
    }
    void next_transaction() {
        snapshots_.clear();
        state_.end_transaction(Revision::osaka);
        model_.end();
        state_.begin_transaction();
        model_.begin();
    }
    void mutate() {
        const auto address = address_of(pick(8));
        const u256 slot = pick(4);
        const u256 value = pick(3);
        switch (pick(8)) {
            case 0:
                state_.set_balance(address, 1 + value);
                model_.now.accounts[address].account.balance = 1 + value;
                break;
            case 1:
                state_.add_balance(address, 3);
                model_.now.accounts[address].account.balance += 3;
                break;
            case 2:
                state_.set_nonce(address, 5);
                model_.now.accounts[address].account.nonce = 5;
                break;
            case 3:
                set_storage(address, slot, value);
                break;
            case 4:
                state_.set_transient_storage(address, slot, value);
                model_.now.transient[{address, slot}] = value;
                break;
            case 5:
                EXPECT_EQ(state_.warm_address(address), !model_.now.warm.insert(address).second);
                break;
            case 6:
                EXPECT_EQ(state_.warm_slot(address, slot),
                          !model_.now.warm_slots.insert({address, slot}).second);
                break;
            default:
                state_.add_log(address, {}, {});
                ++model_.now.logs;
        }
    }
    /// Storage belongs to accounts that have a nonce, as contracts do.
    void set_storage(const Address& address, const u256& slot, const u256& value) {
        state_.set_nonce(address, 9);
        state_.set_storage(address, slot, value);
        auto& entry = model_.now.accounts[address];
        entry.account.nonce = 9;
        if (value.is_zero())
            entry.storage.erase(slot);
        else
            entry.storage[slot] = value;
    }
    static u256 value_in(const std::map<Address, MemoryState::Entry>& accounts,
                         const Address& address, const u256& slot) {
        const auto owner = accounts.find(address);
        if (owner == accounts.end()) return {};
        const auto found = owner->second.storage.find(slot);
        return found != owner->second.storage.end() ? found->second : u256{};
    }
    void compare(const Address& address) {
        const auto found = model_.now.accounts.find(address);
        const bool exists = found != model_.now.accounts.end();
        ASSERT_EQ(state_.exists(address), exists);
        EXPECT_EQ(state_.is_warm(address), model_.now.warm.contains(address));
        if (exists) {
            EXPECT_EQ(state_.account(address), found->second.account);
        }
        for (std::uint64_t slot = 0; slot < 5; ++slot) {
            const auto value = state_.storage_value(address, slot);
            EXPECT_EQ(value.current, value_in(model_.now.accounts, address, slot));
            EXPECT_EQ(value.original, value_in(model_.at_start, address, slot));
            EXPECT_EQ(state_.is_warm(address, slot),
                      model_.now.warm_slots.contains({address, slot}));
            const auto transient = model_.now.transient.find({address, slot});
            EXPECT_EQ(state_.transient_storage(address, slot),
                      transient != model_.now.transient.end() ? transient->second : u256{});
        }
    }

    std::mt19937 random_;
    MemoryState parent_;
    State state_{parent_};
    Model model_;
    std::vector<std::pair<State::Snapshot, Model::Contents>> snapshots_;
};

TEST(state, journal_agrees_with_a_model_that_copies) {
    for (std::uint32_t seed = 0; seed < 40; ++seed) {
        Duel duel(seed);
        for (int i = 0; i < 300; ++i) {
            duel.step();
            if (i % 7 == 0) duel.compare();
        }
        duel.finish();
        if (::testing::Test::HasFailure()) FAIL() << "seed " << seed;
    }
}

struct state_bounds : ::testing::Test {
    MemoryState parent;
    const Address a = address_of(1);
    const Address b = address_of(2);
};

TEST_F(state_bounds, nothing_of_a_failed_transaction_survives_the_next_begin) {
    State state(parent);
    state.begin_transaction();
    state.warm_address(a);
    state.warm_slot(a, 1);
    state.set_transient_storage(a, 1, 1);
    state.add_log(a, {}, {});
    state.create_contract(b);
    state.mark_destructed(b);
    state.begin_transaction();  // no end_transaction: the transaction was thrown away
    EXPECT_FALSE(state.is_warm(a));
    EXPECT_FALSE(state.is_warm(a, 1));
    EXPECT_EQ(state.transient_storage(a, 1), u256{});
    EXPECT_TRUE(state.logs().empty());
    EXPECT_FALSE(state.is_created_in_transaction(b));
    EXPECT_FALSE(state.is_destructed(b));
}

TEST_F(state_bounds, original_value_is_that_of_the_transactions_start) {
    parent.set_storage(a, 1, 5);
    parent[a].account.nonce = 1;
    State state(parent);
    state.begin_transaction();
    state.set_storage(a, 1, 6);
    EXPECT_EQ(state.storage_value(a, 1).original, u256{5});
    state.end_transaction(Revision::osaka);
    state.begin_transaction();
    EXPECT_EQ(state.storage_value(a, 1).original, u256{6});
    state.set_storage(a, 1, 5);
    state.end_transaction(Revision::osaka);
    EXPECT_TRUE(state.build_diff().accounts.empty());
}

TEST_F(state_bounds, eip161_removes_touched_empty_accounts_only) {
    parent[a];
    parent[b];
    State state(parent);
    state.begin_transaction();
    state.touch(a);
    EXPECT_TRUE(state.is_empty(b));
    state.end_transaction(Revision::osaka);
    EXPECT_FALSE(state.exists(a));
    EXPECT_TRUE(state.exists(b));
    const auto diff = state.build_diff();
    ASSERT_EQ(diff.accounts.size(), 1u);
    EXPECT_EQ(diff.accounts[0].address, a);
    EXPECT_FALSE(diff.accounts[0].account);
}

TEST_F(state_bounds, before_eip161_empty_accounts_stay) {
    State state(parent);
    state.begin_transaction();
    state.touch(a);
    state.end_transaction(Revision::homestead);
    EXPECT_TRUE(state.exists(a));
    EXPECT_EQ(state.build_diff().accounts.size(), 1u);
}

TEST_F(state_bounds, account_destroyed_and_made_again_loses_its_old_slots) {
    parent[a].account = {.nonce = 1, .balance = 3};
    parent.set_storage(a, 1, 5);
    parent.set_storage(a, 2, 6);
    State state(parent);
    state.begin_transaction();
    state.mark_destructed(a);
    state.end_transaction(Revision::shanghai);
    EXPECT_FALSE(state.exists(a));
    EXPECT_FALSE(state.is_occupied(a));
    state.begin_transaction();
    state.create_contract(a);
    state.set_nonce(a, 1);
    EXPECT_EQ(state.storage(a, 1), u256{});
    state.set_storage(a, 2, 6);
    state.end_transaction(Revision::shanghai);
    const auto diff = state.build_diff();
    ASSERT_EQ(diff.accounts.size(), 1u);
    EXPECT_TRUE(diff.accounts[0].storage_cleared);
    EXPECT_EQ(diff.accounts[0].storage, (std::vector<std::pair<u256, u256>>{{2, 6}}));
    parent.apply(diff);
    EXPECT_EQ(parent.entries().at(a).storage, (std::map<u256, u256>{{2, 6}}));
}

TEST_F(state_bounds, diff_has_each_new_code_once_and_no_passing_change) {
    parent[a].account.balance = 1;
    State state(parent);
    state.begin_transaction();
    state.set_balance(a, 2);
    state.set_balance(a, 1);
    state.storage(a, 77);
    EXPECT_TRUE(state.build_diff().accounts.empty());
    state.set_code(a, {1, 2, 3});
    state.set_code(b, {1, 2, 3});
    const auto diff = state.build_diff();
    EXPECT_EQ(diff.accounts.size(), 2u);
    ASSERT_EQ(diff.codes.size(), 1u);
    EXPECT_EQ(diff.codes[0].first, keccak256(Bytes{1, 2, 3}));
    EXPECT_EQ(*diff.codes[0].second, (Bytes{1, 2, 3}));
}

TEST_F(state_bounds, code_change_is_undone) {
    State state(parent);
    state.begin_transaction();
    state.set_code(a, {1});
    const auto mark = state.snapshot();
    state.set_code(a, {2});
    state.revert(mark);
    EXPECT_EQ(*state.code(a), Bytes{1});
    state.revert(0);
    EXPECT_FALSE(state.exists(a));
    EXPECT_TRUE(state.code(a)->empty());
    EXPECT_EQ(state.code_hash(a), EMPTY_CODE_HASH);
}

}  // namespace
}  // namespace dusk
