#include <dusk/core/chain/block_executor.hpp>
#include <dusk/core/chain/create2_deployer.hpp>
#include <dusk/core/chain/fees.hpp>
#include <dusk/core/chain/txn_run.hpp>

namespace dusk {
namespace {

using evm::Revision;

constexpr std::uint64_t WEI_PER_GWEI = 1'000'000'000;

u256 blob_price(const BlockRules& rules, const BlockEnv& env) {
    if (env.blob_base_fee) return *env.blob_base_fee;
    if (rules.revision < Revision::cancun) return {};
    return blob_base_fee(rules.blobs, env.excess_blob_gas);
}

evm::BlockContext make_context(const BlockRules& rules, const BlockEnv& env) {
    return {.number = env.number,
            .timestamp = env.timestamp,
            .gas_limit = env.gas_limit,
            .coinbase = env.coinbase,
            .prev_randao = env.prev_randao,
            .base_fee = env.base_fee,
            .blob_base_fee = blob_price(rules, env),
            .chain_id = rules.chain_id};
}

bool is_canyon_activation(const ChainConfig& config, const BlockEnv& env) {
    return config.op &&
           config.op->forks.time[static_cast<std::size_t>(OpFork::canyon)] == env.timestamp;
}

}  // namespace

BlockEnv block_env(const Header& header) {
    return {.number = header.number,
            .timestamp = header.timestamp,
            .gas_limit = header.gas_limit,
            .coinbase = header.coinbase,
            .prev_randao =
                header.difficulty.is_zero() ? header.prev_randao : to_hash32(header.difficulty),
            .base_fee = header.base_fee_per_gas.value_or(u256{}),
            .parent_hash = header.parent_hash,
            .parent_beacon_block_root = header.parent_beacon_block_root,
            .excess_blob_gas = header.excess_blob_gas.value_or(0)};
}

BlockExecutor::BlockExecutor(const ChainConfig& config, const BlockEnv& env,
                             const StateView& parent, const CryptoProvider& crypto,
                             const evm::BlockHashSource& hashes)
    : rules_(rules_at(config, env.timestamp)),
      env_(env),
      is_canyon_activation_(is_canyon_activation(config, env)),
      crypto_(crypto),
      hashes_(hashes),
      context_(make_context(rules_, env)),
      state_(parent),
      precompiles_(evm::precompile_addresses(rules_.precompiles)) {}

BlockExecutor::~BlockExecutor() = default;

ExecutionEnv BlockExecutor::execution_env(const evm::TxnContext& txn, const Place& place) const {
    return {.revision = rules_.revision,
            .block = context_,
            .txn = txn,
            .precompiles = rules_.precompiles,
            .crypto = crypto_,
            .block_hashes = hashes_,
            .workspace = place.workspace,
            .tracer = place.tracer,
            .interpreter = interpreter_};
}

void BlockExecutor::begin() {
    const evm::TxnContext none;
    const auto env = execution_env(none, own_place());
    if (is_canyon_activation_) deploy_create2_deployer(state_, rules_.revision);
    if (rules_.revision >= Revision::cancun && env_.parent_beacon_block_root)
        store_beacon_root(state_, env, *env_.parent_beacon_block_root);
    if (rules_.revision >= Revision::prague) store_parent_hash(state_, env, env_.parent_hash);
}

std::expected<TxnOutcome, TxnError> BlockExecutor::execute(
    const Transaction& txn, const Address& sender, std::optional<std::uint64_t> da_size_scaled) {
    TxnRun run(*this, own_place(), txn, sender, TxnRun::Purpose::include);
    run.set_da_size(da_size_scaled);
    DUSK_TRY(outcome, run.run());
    count(outcome);
    receipts_.push_back(outcome.receipt);
    return outcome;
}

void BlockExecutor::count(TxnOutcome& outcome) {
    gas_used_ += outcome.gas_used;
    blob_gas_used_ += outcome.blob_gas_used + outcome.da_footprint;
    outcome.receipt.cumulative_gas_used = gas_used_;
}

std::expected<TxnOutcome, TxnError> BlockExecutor::simulate(const Transaction& txn,
                                                            const Address& sender,
                                                            Simulation simulation) {
    const auto purpose =
        simulation.is_validated ? TxnRun::Purpose::validate : TxnRun::Purpose::simulate;
    DUSK_TRY(outcome, TxnRun(*this, own_place(), txn, sender, purpose).run());
    if (simulation.is_included) {
        count(outcome);
        receipts_.push_back(outcome.receipt);
    }
    return outcome;
}

const L1FeeParams& BlockExecutor::l1_fee_params() {
    DUSK_CHECK(rules_.is_op());
    if (!l1_fee_params_) l1_fee_params_ = read_l1_fee_params(*rules_.op, state_);
    return *l1_fee_params_;
}

std::expected<BlockResult, SystemCallError> BlockExecutor::finish(
    std::span<const Withdrawal> withdrawals) {
    BlockResult result;
    result.gas_used = gas_used_;
    result.blob_gas_used = blob_gas_used_;
    state_.begin_transaction();
    for (const auto& withdrawal : withdrawals)  // EIP-4895
        state_.add_balance(withdrawal.address, u256{withdrawal.amount_gwei} * u256{WEI_PER_GWEI});
    state_.end_transaction(rules_.revision);
    if (rules_.revision >= Revision::prague) {
        // OP specs, isthmus/exec-engine.md#block-sealing: no requests, and no calls for them.
        result.requests.emplace();
        if (!rules_.is_op()) {
            const evm::TxnContext none;
            DUSK_TRY(requests,
                     collect_requests(state_, execution_env(none, own_place()), receipts_));
            result.requests = std::move(requests);
        }
    }
    for (const auto& receipt : receipts_)
        for (std::size_t i = 0; i < Bloom::size(); ++i)
            result.logs_bloom[i] |= receipt.logs_bloom[i];
    result.receipts = std::move(receipts_);
    result.diff = state_.build_diff();
    return result;
}

}  // namespace dusk
