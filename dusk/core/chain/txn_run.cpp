#include <algorithm>
#include <limits>

#include <dusk/core/chain/authorizations.hpp>
#include <dusk/core/chain/fees.hpp>
#include <dusk/core/chain/txn_run.hpp>

namespace dusk {
namespace {

using evm::Revision;
using evm::Status;

constexpr auto GAS_MAX = static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::max());

/// Refunds are at most gas used / this (EIP-3529).
std::uint64_t refund_quotient(Revision revision) { return revision >= Revision::london ? 5 : 2; }

/// Sums and products whose overflow counts as more than anyone has.
class Cost {
public:
    void add(const u256& amount) {
        const auto [sum, carry] = add_with_carry(total_, amount);
        total_ = sum;
        overflow_ = overflow_ || carry;
    }
    void add(const u256& amount, const u256& price) {
        const auto product = mul_full(amount, price);
        overflow_ = overflow_ || !product.high.is_zero();
        add(product.low);
    }
    bool is_covered_by(const u256& balance) const { return !overflow_ && total_ <= balance; }

private:
    u256 total_;
    bool overflow_ = false;
};

}  // namespace

BlockExecutor::TxnRun::TxnRun(BlockExecutor& block, const Place& place, const Transaction& txn,
                              const Address& sender, Purpose purpose)
    : block_(block),
      place_(place),
      state_(place.state),
      txn_(txn),
      sender_(sender),
      purpose_(purpose) {}

std::expected<TxnOutcome, TxnError> BlockExecutor::TxnRun::run() {
    state_.begin_transaction();
    sender_nonce_ = state_.nonce(sender_);
    if (txn_.is_deposit() && block_.rules_.is_op()) return run_deposit();
    DUSK_TRY_VOID(check());
    buy_gas();
    state_.set_nonce(sender_, sender_nonce_ + 1);
    warm_up();
    const auto refund = apply_authorizations(state_, txn_.authorization_list,
                                             block_.rules_.chain_id, block_.crypto_);
    auto result = call();
    settle(result, refund);
    return finish(std::move(result));
}

// Checks ------------------------------------------------------------------------------------

std::expected<void, TxnError> BlockExecutor::TxnRun::check() {
    DUSK_TRY_VOID(
        check_txn(txn_, block_.rules_,
                  {.any_gas = is_simulation(), .any_nonce = purpose_ == Purpose::simulate}));
    quote_fees();
    if (txn_.gas_limit > GAS_MAX) return std::unexpected(TxnError::gas_limit_above_block);
    if (purpose_ == Purpose::include) DUSK_TRY_VOID(check_block_space(block_, txn_, outcome_));
    DUSK_TRY_VOID(check_fees());
    if (purpose_ != Purpose::simulate) DUSK_TRY_VOID(check_account());
    return check_funds();
}

void BlockExecutor::TxnRun::quote_fees() {
    const auto& rules = block_.rules_;
    context_.origin = sender_;
    context_.gas_price = effective_gas_price(txn_, block_.env_.base_fee);
    context_.blob_versioned_hashes = txn_.blob_versioned_hashes;
    outcome_.effective_gas_price = context_.gas_price;
    outcome_.blob_gas_used = txn_.blob_versioned_hashes.size() * GAS_PER_BLOB;
    blob_fee_ = u256{outcome_.blob_gas_used} * block_.context_.blob_base_fee;
    if (!rules.is_op() || is_simulation()) return;
    const auto& params = block_.l1_fee_params();
    const auto data = da_size_scaled_ && is_priced_by_estimate(*rules.op, params)
                          ? data_charges(*rules.op, params, *da_size_scaled_)
                          : data_charges(*rules.op, params, encode_transaction(txn_));
    outcome_.l1_fee = data.l1_fee;
    outcome_.da_footprint = data.da_footprint;
    operator_fee_max_ = operator_fee(*rules.op, params, txn_.gas_limit);
}

std::expected<void, TxnError> BlockExecutor::TxnRun::check_block_space(const BlockExecutor& block,
                                                                       const Transaction& txn,
                                                                       const TxnOutcome& quoted) {
    // Before Regolith, a system transaction takes no gas of the block.
    const bool is_gas_exempt = txn.is_system_txn && !block.rules_.has_op(OpFork::regolith);
    if (!is_gas_exempt && txn.gas_limit > block.gas_left())
        return std::unexpected(TxnError::gas_limit_above_block);
    const auto blob_gas_max = block.rules_.blobs.max * GAS_PER_BLOB;
    if (quoted.blob_gas_used > 0 && block.blob_gas_used_ + quoted.blob_gas_used > blob_gas_max)
        return std::unexpected(TxnError::blob_gas_above_block);
    // OP specs, jovian/exec-engine.md#da-footprint-block-limit
    if (block.rules_.has_op(OpFork::jovian) &&
        block.blob_gas_used_ + quoted.da_footprint > block.env_.gas_limit)
        return std::unexpected(TxnError::da_footprint_above_block);
    return {};
}

