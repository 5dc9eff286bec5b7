// CallSite: a block's state on which calls are simulated, with what the caller pretends. Each run
// starts from that state anew. One per request, one thread.
#pragma once

#include <chrono>

#include <dusk/core/evm/tracer.hpp>
#include <dusk/node/rpc/call/call_request.hpp>
#include <dusk/node/rpc/call/overrides.hpp>
#include <dusk/node/rpc/call/simulated_state.hpp>
#include <dusk/node/rpc/chain/block_id.hpp>
#include <dusk/node/rpc/json/call_errors.hpp>

namespace dusk::eth {

/// Where the parameters of a call stand; none: the method has no such parameter.
struct CallParams {
    std::size_t block = 1;
    std::optional<std::size_t> state_overrides{};
    std::optional<std::size_t> block_overrides{};
};

/// A run that did not come about: the transaction is refused, or the state cannot be read.
struct CallRefusal {
    std::optional<TxnError> error;
    rpc::Error answer;
};

/// Sees one run from inside, while its state is there.
class RunObserver {
public:
    virtual ~RunObserver() = default;
    /// Before the transaction; the tracer watches it, null for none.
    virtual evm::Tracer* start(BlockExecutor& executor, const Transaction& txn) = 0;
    virtual void done(const TxnOutcome& outcome) = 0;
};

class CallSite {
public:
    static Answer<CallSite> open(const ChainReader& chain, const rpc::Params& arguments,
                                 const CallParams& where);

    /// On the state inside the block, before its transaction `txn_index`.
    static Answer<CallSite> open_within(const ChainReader& chain, const rpc::Params& arguments,
                                        const CallParams& where, std::size_t txn_index,
                                        std::chrono::steady_clock::time_point deadline);

    /// Executes `request` with `gas`. Its error's text is geth's, without a prefix.
    std::expected<TxnOutcome, CallRefusal> run(const CallRequest& request, std::uint64_t gas,
                                               evm::Tracer* tracer = nullptr) const;
    std::expected<TxnOutcome, CallRefusal> run(const CallRequest& request, std::uint64_t gas,
                                               RunObserver& observer) const;
    /// The text for an outcome that is no success and no revert; runs once more to see where it
    /// stopped.
    std::string fault_of(const CallRequest& request, std::uint64_t gas, evm::Status status) const;

    /// The next runs go on from what the runs before them left.
    void keep_changes();

    const BlockEnv& env() const noexcept { return env_; }
    /// For the next runs.
    void set_env(const BlockEnv& env) { env_ = env; }
    const BlockRef& block() const noexcept { return block_; }
    const StateView& state() const noexcept { return *state_; }
    BlockRules rules() const { return rules_at(chain_->config(), env_.timestamp); }
    /// Gas of a call that names none, and the most that one gets.
    std::uint64_t gas_max() const;
    /// The same where the transaction is to be sent: EIP-7825 holds.
    std::uint64_t txn_gas_max() const;
    std::chrono::steady_clock::time_point deadline() const noexcept { return deadline_; }
    /// Whether the time for this request is over.
    void set_deadline(std::chrono::steady_clock::time_point deadline) { deadline_ = deadline; }
    bool expired() const { return std::chrono::steady_clock::now() >= deadline_; }

private:
    CallSite(const ChainReader& chain, BlockRef block)
        : chain_(&chain),
          block_(block),
          deadline_(std::chrono::steady_clock::now() + chain.options().evm_timeout) {}

    /// run(), whose changes last only if told to.
    std::expected<TxnOutcome, CallRefusal> execute(const CallRequest& request, std::uint64_t gas,
                                                   RunObserver& observer, bool keeps) const;

    const ChainReader* chain_;
    BlockRef block_;
    std::chrono::steady_clock::time_point deadline_;
    BlockEnv env_;
    std::vector<evm::PrecompileMove> moves_;
    std::unique_ptr<StateView> parent_;
    /// The state inside the block, over parent_.
    std::unique_ptr<SimulatedState> inside_;
    std::unique_ptr<OverriddenState> state_;
    /// What kept runs left, over state_.
    std::shared_ptr<SimulatedState> left_;
};

/// What a transaction gives back; of a creation the code that it left.
Bytes output_of(const TxnOutcome& outcome, State& state);

/// What geth says when a request's time is over.
rpc::Error timeout_error(const ChainReader& chain);

}  // namespace dusk::eth
