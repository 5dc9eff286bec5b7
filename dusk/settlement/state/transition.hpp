// The state transition of a block (spec/duskds-consensus.md section 8.1, Boreas order), used alike
// to build and to verify.
#pragma once

#include <dusk/settlement/state/execute.hpp>
#include <dusk/settlement/state/rewards.hpp>

namespace dusk::settlement {

struct TransitionInputs {
    std::uint64_t gas_limit = 0;
    AccountKey generator;
    AccountKey dusk_key;
    std::vector<Voter> voters;
    FailedIterations failed_iterations;
    std::vector<Fault> faults;
};

struct Transition {
    std::vector<TxOutcome> outcomes;
    std::vector<ContractEvent> block_events;
    EventBloom bloom;
    std::uint64_t gas_spent = 0;
    std::uint64_t dusk_spent = 0;
    std::vector<StorageChange> changes;
};

class BlockExecutor {
public:
    /// `session` is at the block's height on its parent's state.
    BlockExecutor(Session& session, TransitionInputs inputs)
        : session_(session), inputs_(std::move(inputs)) {}

    /// Before the first transaction: clears the change list, slashes.
    std::expected<void, std::string> begin();
    /// Refused: the session is as before the transaction.
    std::expected<void, Refusal> add(const Tx& tx);
    /// After the last transaction: rewards, bloom.
    std::expected<Transition, std::string> finish();
    std::uint64_t gas_spent() const noexcept { return result_.gas_spent; }

private:
    std::expected<void, std::string> protocol_call(std::string_view method, BytesView args);

    Session& session_;
    TransitionInputs inputs_;
    Transition result_;
};

}  // namespace dusk::settlement
