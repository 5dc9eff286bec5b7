// BlockExecutor: executes the transactions of one block on its parent's state, one after the other.
// Full validation and payload building use the same: begin(), execute() for each transaction,
// finish(). Deposits: OP specs, protocol/deposits.md#execution. Fees: protocol/exec-engine.md#fees.
#pragma once

#include <dusk/core/chain/chain_config.hpp>
#include <dusk/core/chain/op_fees.hpp>
#include <dusk/core/chain/receipt.hpp>
#include <dusk/core/chain/system_calls.hpp>
#include <dusk/core/chain/txn_rules.hpp>

namespace dusk {

/// What a block is executed in: its header's fields that are known beforehand.
struct BlockEnv {
    std::uint64_t number = 0;
    std::uint64_t timestamp = 0;
    std::uint64_t gas_limit = 0;
    Address coinbase;
    /// The difficulty before Paris.
    Hash32 prev_randao;
    u256 base_fee;
    Hash32 parent_hash;
    std::optional<Hash32> parent_beacon_block_root;
    std::uint64_t excess_blob_gas = 0;
    /// Simulations only: stands in for the price that follows from excess_blob_gas.
    std::optional<u256> blob_base_fee{};
};

/// The environment that a header states.
BlockEnv block_env(const Header& header);

struct TxnOutcome {
    Receipt receipt;
    std::uint64_t gas_used = 0;
    std::uint64_t gas_refunded = 0;
    u256 effective_gas_price;
    /// How the outermost frame ended; a deposit that failed before any code ran reports
    /// insufficient_balance or out_of_gas.
    evm::Status status = evm::Status::success;
    Bytes output;
    /// Of every creation, successful or not.
    std::optional<Address> contract_address;
    u256 l1_fee;
    u256 operator_fee;
    std::uint64_t da_footprint = 0;
    std::uint64_t blob_gas_used = 0;
};

/// What a transaction that is no deposit owes for its execution (TxnRun pays it, or adopt()).
struct FeePayments {
    u256 priority_fee;
    u256 base_fee;
    u256 l1_fee;
    u256 operator_fee;
};

/// What a transaction did on a state of its own: its outcome, and its changes against that state.
struct TxnEffects {
    TxnOutcome outcome;
    /// Not yet paid.
    std::optional<FeePayments> fees;
    StateDiff diff;
};

struct BlockResult {
    std::vector<Receipt> receipts;
    Bloom logs_bloom;
    std::uint64_t gas_used = 0;
    /// For the header: gas of blobs, or, from Jovian on, the DA footprint.
    std::uint64_t blob_gas_used = 0;
    /// Ethereum's Prague and later; none where the header has no requests hash.
    std::optional<Requests> requests;
    StateDiff diff;
};

/// What a simulation does beyond giving an outcome.
struct Simulation {
    /// Asks for the nonce and the fees that a block would ask for.
    bool is_validated = false;
    /// The transaction takes its place in the block: its gas, its receipt.
    bool is_included = false;
};

class BlockExecutor {
public:
    /// All references outlive the executor. `hashes` knows the 256 ancestors.
    BlockExecutor(const ChainConfig& config, const BlockEnv& env, const StateView& parent,
                  const CryptoProvider& crypto, const evm::BlockHashSource& hashes);
    ~BlockExecutor();
    BlockExecutor(const BlockExecutor&) = delete;
    BlockExecutor& operator=(const BlockExecutor&) = delete;

    /// What the protocol does before the first transaction.
    void begin();

    /// Executes one transaction sent by `sender`. On an error it is not part of the block and the
    /// state, the gas and every later outcome are as if it had never been tried. Who has
    /// estimated_da_size_scaled() of it may give it.
    std::expected<TxnOutcome, TxnError> execute(
        const Transaction& txn, const Address& sender,
        std::optional<std::uint64_t> da_size_scaled = std::nullopt);

    /// Executes for the outcome alone (eth_call, eth_estimateGas): no signature, nonce, EIP-3607 or
    /// balance for fees is asked for, nothing is charged for L1. Its effects stay in this executor.
    std::expected<TxnOutcome, TxnError> simulate(const Transaction& txn, const Address& sender,
                                                 Simulation simulation = {});

