// Moonlight transactions on the transfer and stake contracts (spec/duskds-transactions.md sections
// 4, 7 and 9, spec/duskds-consensus.md sections 8 and 10).
#include <map>

#include <gtest/gtest.h>

#include <dusk/platform/crypto/dusk_bls.hpp>
#include <dusk/platform/crypto/provider.hpp>
#include <dusk/settlement/contracts/registry.hpp>
#include <dusk/settlement/contracts/stake.hpp>
#include <dusk/settlement/ledger/system_contracts.hpp>
#include <dusk/settlement/state/execute.hpp>
#include <dusk/settlement/state/state_root.hpp>
#include <dusk/settlement/state/transition.hpp>
#include <dusk/settlement/state/trie_state.hpp>

namespace dusk::settlement {
namespace {

constexpr ContractId VAULT{{0x77}};
constexpr std::uint64_t FUNDS = 1000 * LUX_PER_DUSK;

BlsSecretKey secret(std::uint8_t seed) {
    Hash32 scalar;
    scalar[0] = seed;
    return *BlsSecretKey::from(scalar);
}

class MapState final : public StateSource {
public:
    Bytes load(const ContractId& contract, const Hash32& slot) const override {
        const auto found = values.find({contract, slot});
        return found == values.end() ? Bytes{} : found->second;
    }
    std::map<std::pair<ContractId, Hash32>, Bytes> values;
};

class MapNodes final : public NodeSource {
public:
    std::shared_ptr<const Bytes> node(const Hash32& hash) const override {
        const auto found = nodes.find(hash);
        return found == nodes.end() ? nullptr : std::make_shared<const Bytes>(found->second);
    }
    std::map<Hash32, Bytes> nodes;
};

/// A contract that takes its deposit, pays out, calls and fails on demand.
class Vault final : public Contract {
public:
    CallOutcome call(ContractHost& host, std::string_view method, BytesView args) const override {
        if (method == "take") return host.call(TRANSFER_CONTRACT, "deposit", args);
        if (method == "pay") return host.call(TRANSFER_CONTRACT, "contract_to_account", args);
        if (method == "take_and_fail") {
            DUSK_TRY_VOID(host.call(TRANSFER_CONTRACT, "deposit", args));
            host.store({}, Bytes{1});
            host.emit("lost", {});
            return contract_panic("no");
        }
        if (method == "try_inner") {
            host.store(Hash32{{1}}, Bytes{1});
            const auto inner = host.call(VAULT, "take_and_fail", args);
            host.emit("survived", Bytes{static_cast<std::uint8_t>(inner ? 1 : 0)});
            return Bytes{};
        }
        if (method == "loop") return host.call(VAULT, "loop", {});
        if (method == "burn") {
            while (host.charge(1000)) {
            }
            return Bytes{};
        }
        if (method == "facts") {
            const auto& context = host.context();
            Bytes out;
            append(out, *context.public_sender);
            append_le(out, context.block_timestamp_s);
            for (const auto& hash : context.blob_versioned_hashes) append(out, hash);
            host.emit("facts", out);
            return out;
        }
        return contract_panic("Unknown method");
    }
};

class Execution : public testing::Test {
protected:
    Execution() : contracts_(make_genesis_contracts(genesis(), native_bls())) {
        contracts_.add({VAULT, "vault/1", std::make_unique<Vault>(), {}});
        for (const auto& contract : contracts_)
            for (const auto& [slot, value] : contract.genesis_storage)
                state_.values[{contract.id, slot}] = value;
        session_.emplace(
            state_, contracts_, native_crypto(),
            SessionContext{.block_height = 5, .block_timestamp_s = 99, .chain_id = LOCAL_CHAIN_ID});
    }

