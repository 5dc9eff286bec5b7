// For tests of OP blocks: a small genesis, one block on top of it, and the transactions to fill it.
#pragma once

#include <optional>

#include <dusk/conformance/memory_chain.hpp>
#include <dusk/core/chain/block_executor.hpp>
#include <dusk/core/codec/hex.hpp>
#include <dusk/platform/crypto/provider.hpp>

namespace dusk::test {

using conformance::MemoryChain;

inline constexpr std::uint64_t CHAIN_ID = 31744;
inline constexpr Address ALICE{{0xaa}};
inline constexpr Address BOB{{0xbb}};
/// Code: reverts.
inline constexpr Address REVERTER{{0xc0, 1}};
/// Code: logs one topic, stores its call value in slot 0 and adds up in slot 1.
inline constexpr Address COUNTER{{0xc0, 2}};
/// Code: stores 1 in slot 0 and then meets an invalid opcode.
inline constexpr Address CRASHER{{0xc0, 3}};
inline const u256 ETHER{1'000'000'000'000'000'000};

class NoHashes final : public evm::BlockHashSource {
public:
    Hash32 block_hash(std::uint64_t) const override { return {}; }
};

inline AccountDiff account(const Address& address, const u256& balance, StateDiff& diff,
                           std::string_view code = {}) {
    AccountDiff out{.address = address, .account = Account{.balance = balance}, .storage = {}};
    if (!code.empty()) {
        const auto bytes = *from_hex(code);
        out.account->code_hash = keccak256(bytes);
        diff.codes.emplace_back(out.account->code_hash, std::make_shared<const Bytes>(bytes));
    }
    return out;
}

/// L1Block as an attributes deposit leaves it: base fee 1 gwei, blob base fee 1, scalars 2 and 3,
/// operator fee 500 and 7, DA footprint scalar 400.
inline AccountDiff l1_block(StateDiff& diff) {
    auto out = account(OP_L1_BLOCK, {}, diff, "00");
    const u256 scalars = (u256{2} << 96) | (u256{3} << 64);
    const u256 packed = (u256{400} << 96) | (u256{500} << 64) | u256{7};
    out.storage = {
        {u256{1}, u256{1'000'000'000}}, {u256{3}, scalars}, {u256{7}, u256{1}}, {u256{8}, packed}};
    return out;
}

inline StateDiff genesis() {
    StateDiff diff;
    diff.accounts = {l1_block(diff),
                     account(ALICE, ETHER, diff),
                     account(BOB, ETHER, diff),
                     account(REVERTER, {}, diff, "60006000fd"),
                     account(COUNTER, {}, diff, "600160006000a1346000556001546001016001550000"),
                     account(CRASHER, {}, diff, "6001600055fe")};
    std::ranges::sort(diff.accounts, {}, &AccountDiff::address);
    std::ranges::sort(diff.codes, {}, [](const auto& code) { return code.first; });
    return diff;
}

/// One block on top of a small genesis.
struct Bench {
    explicit Bench(OpFork fork = OpFork::jovian)
        : config(make_op_config(CHAIN_ID, OpForkSchedule::all_through(fork))) {
        chain.advance(genesis());
        env.number = 1;
        env.timestamp = 1'000;
        env.gas_limit = 30'000'000;
        env.coinbase = OP_SEQUENCER_FEE_VAULT;
        env.base_fee = u256{1'000};
        executor.emplace(config, env, chain.state, native_crypto(), hashes);
    }
    std::expected<TxnOutcome, TxnError> run(const Transaction& txn, const Address& sender) {
        return executor->execute(txn, sender);
    }
    u256 balance(const Address& address) { return executor->state().balance(address); }
    std::uint64_t nonce(const Address& address) { return executor->state().nonce(address); }

    ChainConfig config;
    MemoryChain chain;
    NoHashes hashes;
    BlockEnv env;
    std::optional<BlockExecutor> executor;
};

inline Transaction transfer(std::uint64_t nonce, const Address& to, const u256& value) {
    Transaction txn;
    txn.type = TxnType::dynamic_fee;
    txn.chain_id = CHAIN_ID;
    txn.nonce = nonce;
    txn.max_fee_per_gas = u256{3'000};
    txn.max_priority_fee_per_gas = u256{500};
    txn.gas_limit = 100'000;
    txn.to = to;
    txn.value = value;
    return txn;
}

inline Transaction deposit(const Address& from, const Address& to, const u256& mint,
                           const u256& value) {
    Transaction txn;
    txn.type = TxnType::deposit;
    txn.from = from;
    txn.to = to;
    txn.mint = mint;
    txn.value = value;
    txn.gas_limit = 100'000;
    return txn;
}

}  // namespace dusk::test
