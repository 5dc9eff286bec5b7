#include <algorithm>
#include <limits>

#include <fmt/format.h>

#include <dusk/core/chain/execute_block.hpp>
#include <dusk/core/chain/fees.hpp>
#include <dusk/node/rpc/call/call_site.hpp>
#include <dusk/node/rpc/call/simulator.hpp>
#include <dusk/node/rpc/json/block_json.hpp>
#include <dusk/node/rpc/json/call_errors.hpp>
#include <dusk/node/rpc/json/receipt_json.hpp>
#include <dusk/node/rpc/trace/deadline_tracer.hpp>
#include <dusk/node/rpc/trace/transfer_tracer.hpp>
#include <dusk/platform/evm/native_interpreter.hpp>

namespace dusk::eth {
namespace {

/// execution-apis, eth_simulateV1; geth: txValidationError.
int code_of(TxnError error) {
    switch (error) {
        case TxnError::nonce_too_low:
            return -38010;
        case TxnError::nonce_too_high:
            return -38011;
        case TxnError::max_fee_below_base_fee:
            return -38012;
        case TxnError::intrinsic_gas_too_low:
        case TxnError::floor_gas_too_low:
            return -38013;
        case TxnError::insufficient_funds:
            return -38014;
        case TxnError::sender_not_eoa:
            return -38024;
        case TxnError::init_code_too_large:
            return -38025;
        case TxnError::priority_fee_above_max_fee:
            return rpc::CODE_INVALID_PARAMS;
        default:
            return rpc::CODE_INTERNAL;
    }
}

rpc::Error state_missing() { return rpc::internal_error("the block's state is not available"); }

/// What a call said, its logs still without the block's hash.
struct CallAnswer {
    Object json;
    std::vector<TransferTracer::NumberedLog> logs;
    Hash32 txn_hash;
};

Object fault_json(const TxnOutcome& outcome) {
    if (outcome.status == evm::Status::revert) {
        auto error = revert_error(outcome.output);
        return Object{
            {"message", error.message}, {"code", error.code}, {"data", *std::move(error.data)}};
    }
    return Object{{"message", fault_text(outcome.status, {})}, {"code", CODE_SIMULATED_VM_ERROR}};
}

Array answers_json(std::vector<CallAnswer> answers, const StoredBlock& block) {
    Array out;
    for (std::size_t i = 0; i < answers.size(); ++i) {
        auto& answer = answers[i];
        Array logs;
        for (auto& log : answer.logs)
            logs.push_back(log_json({std::move(log.log), block.ref, block.header.timestamp,
                                     answer.txn_hash, i, log.index}));
        answer.json["logs"] = std::move(logs);
        out.push_back(std::move(answer.json));
    }
    return out;
}

}  // namespace

/// Ancestors by number, simulated ones, too.
class Simulator::Hashes final : public evm::BlockHashSource {
public:
    explicit Hashes(const Simulator& simulator)
        : simulator_(simulator), stored_(simulator.chain_.store(), simulator.base_) {}

    Hash32 block_hash(std::uint64_t number) const override {
        const auto& base = simulator_.base_;
        if (number < base.number) return stored_.block_hash(number);
        if (number == base.number) return base.hash;
        const auto index = number - base.number - 1;
        return index < simulator_.hashes_.size() ? simulator_.hashes_[index] : Hash32{};
    }

private:
    const Simulator& simulator_;
    engine::AncestorHashes stored_;
};

/// The calls of one block.
class Simulator::BlockRun {
public:
    BlockRun(Simulator& simulator, BlockExecutor& executor, StoredBlock& draft)
        : simulator_(simulator), executor_(executor), draft_(draft) {}