std::expected<void, TxnError> BlockExecutor::TxnRun::check_fees() const {
    const bool is_free_call = purpose_ == Purpose::simulate && txn_.max_fee_per_gas.is_zero();
    if (!is_free_call && txn_.max_fee_per_gas < block_.env_.base_fee)
        return std::unexpected(TxnError::max_fee_below_base_fee);
    if (txn_.type == TxnType::blob && !is_free_call &&
        txn_.max_fee_per_blob_gas < block_.context_.blob_base_fee)
        return std::unexpected(TxnError::blob_fee_below_base_fee);
    return {};
}

std::expected<void, TxnError> BlockExecutor::TxnRun::check_account() const {
    if (txn_.nonce < sender_nonce_) return std::unexpected(TxnError::nonce_too_low);
    if (txn_.nonce > sender_nonce_) return std::unexpected(TxnError::nonce_too_high);
    if (is_simulation() || block_.contracts_may_send_) return {};
    const auto code = state_.code(sender_);
    const bool is_delegated = revision() >= Revision::prague && delegation_target(*code);
    if (!code->empty() && !is_delegated) return std::unexpected(TxnError::sender_not_eoa);
    return {};
}

std::expected<void, TxnError> BlockExecutor::TxnRun::check_funds() const {
    Cost cost;
    cost.add(u256{txn_.gas_limit}, txn_.max_fee_per_gas);
    cost.add(u256{outcome_.blob_gas_used}, txn_.max_fee_per_blob_gas);
    cost.add(txn_.value);
    cost.add(outcome_.l1_fee);
    cost.add(operator_fee_max_);
    if (!cost.is_covered_by(state_.balance(sender_)))
        return std::unexpected(TxnError::insufficient_funds);
    return {};
}

// Payment -----------------------------------------------------------------------------------

void BlockExecutor::TxnRun::buy_gas() {
    state_.sub_balance(sender_, u256{txn_.gas_limit} * context_.gas_price + blob_fee_ +
                                    outcome_.l1_fee + operator_fee_max_);
}

std::uint64_t BlockExecutor::TxnRun::meter(const evm::CallResult& result,
                                           std::int64_t authorization_refund) {
    const auto spent = txn_.gas_limit - static_cast<std::uint64_t>(result.gas_left);
    const auto earned = std::max<std::int64_t>(result.gas_refund + authorization_refund, 0);
    outcome_.gas_refunded =
        std::min(static_cast<std::uint64_t>(earned), spent / refund_quotient(revision()));
    // EIP-7623: data pays at least its floor, refunds or not.
    outcome_.gas_used = std::max(spent - outcome_.gas_refunded, floor_gas(txn_, revision()));
    return txn_.gas_limit - outcome_.gas_used;
}

void BlockExecutor::TxnRun::settle(const evm::CallResult& result,
                                   std::int64_t authorization_refund) {
    const auto gas_back = meter(result, authorization_refund);
    state_.add_balance(sender_, u256{gas_back} * context_.gas_price);
    if (block_.rules_.is_op() && !is_simulation()) {
        // OP specs, isthmus/exec-engine.md#evm-fee-semantics: only what was used is kept.
        outcome_.operator_fee =
            operator_fee(*block_.rules_.op, block_.l1_fee_params(), outcome_.gas_used);
        state_.add_balance(sender_, operator_fee_max_ - outcome_.operator_fee);
    }
    pay_fees();
}

void BlockExecutor::TxnRun::pay_fees() {
    const auto& base_fee = block_.env_.base_fee;
    const u256 gas{outcome_.gas_used};
    if (is_simulation()) {
        if (context_.gas_price >= base_fee)
            state_.add_balance(block_.env_.coinbase, gas * (context_.gas_price - base_fee));
        return;
    }
    const FeePayments fees{.priority_fee = gas * (context_.gas_price - base_fee),
                           .base_fee = gas * base_fee,
                           .l1_fee = outcome_.l1_fee,
                           .operator_fee = outcome_.operator_fee};
    if (purpose_ == Purpose::speculate)
        unpaid_fees_ = fees;
    else
        block_.pay_fees(state_, fees);
}