    // For executors that run several transactions of a block at once (node/parallel). From the
    // first of these calls on, l1_fee_params() has been asked for.

    /// Executes one transaction as if the state were `view`, on a state of its own; nothing changes
    /// here, so that several threads may call it at once, each with its own workspace. Room in the
    /// block is not asked for, and fees stay unpaid: if it read an account of fee_recipients() from
    /// `view`, the result is void.
    std::expected<TxnEffects, TxnError> speculate(const StateView& view, const Transaction& txn,
                                                  const Address& sender, evm::Workspace& workspace);
    /// Executes one transaction as the next of the block on a state of its own over `view`, which
    /// shows the state of this executor. adopt() makes it part of the block.
    std::expected<TxnEffects, TxnError> prepare(const StateView& view, const Transaction& txn,
                                                const Address& sender);
    /// Whether the block has room for a transaction that was speculated on.
    bool has_room(const Transaction& txn, const TxnOutcome& outcome) const;
    /// Makes a transaction the next of the block. It has room, and what it read is what the state
    /// holds.
    void adopt(TxnEffects effects);
    /// Whose balances every transaction raises: the coinbase and, on OP chains, the fee vaults.
    std::vector<Address> fee_recipients() const;

    /// Withdrawals and requests, then the sum of the block. The executor is spent.
    std::expected<BlockResult, SystemCallError> finish(
        std::span<const Withdrawal> withdrawals = {});

    /// Watches the transactions from now on; null: nobody.
    void set_tracer(evm::Tracer* tracer) noexcept { tracer_ = tracer; }
    /// Runs what nobody watches from now on; null, as at first: the portable interpreter.
    void set_interpreter(const Interpreter* interpreter) noexcept { interpreter_ = interpreter; }
    /// Developer chains only: contracts, whose transactions EIP-3607 forbids, may send from now on.
    void allow_contract_senders() noexcept { contracts_may_send_ = true; }
    /// Simulations only (PrecompileSet::moves).
    void set_precompile_moves(std::vector<evm::PrecompileMove> moves) {
        rules_.precompiles.moves = std::move(moves);
    }

    const BlockRules& rules() const noexcept { return rules_; }
    const BlockEnv& env() const noexcept { return env_; }
    State& state() noexcept { return state_; }
    std::uint64_t gas_used() const noexcept { return gas_used_; }
    std::uint64_t gas_left() const noexcept { return env_.gas_limit - gas_used_; }
    /// Blob gas or DA footprint so far.
    std::uint64_t blob_gas_used() const noexcept { return blob_gas_used_; }
    u256 blob_base_fee() const noexcept { return context_.blob_base_fee; }
    /// The L1 fee parameters of this block (OP chains), once its attributes deposit is executed.
    const L1FeeParams& l1_fee_params();

private:
    class TxnRun;

    /// Where a transaction runs.
    struct Place {
        State& state;
        evm::Workspace& workspace;
        evm::Tracer* tracer = nullptr;
    };

    ExecutionEnv execution_env(const evm::TxnContext& txn, const Place& place) const;
    Place own_place() noexcept { return {state_, workspace_, tracer_}; }
    void count(TxnOutcome& outcome);
    void pay_fees(State& state, const FeePayments& fees) const;

    BlockRules rules_;
    BlockEnv env_;
    /// Whether OP's Canyon begins with this very block.
    bool is_canyon_activation_ = false;
    bool contracts_may_send_ = false;
    const CryptoProvider& crypto_;
    const evm::BlockHashSource& hashes_;
    evm::BlockContext context_;
    evm::Workspace workspace_;
    evm::Tracer* tracer_ = nullptr;
    const Interpreter* interpreter_ = nullptr;
    State state_;
    std::vector<Address> precompiles_;
    std::optional<L1FeeParams> l1_fee_params_;
    std::vector<Receipt> receipts_;
    std::uint64_t gas_used_ = 0;
    std::uint64_t blob_gas_used_ = 0;
};

}  // namespace dusk
