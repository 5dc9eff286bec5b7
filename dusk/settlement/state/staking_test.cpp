// The stake contract and rewards (spec/duskds-consensus.md sections 8 and 10), and the state root.
#include <gtest/gtest.h>

#include <dusk/settlement/state/execution_fixture.hpp>

namespace dusk::settlement {
namespace {

using namespace state_testing;

class Staking : public Execution {
protected:
    std::optional<StakeEntry> stake_of(const AccountKey& key) {
        const auto receipt = session_->call(STAKE_CONTRACT, "stakes", {}, UNLIMITED_GAS);
        for (const auto& entry : *decode_stakes(*receipt.outcome))
            if (entry.account == key) return entry;
        return std::nullopt;
    }
    ContractCall stake_call(std::uint64_t value) const {
        StakeRequest request{
            LOCAL_CHAIN_ID, alice_.public_key(), alice_.public_key(), value, {}, {}};
        const auto message = stake_message(request);
        EXPECT_EQ(message.size(), 201u);
        request.account_signature = request.owner_signature = alice_.sign_single(message);
        Bytes args;
        encode(args, request);
        return {STAKE_CONTRACT, "stake", args};
    }
    ContractCall leave_call(std::string method, const BlsSecretKey& key, std::uint64_t value,
                            std::uint64_t nonce) const {
        UnstakeRequest request{
            key.public_key(), {STAKE_CONTRACT, value, key.public_key(), nonce, {}}, {}, {}};
        request.withdraw.signature = key.sign_single(withdraw_message(request.withdraw));
        request.account_signature = request.owner_signature =
            key.sign_single(unstake_message(request));
        Bytes args;
        encode(args, request);
        return {STAKE_CONTRACT, std::move(method), args};
    }
};

TEST_F(Staking, stakes_mature_and_can_be_taken_back) {
    auto give = payload();
    session_->call(
        TRANSFER_CONTRACT, "add_account_balance",
        [&] {
            Bytes args = to_bytes(alice_.public_key());
            append_le<std::uint64_t>(args, 10 * MINIMUM_STAKE);
            return args;
        }(),
        UNLIMITED_GAS);
    auto p = payload(stake_call(MINIMUM_STAKE));
    p.deposit = MINIMUM_STAKE;
    const auto outcome = run(p);
    ASSERT_TRUE(outcome);
    ASSERT_FALSE(outcome->err) << *outcome->err;
    EXPECT_EQ(stake_of(alice_.public_key())->amount, (StakeAmount{MINIMUM_STAKE, 0, 2 * EPOCH}));
    EXPECT_EQ(balance(STAKE_CONTRACT), 3 * MINIMUM_STAKE);

    EXPECT_EQ(*run(payload(leave_call("unstake", alice_, 1, 2), 2))->err,
              "Panic: The remaining stake is lower than the minimum amount");
    EXPECT_EQ(*run(payload(leave_call("unstake", alice_, MINIMUM_STAKE, 7), 3))->err,
              "Panic: The withdraw token is of another transaction");
    const auto left = run(payload(leave_call("unstake", alice_, MINIMUM_STAKE, 4), 4));
    ASSERT_FALSE(left->err) << *left->err;
    EXPECT_FALSE(stake_of(alice_.public_key())->amount);
    EXPECT_EQ(balance(STAKE_CONTRACT), 2 * MINIMUM_STAKE);
}

TEST_F(Staking, a_small_or_unsigned_stake_is_refused) {
    auto p = payload(stake_call(MINIMUM_STAKE - 1));
    EXPECT_EQ(*run(p)->err, "Panic: The staked value is lower than the minimum amount");
    auto call = stake_call(MINIMUM_STAKE);
    call.args[150] ^= 1;
    EXPECT_EQ(*run(payload(call, 2))->err, "Panic: Invalid signature");
}

TEST_F(Staking, rewards_accrue_and_are_minted_on_withdrawal) {
    const std::vector<Reward> rewards{{alice_.public_key(), 500, RewardReason::voter}};
    const auto receipt =
        session_->call(STAKE_CONTRACT, "reward", encode_rewards(rewards), UNLIMITED_GAS);
    ASSERT_TRUE(receipt.outcome);
    EXPECT_EQ(receipt.events[0].data.size(), 216u + 8);
    EXPECT_EQ(stake_of(alice_.public_key())->reward, 500u);
    EXPECT_EQ(*run(payload(leave_call("withdraw", alice_, 501, 1), 1))->err,
              "Panic: Value to withdraw is higher than available reward");
    const auto before = account(alice_.public_key()).balance;
    const auto outcome = run(payload(leave_call("withdraw", alice_, 400, 2), 2));
    ASSERT_FALSE(outcome->err) << *outcome->err;
    EXPECT_EQ(account(alice_.public_key()).balance, before + 400 - 2 * outcome->gas_spent);
    EXPECT_EQ(stake_of(alice_.public_key())->reward, 100u);
}

TEST_F(Staking, the_first_fault_warns_and_the_second_moves_a_tenth) {
    const auto slash = [&] {
        return session_->call(STAKE_CONTRACT, "slash", encode_slash(staker_.public_key(), {}),
                              UNLIMITED_GAS);
    };
    ASSERT_TRUE(slash().outcome);
    EXPECT_EQ(stake_of(staker_.public_key())->amount->value, 2 * MINIMUM_STAKE);
    ASSERT_TRUE(slash().outcome);
    const auto amount = *stake_of(staker_.public_key())->amount;
    EXPECT_EQ(amount.locked, MINIMUM_STAKE / 5);
    EXPECT_EQ(amount.value, 2 * MINIMUM_STAKE - MINIMUM_STAKE / 5);
    EXPECT_EQ(amount.eligibility, next_epoch(5) + EPOCH);
    EXPECT_TRUE(
        session_->call(STAKE_CONTRACT, "slash", encode_slash(bob_.public_key(), {}), UNLIMITED_GAS)
            .outcome);
}

TEST_F(Execution, a_blocks_reward_is_shared_and_supply_is_conserved) {
    BlockExecutor executor(*session_, {.gas_limit = BLOCK_GAS_LIMIT,
                                       .generator = staker_.public_key(),
                                       .dusk_key = bob_.public_key(),
                                       .voters = {{staker_.public_key(), 128}},
                                       .failed_iterations = {},
                                       .faults = {}});
    ASSERT_TRUE(executor.begin());
    ASSERT_TRUE(executor.add(sign(payload(), alice_)));
    const auto transition = executor.finish();
    ASSERT_TRUE(transition);
    std::uint64_t rewards = 0;
    const auto stakes = session_->call(STAKE_CONTRACT, "stakes", {}, UNLIMITED_GAS);
    for (const auto& entry : *decode_stakes(*stakes.outcome)) rewards += entry.reward;
    // What is not divisible by 128 is not emitted.
    const auto total = emission(5) + transition->dusk_spent;
    EXPECT_LE(rewards, total);
    EXPECT_GT(rewards, total - 128);
    EXPECT_EQ(account(alice_.public_key()).balance + transition->dusk_spent, FUNDS);
    EXPECT_EQ(transition->block_events.back().topic, "reward");
}

TEST(Rewards, follow_the_credits_of_the_voters) {
    const AccountKey generator{{1}};
    const AccountKey dusk_key{{2}};
    const auto shares = [&](std::uint64_t credits) {
        return rewards_of({.height = 2,
                           .dusk_spent = 0,
                           .generator = generator,
                           .dusk_key = dusk_key,
                           .voters = {{generator, credits}}});
    };
    constexpr std::uint64_t TENTH = 1'985'740'000;
    auto full = *shares(128);
    ASSERT_EQ(full.size(), 4u);
    EXPECT_EQ(full[0],
              (Reward{generator, 19'857'400'000 - 3 * TENTH, RewardReason::generator_fixed}));
    EXPECT_EQ(full[1], (Reward{dusk_key, TENTH, RewardReason::other}));
    EXPECT_EQ(full[2], (Reward{generator, TENTH, RewardReason::generator_extra}));
    EXPECT_EQ(full[3].value, TENTH / 128 * 128);
    EXPECT_EQ((*shares(87))[2].value, TENTH / 42);
    EXPECT_EQ(shares(86)->size(), 3u);
    EXPECT_FALSE(shares(0));
    EXPECT_EQ(emission(0), 0u);
    EXPECT_EQ(emission(1), 19'857'400'000u);
    EXPECT_EQ(emission(12'614'400), 19'857'400'000u);
    EXPECT_EQ(emission(12'614'401), 9'928'700'000u);
    EXPECT_EQ(emission(113'529'596), 77'570'000u);
    EXPECT_EQ(emission(113'529'597), 54'280'000u);
    EXPECT_EQ(emission(113'529'598), 0u);
}

TEST_F(Execution, the_state_root_follows_changes_and_proves_them) {
    MapNodes nodes;
    std::vector<StorageChange> genesis_changes;
    for (const auto& [place, value] : state_.values)
        genesis_changes.push_back({place.first, place.second, {}, value});
    const auto update = [&](const Hash32& parent, std::span<const StorageChange> changes) {
        const auto result = update_state_root(parent, contracts_, changes, nodes);
        EXPECT_TRUE(result);
        for (const auto& [hash, bytes] : result->nodes) nodes.nodes[hash] = bytes;
        return result->root;
    };
    const auto first = update(EMPTY_TRIE_ROOT, genesis_changes);
    auto p = payload(ContractCall{VAULT, "take", u64_bytes(50)});
    p.deposit = 50;
    ASSERT_FALSE(run(p)->err);
    const auto changes = session_->overlay().changes();
    const auto second = update(first, changes);
    EXPECT_NE(first, second);
    for (const auto& change : changes) {
        EXPECT_EQ(TrieState(first, nodes).load(change.contract, change.slot), change.before);
        EXPECT_EQ(TrieState(second, nodes).load(change.contract, change.slot), change.after);
    }
    const auto leaf = *find_contract_leaf(second, VAULT, nodes);
    EXPECT_EQ(leaf->balance_wei, (u256{50} * u256{1'000'000'000}));
    auto undo = changes;
    for (auto& change : undo) std::swap(change.before, change.after);
    EXPECT_EQ(update(second, undo), first);
}

}  // namespace
}  // namespace dusk::settlement