// Deposits ----------------------------------------------------------------------------------

std::expected<TxnOutcome, TxnError> BlockExecutor::TxnRun::run_deposit() {
    const bool is_regolith = has_op(OpFork::regolith);
    // Before Regolith, a system transaction takes no gas of the block.
    const bool is_gas_exempt = txn_.is_system_txn && !is_regolith;
    if (txn_.gas_limit > GAS_MAX) return std::unexpected(TxnError::gas_limit_above_block);
    const bool needs_room = !is_gas_exempt && purpose_ != Purpose::speculate;
    if (needs_room && txn_.gas_limit > block_.gas_left())
        return std::unexpected(TxnError::gas_limit_above_block);
    context_.origin = sender_;
    state_.add_balance(sender_, txn_.mint);
    const auto snapshot = state_.snapshot();
    evm::CallResult result;
    result.status = deposit_obstacle();
    if (result.is_success()) {
        state_.set_nonce(sender_, sender_nonce_ + 1);
        warm_up();
        result = call();
        meter(result, 0);
    } else {
        fail_deposit(result.status, snapshot);
    }
    if (!is_regolith) outcome_.gas_used = is_gas_exempt ? 0 : txn_.gas_limit;
    outcome_.receipt.deposit_nonce = sender_nonce_;
    if (has_op(OpFork::canyon)) outcome_.receipt.deposit_receipt_version = 1;
    return finish(std::move(result));
}

Status BlockExecutor::TxnRun::deposit_obstacle() const {
    // Regolith disables the flag; a deposit with it fails.
    if (txn_.is_system_txn && has_op(OpFork::regolith)) return Status::precompile_failure;
    if (txn_.gas_limit < intrinsic_gas(txn_, revision())) return Status::out_of_gas;
    if (txn_.gas_limit < floor_gas(txn_, revision())) return Status::out_of_gas;
    if (state_.balance(sender_) < txn_.value) return Status::insufficient_balance;
    if (revision() >= Revision::shanghai && !txn_.to && txn_.data.size() > INIT_CODE_SIZE_MAX)
        return Status::initcode_size_exceeded;
    return Status::success;
}

/// OP specs, deposits.md#execution: all but the mint is undone, the nonce goes on, all gas is used.
void BlockExecutor::TxnRun::fail_deposit(Status status, State::Snapshot snapshot) {
    DUSK_CHECK(status != Status::success);
    state_.revert(snapshot);
    state_.set_nonce(sender_, sender_nonce_ + 1);
    outcome_.gas_used = txn_.gas_limit;
}

// Execution ---------------------------------------------------------------------------------

void BlockExecutor::TxnRun::warm_up() {
    if (revision() < Revision::berlin) return;
    state_.warm_address(sender_);
    if (txn_.to) state_.warm_address(*txn_.to);
    if (revision() >= Revision::shanghai) state_.warm_address(block_.env_.coinbase);  // EIP-3651
    for (const auto& address : block_.precompiles_) state_.warm_address(address);
    for (const auto& [address, keys] : txn_.access_list) {
        state_.warm_address(address);
        for (const auto& key : keys) state_.warm_slot(address, to_u256(key));
    }
}

evm::CallResult BlockExecutor::TxnRun::call() {
    evm::Message message;
    message.kind = txn_.to ? evm::CallKind::call : evm::CallKind::create;
    message.gas = static_cast<std::int64_t>(txn_.gas_limit - intrinsic_gas(txn_, revision()));
    if (txn_.to) message.recipient = message.code_address = *txn_.to;
    message.sender = sender_;
    message.input = txn_.data;
    message.value = txn_.value;
    return execute_message(state_, execution_env(), message);
}

TxnOutcome BlockExecutor::TxnRun::finish(evm::CallResult result) {
    auto& receipt = outcome_.receipt;
    receipt.type = txn_.type;
    receipt.success = result.is_success();
    receipt.logs = state_.take_logs();
    receipt.logs_bloom = dusk::logs_bloom(receipt.logs);
    outcome_.status = result.status;
    outcome_.output = std::move(result.output);
    if (!txn_.to) outcome_.contract_address = create_address(sender_, sender_nonce_);
    state_.end_transaction(revision());
    return std::move(outcome_);
}

}  // namespace dusk