    GenesisConfig genesis() const {
        GenesisConfig config;
        config.accounts = {{alice_.public_key(), FUNDS}, {bob_.public_key(), FUNDS}};
        config.stakes = {{staker_.public_key(), 2 * MINIMUM_STAKE, 0}};
        config.dusk_key = staker_.public_key();
        return config;
    }
    MoonlightPayload payload(TxData data = {}, std::uint64_t nonce = 1) const {
        return {.chain_id = LOCAL_CHAIN_ID,
                .sender = alice_.public_key(),
                .gas_limit = 10'000'000,
                .gas_price = 2,
                .nonce = nonce,
                .data = std::move(data)};
    }
    static Tx sign(MoonlightPayload p, const BlsSecretKey& key) {
        const auto signature = key.sign_single(signature_message(p));
        return {std::move(p), signature};
    }
    std::expected<TxOutcome, Refusal> run(MoonlightPayload p) {
        return execute_tx(*session_, sign(std::move(p), alice_));
    }
    MoonlightAccount account(const AccountKey& key) {
        return decode_account(session_->overlay().load(TRANSFER_CONTRACT, account_slot(key)));
    }
    std::uint64_t balance(const ContractId& id) {
        return decode_amount(
            session_->overlay().load(TRANSFER_CONTRACT, contract_balance_slot(id)));
    }
    static Bytes u64_bytes(std::uint64_t value) {
        Bytes out;
        append_le(out, value);
        return out;
    }

