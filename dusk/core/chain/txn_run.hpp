// TxnRun: one transaction inside a BlockExecutor, from its checks to its receipt. For
// block_executor.cpp.
#pragma once

#include <dusk/core/chain/block_executor.hpp>

namespace dusk {

class BlockExecutor::TxnRun {
public:
    enum class Purpose : std::uint8_t {
        include,
        simulate,
        validate,   ///< as simulate, but nonce and fees are what a block asks for
        speculate,  ///< as include, but room is not asked for and fees stay unpaid
    };

    TxnRun(BlockExecutor& block, const Place& place, const Transaction& txn, const Address& sender,
           Purpose purpose);

    /// estimated_da_size_scaled() of the transaction, if somebody has it.
    void set_da_size(std::optional<std::uint64_t> scaled) noexcept { da_size_scaled_ = scaled; }

    /// Every check comes before the first change, so that a refusal leaves no trace.
    std::expected<TxnOutcome, TxnError> run();

    /// After run(): what a speculation owes; none for deposits.
    const std::optional<FeePayments>& unpaid_fees() const noexcept { return unpaid_fees_; }

    /// Gas, blobs and data against what the block has left.
    static std::expected<void, TxnError> check_block_space(const BlockExecutor& block,
                                                           const Transaction& txn,
                                                           const TxnOutcome& quoted);

private:
    std::expected<void, TxnError> check();
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

    ExecutionEnv execution_env() const { return block_.execution_env(context_, place_); }
    bool is_simulation() const noexcept {
        return purpose_ == Purpose::simulate || purpose_ == Purpose::validate;
    }
    evm::Revision revision() const noexcept { return block_.rules_.revision; }
    bool has_op(OpFork fork) const noexcept { return block_.rules_.has_op(fork); }

    BlockExecutor& block_;
    const Place place_;
    State& state_;
    const Transaction& txn_;
    const Address sender_;
    const Purpose purpose_;
    std::optional<std::uint64_t> da_size_scaled_;
    evm::TxnContext context_;
    std::uint64_t sender_nonce_ = 0;
    u256 blob_fee_;
    /// What the operator fee is if all gas is used.
    u256 operator_fee_max_;
    std::optional<FeePayments> unpaid_fees_;
    TxnOutcome outcome_;
};

}  // namespace dusk
