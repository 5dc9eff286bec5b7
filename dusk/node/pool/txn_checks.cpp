// TxnPool: what a newcomer must fulfil by itself and against its account.
#include <fmt/core.h>

#include <dusk/core/base/result.hpp>
#include <dusk/core/evm/delegation.hpp>
#include <dusk/node/pool/txn_pool.hpp>

namespace dusk::pool {
namespace {

std::unexpected<PoolError> refuse(Refusal refusal, std::string message) {
    return std::unexpected(PoolError{refusal, std::move(message)});
}

/// a * b and a + b that stay at the highest word instead of wrapping.
u256 saturating_mul(const u256& a, const u256& b) {
    const auto product = mul_full(a, b);
    return product.high.is_zero() ? product.low : u256::max();
}
u256 saturating_add(const u256& a, const u256& b) {
    const auto sum = add_with_carry(a, b);
    return sum.carry ? u256::max() : sum.value;
}

}  // namespace

std::expected<PooledTxn, PoolError> TxnPool::decode(BytesView encoded) const {
    DUSK_TRY_VOID(check_size(encoded));
    auto txn = decode_transaction(encoded);
    if (!txn) {
        if (txn.error() == TxnDecodeError::unsupported_type)
            return refuse(Refusal::invalid, "transaction type not supported");
        return refuse(Refusal::invalid, "rlp: malformed transaction");
    }
    return make_pooled(*std::move(txn), encoded);
}

TxnPool::Checked TxnPool::check_size(BytesView encoded) const {
    if (encoded.size() <= limits_.txn_size_max) return {};
    return refuse(Refusal::oversized, fmt::format("oversized data: transaction size {}, limit {}",
                                                  encoded.size(), limits_.txn_size_max));
}

std::expected<PooledTxn, PoolError> TxnPool::make_pooled(Transaction txn, BytesView encoded) const {
    if (txn.is_deposit() || txn.type == TxnType::blob)
        return refuse(Refusal::invalid,
                      fmt::format("transaction type not supported: received type {}",
                                  static_cast<unsigned>(txn.type)));
    if (!txn.chain_id)
        return refuse(Refusal::invalid,
                      "only replay-protected (EIP-155) transactions allowed over RPC");
    PooledTxn pooled{.txn = std::move(txn), .encoded = to_bytes(encoded)};
    pooled.hash = keccak256(pooled.encoded);
    auto sender = senders_->get(pooled.hash);
    if (!sender) {
        sender = recover_sender(pooled.txn, crypto_);
        if (!sender)
            return refuse(Refusal::invalid, "invalid sender: invalid transaction v, r, s values");
        senders_->put(pooled.hash, *sender);
    }
    pooled.sender = *sender;
    pooled.da_size_scaled = estimated_da_size_scaled(pooled.encoded);
    return pooled;
}

u256 TxnPool::cost_of(const PooledTxn& pooled) const {
    const auto& txn = pooled.txn;
    auto cost = saturating_mul(txn.max_fee_per_gas, txn.gas_limit);
    cost = saturating_add(cost, txn.value);
    if (!head_.rules.op) return cost;
    const auto fork = *head_.rules.op;
    const auto& fees = head_.l1_fees;
    cost = saturating_add(cost, is_priced_by_estimate(fork, fees)
                                    ? l1_data_fee_by_estimate(fees, pooled.da_size_scaled)
                                    : l1_data_fee(fork, fees, pooled.encoded));
    return saturating_add(cost, operator_fee(fork, fees, txn.gas_limit));
}

SenderState TxnPool::sender_state(const Address& sender) const {
    const auto account = head_.state->account(sender);
    if (!account) return {};
    return {account->nonce, account->balance, account->has_code()};
}

TxnPool::Checked TxnPool::check(const PooledTxn& pooled) const {
    const auto& txn = pooled.txn;
    if (const auto checked = check_txn(txn, head_.rules); !checked)
        return refuse(Refusal::invalid, describe(checked.error(), txn, head_.rules));
    if (txn.gas_limit > head_.header.gas_limit)
        return refuse(Refusal::invalid,
                      describe(TxnError::gas_limit_above_block, txn, head_.rules));
    // OP specs, jovian/exec-engine.md#da-footprint-block-limit: not even alone in a block.
    if (head_.rules.has_op(OpFork::jovian) &&
        pooled.da_size_scaled / 1'000'000 * head_.l1_fees.da_footprint_scalar >
            head_.header.gas_limit)
        return refuse(Refusal::invalid,
                      describe(TxnError::da_footprint_above_block, txn, head_.rules));
    if (txn.max_priority_fee_per_gas < u256{price_limit_wei_})
        return refuse(
            Refusal::underpriced,
            fmt::format("transaction gas price below minimum: gas tip cap {}, minimum needed {}",
                        txn.max_priority_fee_per_gas.low64(), price_limit_wei_));
    return {};
}

TxnPool::Checked TxnPool::check_account(const PooledTxn& pooled, const AccountTxns& account) const {
    const auto& txn = pooled.txn;
    const auto& state = account.state();
    if (txn.nonce < state.nonce)
        return refuse(
            Refusal::nonce_too_low,
            fmt::format("nonce too low: next nonce {}, tx nonce {}", state.nonce, txn.nonce));
    if (state.is_delegated) {
        const auto code = head_.state->code(head_.state->account(pooled.sender)->code_hash);
        if (!evm::delegation_target(*code))
            return refuse(Refusal::invalid, describe(TxnError::sender_not_eoa, txn, head_.rules));
        // Others can move the balance of such an account: one transaction at a time (geth).
        if (txn.nonce != state.nonce)
            return refuse(Refusal::account_limit,
                          account.txns().empty()
                              ? "gapped-nonce tx from delegated accounts"
                              : "in-flight transaction limit reached for delegated accounts");
    }
    if (const auto* old = account.find(txn.nonce))
        DUSK_TRY_VOID(check_replacement(pooled, *old->txn));
    return check_funds(pooled, account);
}

TxnPool::Checked TxnPool::check_replacement(const PooledTxn& pooled, const PooledTxn& old) const {
    const auto is_bumped = [&](const u256& before, const u256& after) {
        return after > before &&
               after >= saturating_mul(before, 100 + limits_.price_bump_percent) / 100;
    };
    if (is_bumped(old.txn.max_fee_per_gas, pooled.txn.max_fee_per_gas) &&
        is_bumped(old.txn.max_priority_fee_per_gas, pooled.txn.max_priority_fee_per_gas))
        return {};
    return refuse(Refusal::replacement_underpriced, "replacement transaction underpriced");
}

TxnPool::Checked TxnPool::check_funds(const PooledTxn& pooled, const AccountTxns& account) const {
    const auto& balance = account.state().balance;
    const auto cost = cost_of(pooled);
    const auto refuse_funds = [&](const std::string& costs, const u256& need) {
        return refuse(Refusal::insufficient_funds,
                      fmt::format("{}: balance {}, {}, overshot {}",
                                  describe(TxnError::insufficient_funds, pooled.txn, head_.rules),
                                  decimal(balance), costs, decimal(need - balance)));
    };
    if (cost > balance) return refuse_funds(fmt::format("tx cost {}", decimal(cost)), cost);
    // Together with what is pending already.
    const auto queued = account.pending_cost();
    const auto* old = account.find(pooled.txn.nonce);
    if (old == nullptr || pooled.txn.nonce >= account.gap()) {
        const auto need = saturating_add(queued, cost);
        if (need <= balance) return {};
        return refuse_funds(
            fmt::format("queued cost {}, tx cost {}", decimal(queued), decimal(cost)), need);
    }
    const auto need = saturating_add(queued - old->cost, cost);
    if (need <= balance) return {};
    const auto bump =
        cost < old->cost ? "-" + decimal(old->cost - cost) : decimal(cost - old->cost);
    return refuse_funds(fmt::format("queued cost {}, tx bumped {}", decimal(queued), bump), need);
}

}  // namespace dusk::pool