    Answer<CallAnswer> call(CallRequest request) {
        DUSK_TRY_VOID(fill_in(request));
        const auto& config = simulator_.chain_.config();
        auto txn = to_transaction(request, config, *request.gas, executor_.env().base_fee);
        TransferTracer transfers(executor_.state(), log_count_);
        DeadlineTracer watch(simulator_.deadline_,
                             simulator_.traces_transfers_ ? &transfers : nullptr);
        executor_.set_tracer(&watch);
        const auto before = executor_.state().account(request.from).value_or(Account{});
        auto outcome = executor_.simulate(
            txn, request.from, {.is_validated = simulator_.is_validated_, .is_included = true});
        executor_.set_tracer(nullptr);
        if (watch.is_stopped()) return std::unexpected(timeout_error(simulator_.chain_));
        if (!simulator_.state_.ok()) return std::unexpected(state_missing());
        if (!outcome) return std::unexpected(refused(outcome.error(), txn, request.from, before));
        simulator_.gas_left_ -= std::min(simulator_.gas_left_, outcome->gas_used);
        CallAnswer answer{describe(*outcome),
                          simulator_.traces_transfers_ ? transfers.merged(outcome->receipt.logs)
                                                       : numbered(outcome->receipt.logs),
                          transaction_hash(txn)};
        draft_.body.transactions.push_back(std::move(txn));
        draft_.body.senders.push_back(request.from);
        return answer;
    }

private:
    /// geth: sanitizeCall.
    Answer<bool> fill_in(CallRequest& request) {
        if (!request.nonce) request.nonce = executor_.state().nonce(request.from);
        const auto limit = executor_.env().gas_limit;
        const auto used = executor_.gas_used();
        const auto gas = request.gas.value_or(limit - std::min(limit, used));
        if (gas > limit || used > limit - gas)
            return std::unexpected(
                rpc::Error{CODE_SIMULATED_BLOCK_GAS,
                           fmt::format("block gas limit reached: {} >= {}", used, limit)});
        request.gas = std::min(gas, simulator_.gas_left_);
        return true;
    }

    std::vector<TransferTracer::NumberedLog> numbered(std::vector<Log>& logs) {
        std::vector<TransferTracer::NumberedLog> out;
        for (auto& log : logs) out.push_back({std::move(log), log_count_++});
        return out;
    }

    rpc::Error refused(TxnError error, const Transaction& txn, const Address& sender,
                       const Account& account) const {
        const auto text = refusal_text({.error = error,
                                        .txn = txn,
                                        .sender = sender,
                                        .balance = account.balance,
                                        .base_fee = executor_.env().base_fee,
                                        .rules = executor_.rules(),
                                        .nonce = account.nonce});
        return {code_of(error), fmt::format("err: {} (supplied gas {})", text, txn.gas_limit)};
    }

    Object describe(const TxnOutcome& outcome) const {
        const bool is_success = outcome.status == evm::Status::success;
        Object out{{"returnData", is_success ? hex(output_of(outcome, executor_.state())) : "0x"},
                   {"logs", Array{}},
                   {"gasUsed", quantity(outcome.gas_used)},
                   {"maxUsedGas", quantity(outcome.gas_used + outcome.gas_refunded)},
                   {"status", is_success ? "0x1" : "0x0"}};
        if (!is_success) out["error"] = fault_json(outcome);
        return out;
    }