    BlsSecretKey alice_ = secret(1);
    BlsSecretKey bob_ = secret(2);
    BlsSecretKey staker_ = secret(3);
    ContractSet contracts_;
    MapState state_;
    std::optional<Session> session_;
};

TEST_F(Execution, a_transfer_moves_value_and_refunds_gas) {
    auto p = payload();
    p.receiver = bob_.public_key();
    p.value = 10;
    const auto outcome = run(p);
    ASSERT_TRUE(outcome) << outcome.error().reason;
    EXPECT_FALSE(outcome->err);
    EXPECT_EQ(account(alice_.public_key()),
              (MoonlightAccount{1, FUNDS - 10 - 2 * outcome->gas_spent}));
    EXPECT_EQ(account(bob_.public_key()), (MoonlightAccount{0, FUNDS + 10}));
    ASSERT_EQ(outcome->events.size(), 1u);
    EXPECT_EQ(outcome->events[0].topic, "moonlight");
    EXPECT_EQ(outcome->events[0].data.size(), 648u);
}

TEST_F(Execution, a_self_transfer_costs_only_gas) {
    auto p = payload();
    p.value = 10;
    const auto outcome = run(p);
    ASSERT_TRUE(outcome);
    EXPECT_EQ(account(alice_.public_key()).balance, FUNDS - 2 * outcome->gas_spent);
}

TEST_F(Execution, the_refund_goes_to_the_refund_address) {
    auto p = payload();
    p.refund_address = bob_.public_key();
    const auto outcome = run(p);
    ASSERT_TRUE(outcome);
    EXPECT_EQ(account(alice_.public_key()).balance, FUNDS - 20'000'000);
    EXPECT_EQ(account(bob_.public_key()).balance, FUNDS + 20'000'000 - 2 * outcome->gas_spent);
}

TEST_F(Execution, refuses_what_cannot_be_spent) {
    struct Row {
        std::string_view reason;
        void (*change)(MoonlightPayload&);
    };
    const Row rows[] = {
        {"Invalid chain id", [](MoonlightPayload& p) { p.chain_id = 1; }},
        {"gas price too low", [](MoonlightPayload& p) { p.gas_price = 0; }},
        {"Already used nonce", [](MoonlightPayload& p) { p.nonce = 0; }},
        {"Nonce not ready to be used yet", [](MoonlightPayload& p) { p.nonce = 2; }},
        {"Account doesn't have enough funds", [](MoonlightPayload& p) { p.value = FUNDS; }},
        {"value, deposit and gas overflow", [](MoonlightPayload& p) { p.gas_limit = ~0ull; }},
        {"Deposit without a call", [](MoonlightPayload& p) { p.deposit = 1; }},
        {"Invalid receiver", [](MoonlightPayload& p) { p.receiver = AccountKey{{1}}; }},
        {"Invalid refund address", [](MoonlightPayload& p) { p.refund_address = AccountKey{{1}}; }},
        {"deployment of contracts is disabled",
         [](MoonlightPayload& p) { p.data = ContractDeploy{}; }},
        {"a blob transaction carries 1 to 6 blobs", [](MoonlightPayload& p) { p.data = Blobs{}; }},
        {"gas limit below the blob charge",
         [](MoonlightPayload& p) {
             p.data = Blobs{{{}, {}}};
             p.gas_limit = 1'999'999;
         }},
        {"OutOfGas", [](MoonlightPayload& p) { p.gas_limit = 100; }},
    };
    for (const auto& row : rows) {
        auto p = payload();
        row.change(p);
        const auto outcome = run(p);
        ASSERT_FALSE(outcome) << row.reason;
        EXPECT_EQ(outcome.error().reason, row.reason);
        EXPECT_EQ(account(alice_.public_key()), (MoonlightAccount{0, FUNDS})) << row.reason;
    }
    auto forged = sign(payload(), bob_);
    EXPECT_EQ(execute_tx(*session_, forged).error().reason, "Invalid signature");
    EXPECT_TRUE(session_->overlay().changes().empty());
}

TEST_F(Execution, nonces_go_up_by_one) {
    ASSERT_TRUE(run(payload({}, 1)));
    EXPECT_EQ(run(payload({}, 1)).error().reason, "Already used nonce");
    EXPECT_EQ(run(payload({}, 3)).error().kind, RefusalKind::nonce_not_ready);
    ASSERT_TRUE(run(payload({}, 2)));
    EXPECT_EQ(account(alice_.public_key()).nonce, 2u);
}

TEST_F(Execution, a_contract_takes_its_deposit_once_and_pays_out) {
    auto p = payload(ContractCall{VAULT, "take", u64_bytes(50)});
    p.deposit = 50;
    const auto outcome = run(p);
    ASSERT_TRUE(outcome);
    EXPECT_FALSE(outcome->err) << *outcome->err;
    EXPECT_EQ(balance(VAULT), 50u);
    EXPECT_EQ(account(alice_.public_key()).balance, FUNDS - 50 - 2 * outcome->gas_spent);
    ASSERT_EQ(outcome->events.size(), 2u);
    EXPECT_EQ(outcome->events[0].topic, "deposit");

    Bytes pay = to_bytes(bob_.public_key());
    append_le<std::uint64_t>(pay, 20);
    const auto paid = run(payload(ContractCall{VAULT, "pay", pay}, 2));
    ASSERT_TRUE(paid && !paid->err);
    EXPECT_EQ(balance(VAULT), 30u);
    EXPECT_EQ(account(bob_.public_key()).balance, FUNDS + 20);
    append_le<std::uint64_t>(pay, 0);
    store_le<std::uint64_t>(pay.data() + 96, 31);
    pay.resize(104);
    const auto over = run(payload(ContractCall{VAULT, "pay", pay}, 3));
    ASSERT_TRUE(over);
    EXPECT_EQ(*over->err, "Panic: The contract doesn't have enough balance");
}

TEST_F(Execution, the_raw_form_of_a_key_is_understood) {
    auto p = payload(ContractCall{VAULT, "take", u64_bytes(50)});
    p.deposit = 50;
    ASSERT_FALSE(run(p)->err);
    Bytes pay = to_bytes(*native_bls().raw_key(bob_.public_key()));
    pay.resize(200);
    append_le<std::uint64_t>(pay, 20);
    ASSERT_FALSE(run(payload(ContractCall{VAULT, "pay", pay}, 2))->err);
    EXPECT_EQ(account(bob_.public_key()).balance, FUNDS + 20);
}

TEST_F(Execution, a_deposit_that_nobody_takes_comes_back) {
    auto p = payload(ContractCall{VAULT, "facts", {}});
    p.deposit = 50;
    const auto outcome = run(p);
    ASSERT_TRUE(outcome && !outcome->err);
    EXPECT_EQ(account(alice_.public_key()).balance, FUNDS - 2 * outcome->gas_spent);
}

TEST_F(Execution, a_wrong_deposit_fails_the_call) {
    auto p = payload(ContractCall{VAULT, "take", u64_bytes(49)});
    p.deposit = 50;
    EXPECT_EQ(*run(p)->err, "Panic: The value doesn't match the deposit");
}

TEST_F(Execution, a_failed_call_undoes_all_but_the_fee) {
    auto p = payload(ContractCall{VAULT, "take_and_fail", u64_bytes(50)});
    p.deposit = 50;
    const auto outcome = run(p);
    ASSERT_TRUE(outcome);
    EXPECT_EQ(*outcome->err, "Panic: no");
    EXPECT_EQ(outcome->gas_spent, 10'000'000u);
    EXPECT_EQ(balance(VAULT), 0u);
    EXPECT_EQ(account(alice_.public_key()), (MoonlightAccount{1, FUNDS - 20'000'000}));
    ASSERT_EQ(outcome->events.size(), 1u);
    EXPECT_EQ(outcome->events[0].topic, "moonlight");
    EXPECT_TRUE(session_->overlay().load(VAULT, {}).empty());
}

TEST_F(Execution, a_failed_inner_call_leaves_the_outer_ones_work) {
    auto p = payload(ContractCall{VAULT, "try_inner", u64_bytes(50)});
    p.deposit = 50;
    const auto outcome = run(p);
    ASSERT_TRUE(outcome && !outcome->err);
    EXPECT_EQ(balance(VAULT), 0u);
    EXPECT_EQ(session_->overlay().load(VAULT, Hash32{{1}}), Bytes{1});
    EXPECT_TRUE(session_->overlay().load(VAULT, {}).empty());
    ASSERT_EQ(outcome->events.size(), 2u);
    EXPECT_EQ(outcome->events[0].topic, "survived");
    EXPECT_EQ(outcome->events[0].data, Bytes{0});
}

TEST_F(Execution, gas_and_depth_end_calls) {
    EXPECT_EQ(*run(payload(ContractCall{VAULT, "burn", {}}, 1))->err, "OutOfGas");
    EXPECT_TRUE(run(payload(ContractCall{VAULT, "loop", {}}, 2))->err);
    EXPECT_EQ(*run(payload(ContractCall{ContractId{{9}}, "x", {}}, 3))->err, "DoesNotExist");
}

TEST_F(Execution, contracts_see_sender_time_and_blob_hashes) {
    Hash32 hash;
    hash[0] = 1;
    const auto outcome = run(payload(BlobCall{{{hash, nullptr}}, {VAULT, "facts", {}}}));
    ASSERT_TRUE(outcome && !outcome->err);
    Bytes expected = to_bytes(alice_.public_key());
    append_le<std::uint64_t>(expected, 99);
    append(expected, hash);
    EXPECT_EQ(outcome->events[0].data, expected);
    EXPECT_EQ(outcome->gas_spent, GAS_PER_BLOB);
}

TEST_F(Execution, protocol_methods_are_closed_to_transactions) {
    Bytes credit = to_bytes(alice_.public_key());
    append_le<std::uint64_t>(credit, 1);
    std::uint64_t nonce = 0;
    for (const auto* method : {"add_account_balance", "refund", "spend_and_execute"})
        EXPECT_EQ(*run(payload(ContractCall{TRANSFER_CONTRACT, method, credit}, ++nonce))->err,
                  "Panic: Only the protocol may call this");
    EXPECT_EQ(
        *run(payload(ContractCall{TRANSFER_CONTRACT, "contract_to_account", credit}, ++nonce))->err,
        "Panic: Only a contract may call this");
    for (const auto* method : {"reward", "slash", "before_state_transition"})
        EXPECT_EQ(*run(payload(ContractCall{STAKE_CONTRACT, method, {}}, ++nonce))->err,
                  "Panic: Caller not allowed");
}

// Staking -------------------------------------------------------------------------------------

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

// Transition ----------------------------------------------------------------------------------

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

TEST_F(Execution, gas_beyond_the_blocks_limit_is_refused_without_trace) {
    BlockExecutor executor(*session_, {.gas_limit = 1000,
                                       .generator = staker_.public_key(),
                                       .dusk_key = bob_.public_key(),
                                       .voters = {{staker_.public_key(), 128}},
                                       .failed_iterations = {},
                                       .faults = {}});
    const auto added = executor.add(sign(payload(), alice_));
    ASSERT_FALSE(added);
    EXPECT_EQ(added.error().kind, RefusalKind::block_full);
    EXPECT_TRUE(session_->overlay().changes().empty());
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
