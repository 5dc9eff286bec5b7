// CallTree: the calls of one transaction as a tree, for tracers that tell of them in several forms.
// Limits: TRACE_CALLS_MAX, TRACE_BYTES_MAX; past them the execution ends.
#pragma once

#include <memory>
#include <vector>

#include <dusk/core/chain/block_executor.hpp>
#include <dusk/core/evm/tracer.hpp>
#include <dusk/core/state/state.hpp>
#include <dusk/node/rpc/json/call_errors.hpp>

namespace dusk::eth {

struct CallNode {
    evm::CallKind kind = evm::CallKind::call;
    /// No call at all: `from` gave its balance to `to` and went.
    bool is_selfdestruct = false;
    int depth = 0;
    Address from;
    Address to;
    /// Whose storage the code acts on; another than `to` in CALLCODE and DELEGATECALL.
    Address context;
    u256 value;
    std::uint64_t gas = 0;
    std::uint64_t gas_used = 0;
    Bytes input;
    /// Of a creation the code.
    Bytes output;
    evm::Status status = evm::Status::success;
    /// Where it stopped.
    FaultPlace place;
    std::vector<std::unique_ptr<CallNode>> calls;
};

class CallTree final : public evm::Tracer {
public:
    explicit CallTree(State& state) : state_(state) {}

    void on_enter(const evm::Message& message) override;
    void on_step(const evm::Step& step) override;
    void on_exit(const evm::Message& message, const evm::CallResult& result) override;

    /// Null if no code was reached: a deposit that failed before.
    const CallNode* root() const noexcept { return root_.get(); }
    bool is_truncated() const noexcept { return is_stopped(); }
    std::size_t bytes() const noexcept { return bytes_; }
    /// geth's tracers count what the whole transaction used.
    void stand_for_txn(std::uint64_t gas, std::uint64_t gas_used);

private:
    void add_bytes(std::size_t count);

    State& state_;
    std::unique_ptr<CallNode> root_;
    std::vector<CallNode*> open_;
    std::size_t count_ = 0;
    std::size_t bytes_ = 0;
};

/// The call of a transaction that reached no code: a deposit that failed before.
CallNode unreached_call(const Transaction& txn, const Address& sender, const TxnOutcome& outcome);

}  // namespace dusk::eth