    Simulator& simulator_;
    BlockExecutor& executor_;
    StoredBlock& draft_;
    std::uint64_t log_count_ = 0;
};

Answer<std::unique_ptr<Simulator>> Simulator::open(const ChainReader& chain, const BlockId& base) {
    DUSK_TRY(at, state_at(chain, base));
    DUSK_TRY(header, chain.header(at.ref.hash));
    DUSK_TRY(nodes, chain.nodes_after(at.ref.hash));
    return std::unique_ptr<Simulator>(
        new Simulator(chain, at.ref, std::move(header), std::move(at.view), std::move(nodes)));
}

Simulator::Simulator(const ChainReader& chain, BlockRef base, Header header,
                     std::unique_ptr<StateView> view, std::unique_ptr<NodeSource> nodes)
    : chain_(chain),
      base_(base),
      parent_(std::move(header)),
      parent_hash_(base.hash),
      view_(std::move(view)),
      nodes_(std::move(nodes)),
      state_(*view_, nodes_.get(), parent_.state_root),
      deadline_(std::chrono::steady_clock::now() + chain.options().evm_timeout),
      gas_left_(chain.options().gas_cap) {
    if (gas_left_ == 0) gas_left_ = std::numeric_limits<std::int64_t>::max();
}

rpc::Result Simulator::run(SimulateRequest request) {
    DUSK_TRY(blocks, lay_out(std::move(request.blocks), parent_));
    traces_transfers_ = request.traces_transfers;
    is_validated_ = request.is_validated;
    wants_full_txns_ = request.wants_full_txns;
    Array out;
    for (const auto& block : blocks) {
        DUSK_TRY(json, run_block(block));
        out.push_back(std::move(json));
    }
    return Value(std::move(out));
}

BlockEnv Simulator::next_env(const BlockOverrides& overrides) const {
    const auto& config = chain_.config();
    const auto time = *overrides.time;
    const auto rules = rules_at(config, time);
    BlockEnv env{.number = *overrides.number,
                 .timestamp = time,
                 .gas_limit = overrides.gas_limit.value_or(parent_.gas_limit),
                 .coinbase = overrides.fee_recipient.value_or(parent_.coinbase),
                 .prev_randao = overrides.prev_randao.value_or(Hash32{}),
                 .base_fee = {},
                 .parent_hash = parent_hash_,
                 .parent_beacon_block_root = {},
                 .excess_blob_gas = 0,
                 .blob_base_fee = overrides.blob_base_fee};
    // Unless fees are validated, a base fee would only be in the way.
    if (overrides.base_fee)
        env.base_fee = *overrides.base_fee;
    else if (is_validated_)
        env.base_fee = next_base_fee(config, parent_, time);
    if (rules.revision < evm::Revision::cancun) return env;
    env.parent_beacon_block_root = overrides.beacon_root.value_or(Hash32{});
    if (!rules.is_op() && parent_.excess_blob_gas)
        env.excess_blob_gas = next_excess_blob_gas(rules, parent_);
    return env;
}

Answer<Value> Simulator::run_block(const SimulatedBlock& block) {
    const auto env = next_env(block.overrides);
    const auto rules = rules_at(chain_.config(), env.timestamp);
    DUSK_TRY(moves, precompile_moves(block.state, rules.precompiles));
    if (!state_.advance(state_.diff_of(block.state))) return std::unexpected(state_missing());
    const Hashes hashes(*this);
    BlockExecutor executor(chain_.config(), env, state_, chain_.crypto(), hashes);
    executor.set_interpreter(native_interpreter());
    executor.set_precompile_moves(std::move(moves));
    executor.begin();
    StoredBlock draft;
    BlockRun run(*this, executor, draft);
    std::vector<CallAnswer> answers;
    for (const auto& call : block.calls) {
        if (std::chrono::steady_clock::now() >= deadline_)
            return std::unexpected(timeout_error(chain_));
        DUSK_TRY(answer, run.call(call));
        answers.push_back(std::move(answer));
    }
    DUSK_TRY(sealed, seal(executor, block, std::move(draft)));
    auto calls = answers_json(std::move(answers), sealed);
    const std::vector<Receipt> no_deposits(sealed.body.transactions.size());
    auto json = block_json(std::move(sealed), wants_full_txns_ ? &no_deposits : nullptr);
    json["calls"] = std::move(calls);
    return Value(std::move(json));
}

Answer<StoredBlock> Simulator::seal(BlockExecutor& executor, const SimulatedBlock& block,
                                    StoredBlock draft) {
    const auto& rules = executor.rules();
    const auto withdrawals = block.overrides.withdrawals.value_or(std::vector<Withdrawal>{});
    auto result = executor.finish(withdrawals);
    if (!result) return std::unexpected(rpc::internal_error("a system call failed"));
    const auto root_before = state_.root();
    auto update = state_.advance(result->diff);
    if (!update || !state_.ok()) return std::unexpected(state_missing());
    SealInput input{.state_root = update->state_root,
                    .extra_data = {},
                    .transactions = draft.body.transactions,
                    .withdrawals = withdrawals,
                    .message_passer_root = {}};
    // The next base fee follows from it (OP specs, holocene/exec-engine.md).
    if (rules.is_op()) input.extra_data = parent_.extra_data;
    if (rules.has_op(OpFork::isthmus)) {
        const auto root = message_passer_root(root_before, *update, state_);
        if (!root) return std::unexpected(state_missing());
        input.message_passer_root = *root;
    }
    draft.header = seal_header(rules, executor.env(), *result, input);
    if (rules.revision >= evm::Revision::shanghai) draft.body.withdrawals = withdrawals;
    draft.ref = {header_hash(draft.header), draft.header.number};
    parent_ = draft.header;
    parent_hash_ = draft.ref.hash;
    hashes_.push_back(draft.ref.hash);
    return draft;
}

}  // namespace dusk::eth
