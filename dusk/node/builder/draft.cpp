#include <dusk/core/base/result.hpp>
#include <dusk/core/chain/execute_block.hpp>
#include <dusk/core/chain/fees.hpp>
#include <dusk/core/codec/hex.hpp>
#include <dusk/core/crypto/hash.hpp>
#include <dusk/core/trie/trie.hpp>
#include <dusk/node/builder/draft.hpp>
#include <dusk/node/chain/executed_block.hpp>
#include <dusk/node/parallel/aside.hpp>
#include <dusk/node/parallel/senders.hpp>
#include <dusk/platform/evm/native_interpreter.hpp>
#include <dusk/platform/log/log.hpp>

namespace dusk::builder {
namespace {

/// Of PooledTxn::da_size_scaled.
constexpr std::uint64_t DA_SCALE = 1'000'000;
/// No transaction needs less.
constexpr std::uint64_t TXN_GAS_MIN = 21'000;

std::unexpected<BuildFailure> bad_attributes(std::string message) {
    return std::unexpected(BuildFailure{BuildError::bad_attributes, std::move(message)});
}

BlockEnv make_env(const ChainConfig& config, const BuildInput& input) {
    const auto& attributes = input.attributes;
    return {.number = input.parent.number + 1,
            .timestamp = attributes.timestamp,
            .gas_limit = attributes.gas_limit,
            .coinbase = attributes.suggested_fee_recipient,
            .prev_randao = attributes.prev_randao,
            .base_fee = next_base_fee(config, input.parent_header, attributes.timestamp),
            .parent_hash = input.parent.hash,
            .parent_beacon_block_root = attributes.parent_beacon_block_root};
}

Bytes extra_data(const ChainConfig& config, const rollup::PayloadAttributes& attributes) {
    const auto params = attributes.eip_1559_params.value_or(rollup::Eip1559Params{});
    return op_extra_data_for(
        config, attributes.timestamp, load_be<std::uint32_t>(params.view().first(4)),
        load_be<std::uint32_t>(params.view().last(4)), attributes.min_base_fee.value_or(0));
}

}  // namespace

Draft::Draft(engine::Chain& chain, pool::TxnPool& pool, const BuildInput& input,
             std::unique_ptr<StateView> view)
    : chain_(chain),
      pool_(pool),
      input_(input),
      view_(std::move(view)),
      hashes_(chain.store(), input.parent),
      env_(make_env(chain.config(), input)),
      executor_(chain.config(), env_, *view_, chain.crypto(), hashes_) {
    executor_.set_interpreter(native_interpreter());
}

std::expected<std::unique_ptr<Draft>, BuildFailure> Draft::start(engine::Chain& chain,
                                                                 pool::TxnPool& pool,
                                                                 const BuildInput& input) {
    auto view = chain.store().state_after(input.parent.hash);
    if (!view)
        return std::unexpected(BuildFailure{BuildError::parent_unavailable, view.error().message});
    std::unique_ptr<Draft> draft(new Draft(chain, pool, input, *std::move(view)));
    DUSK_TRY_VOID(draft->run_forced());
    return draft;
}

std::expected<void, BuildFailure> Draft::run_forced() {
    executor_.begin();
    std::size_t index = 0;
    for (const auto& encoded : input_.attributes.transactions) {
        const auto place = "transaction " + std::to_string(index++) + ": ";
        auto txn = decode_transaction(encoded);
        if (!txn) return bad_attributes(place + "cannot be decoded");
        const auto sender = parallel::recover_sender(*txn, chain_.crypto(), *chain_.senders());
        if (!sender) return bad_attributes(place + "invalid sender");
        const auto outcome = executor_.execute(*txn, *sender);
        if (!outcome) return bad_attributes(place + std::string(to_string(outcome.error())));
        include(*std::move(txn), encoded, keccak256(encoded), *sender);
    }
    return {};
}

void Draft::include(Transaction txn, Bytes encoded, const Hash32& hash, const Address& sender) {
    if (!txn.is_deposit()) next_nonces_[sender] = txn.nonce + 1;
    txns_.push_back(std::move(txn));
    encoded_.push_back(std::move(encoded));
    txn_hashes_.push_back(hash);
    senders_.push_back(sender);
}

std::uint64_t Draft::gas_room() const {
    const auto most =
        input_.gas_max == 0 ? env_.gas_limit : std::min(input_.gas_max, env_.gas_limit);
    return most - std::min(most, executor_.gas_used());
}

bool Draft::has_da_room(std::uint64_t da_size) const {
    const auto most = input_.da_limits.block_size_max;
    return most == 0 || da_size_ + da_size <= most;
}

void Draft::take(const pool::PooledTxn& pooled, const TxnOutcome& outcome) {
    const auto fee = pool::priority_fee_at(pooled.txn, env_.base_fee);
    priority_fees_ += fee * u256{outcome.gas_used};
    lowest_fee_ = std::min(lowest_fee_, fee);
    da_size_ += pooled.da_size_scaled / DA_SCALE;
    include(pooled.txn, pooled.encoded, pooled.hash, pooled.sender);
}

void Draft::miss(const pool::PooledTxn& pooled) {
    missed_fee_ = std::max(missed_fee_, pool::priority_fee_at(pooled.txn, env_.base_fee));
}

/// Slots are those that the block has left so far, storage roots the parent's (op-geth:
/// core/state/statedb.go, CheckTransactionConditional).
std::optional<std::string> Draft::broken_condition(const pool::PooledTxn& pooled) {
    if (!pooled.conditional) return std::nullopt;
    const auto& conditional = *pooled.conditional;
    if (auto why = pool::broken_in_block(conditional, env_.number, env_.timestamp)) return why;
    if (conditional.known_accounts.empty()) return std::nullopt;
    const auto nodes = chain_.store().nodes_after(input_.parent.hash);
    if (!nodes) return "the parent state's trie cannot be read";
    return pool::broken_in_state(
        conditional,
        {.storage = [this](const Address& address,
                           const u256& slot) { return executor_.state().storage(address, slot); },
         .state_root = input_.parent_header.state_root,
         .nodes = **nodes});
}

void Draft::add_best(const std::function<bool()>& is_stopped) {
    auto best = pool_.best(env_.base_fee, next_nonces_);
    missed_fee_ = {};
    while (const auto pooled = best.next()) {
        if (is_stopped()) return;
        if (gas_room() < TXN_GAS_MIN) return miss(*pooled);
        const auto da_size = pooled->da_size_scaled / DA_SCALE;
        const auto da_size_max = input_.da_limits.txn_size_max;
        const bool is_too_large = da_size_max != 0 && da_size > da_size_max;
        if (is_too_large || !has_da_room(da_size) || pooled->txn.gas_limit > gas_room()) {
            if (!is_too_large) miss(*pooled);
            best.skip_sender();
            continue;
        }
        if (const auto why = broken_condition(*pooled)) {
            log::debug("builder", "dropped conditional transaction {}: {}", to_hex(pooled->hash),
                       *why);
            pool_.remove(pooled->hash);
            best.skip_sender();
            continue;
        }
        const auto outcome = executor_.execute(pooled->txn, pooled->sender, pooled->da_size_scaled);
        if (outcome) {
            take(*pooled, *outcome);
            continue;
        }
        switch (outcome.error()) {
            // An authority's nonce goes on without transactions of its own (EIP-7702).
            case TxnError::nonce_too_low:
                next_nonces_[pooled->sender] = pooled->txn.nonce + 1;
                break;
            // The block is too full for this one; the next block may take it.
            case TxnError::gas_limit_above_block:
            case TxnError::da_footprint_above_block:
                miss(*pooled);
                best.skip_sender();
                break;
            case TxnError::max_fee_below_base_fee:
            case TxnError::nonce_too_high:
                best.skip_sender();
                break;
            default:
                log::debug("builder", "dropped transaction: {}", to_string(outcome.error()));
                pool_.remove(pooled->hash);
                best.skip_sender();
        }
    }
}

std::expected<std::shared_ptr<const store::ExecutedBlock>, BuildFailure> Draft::seal() {
    const auto fail = [](std::string message) {
        return std::unexpected(BuildFailure{BuildError::parent_unavailable, std::move(message)});
    };
    auto result = executor_.finish();
    if (!result) return fail("a system call failed");
    if (!view_->ok()) return fail("the parent state cannot be read");
    const auto nodes = chain_.store().nodes_after(input_.parent.hash);
    if (!nodes) return fail("the parent state's trie cannot be read");
    auto& workers = chain_.processor().workers();
    Hash32 receipts;
    Hash32 transactions;
    std::vector<Bytes> encoded_receipts;
    parallel::Aside other_roots(workers, [&] {
        encoded_receipts.reserve(result->receipts.size());
        for (const auto& receipt : result->receipts)
            encoded_receipts.push_back(encode_receipt(receipt));
        receipts = ordered_trie_root(encoded_receipts);
        transactions = ordered_trie_root(encoded_);
    });
    parallel::PoolRunner runner(workers);
    auto state = apply_state_diff(input_.parent_header.state_root, result->diff, **nodes, &runner);
    if (!state) return fail("the parent state lacks trie nodes");

    other_roots.wait();
    SealInput seal{.state_root = state->state_root,
                   .transactions_root = transactions,
                   .receipts_root = receipts,
                   .extra_data = extra_data(chain_.config(), input_.attributes),
                   .transactions = {},
                   .withdrawals = {},
                   .message_passer_root = std::nullopt};
    if (executor_.rules().has_op(OpFork::isthmus)) {
        const auto root = message_passer_root(input_.parent_header.state_root, *state, **nodes);
        if (!root) return fail("the message passer's storage cannot be read");
        seal.message_passer_root = *root;
    }
    auto block = engine::executed_block({.rules = executor_.rules(),
                                         .env = env_,
                                         .seal = seal,
                                         .body = {.transactions = std::move(txns_),
                                                  .withdrawals = input_.attributes.withdrawals,
                                                  .senders = std::move(senders_)},
                                         .result = *std::move(result),
                                         .state = *std::move(state)});
    block->encoded_txns = std::move(encoded_);
    block->encoded_receipts = std::move(encoded_receipts);
    block->txn_hashes = std::move(txn_hashes_);
    return block;
}

}  // namespace dusk::builder
