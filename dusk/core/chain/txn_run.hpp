// TxnRun: one transaction inside a BlockExecutor, from its checks to its receipt. For
// block_executor.cpp.
#pragma once

#include <dusk/core/chain/block_executor.hpp>

namespace dusk {

class BlockExecutor::TxnRun {
public:
    enum class Purpose : std::uint8_t { include, simulate };

    TxnRun(BlockExecutor& block, const Transaction& txn, const Address& sender, Purpose purpose);

    /// Every check comes before the first change, so that a refusal leaves no trace.
    std::expected<TxnOutcome, TxnError> run();

private:
    std::expected<void, TxnError> check();
    std::expected<void, TxnError> check_block_space() const;
    std::expected<void, TxnError> check_fees() const;
    std::expected<void, TxnError> check_account() const;
    std::expected<void, TxnError> check_funds() const;
    void quote_fees();

    void buy_gas();
    void settle(const evm::CallResult& result, std::int64_t authorization_refund);
    /// Sets gas used and refunded; returns what the sender gets back.
    std::uint64_t meter(const evm::CallResult& result, std::int64_t authorization_refund);
    void pay_fees();

    std::expected<TxnOutcome, TxnError> run_deposit();
    /// Why a deposit cannot reach the EVM; success if it can.
    evm::Status deposit_obstacle() const;
    void fail_deposit(evm::Status status, State::Snapshot snapshot);

    void warm_up();
    evm::CallResult call();
    TxnOutcome finish(evm::CallResult result);

    bool is_simulation() const noexcept { return purpose_ == Purpose::simulate; }
    evm::Revision revision() const noexcept { return block_.rules_.revision; }
    bool has_op(OpFork fork) const noexcept { return block_.rules_.has_op(fork); }

    BlockExecutor& block_;
    State& state_;
    const Transaction& txn_;
    const Address sender_;
    const Purpose purpose_;
    evm::TxnContext context_;
    std::uint64_t sender_nonce_ = 0;
    u256 blob_fee_;
    /// What the operator fee is if all gas is used.
    u256 operator_fee_max_;
    TxnOutcome outcome_;
};

}  // namespace dusk
