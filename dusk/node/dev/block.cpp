#include <algorithm>

#include <dusk/core/base/result.hpp>
#include <dusk/core/chain/execute_block.hpp>
#include <dusk/core/chain/fees.hpp>
#include <dusk/core/crypto/hash.hpp>
#include <dusk/core/rollup/attributes.hpp>
#include <dusk/node/chain/executed_block.hpp>
#include <dusk/node/dev/amendment.hpp>
#include <dusk/node/dev/block.hpp>
#include <dusk/platform/evm/native_interpreter.hpp>

namespace dusk::dev {
namespace {

using Text = std::string;

std::unexpected<Text> fail(Text message) { return std::unexpected(std::move(message)); }

/// The attributes of the block after `parent`. All blocks are of one epoch.
std::expected<rollup::PayloadAttributes, Text> attributes_of(rollup::RollupConfig config,
                                                             const Header& parent,
                                                             const BlockPlan& plan) {
    config.block_time = plan.timestamp - parent.timestamp;
    const auto& genesis = config.genesis;
    const rollup::L2Parent l2_parent{
        .ref = {.hash = plan.parent.hash,
                .number = plan.parent.number,
                .parent_hash = parent.parent_hash,
                .time = parent.timestamp,
                .l1_origin = genesis.l1,
                .sequence_number = plan.parent.number - genesis.l2.number},
        .system_config = genesis.system_config};
    const rollup::L1Epoch epoch{
        .info = {.ref = {.hash = genesis.l1.hash,
                         .number = genesis.l1.number,
                         .parent_hash = {},
                         .time = genesis.l2_time},
                 .base_fee = u256{1'000'000'000},
                 .excess_blob_gas = 0,
                 // Another one for each block: contracts that draw lots see them change.
                 .prev_randao = keccak256(plan.parent.hash),
                 .parent_beacon_block_root = keccak256(genesis.l1.hash)},
        .deposits = std::vector<Transaction>{},
        .config_updates = {}};
    auto attributes = rollup::build_attributes(config, {}, l2_parent, epoch);
    if (!attributes) return fail("the block's attributes cannot be made");
    const auto& settings = plan.settings;
    if (settings.coinbase) attributes->suggested_fee_recipient = *settings.coinbase;
    if (settings.prev_randao) attributes->prev_randao = *settings.prev_randao;
    if (settings.gas_limit) attributes->gas_limit = *settings.gas_limit;
    return *std::move(attributes);
}

/// A block under construction.
class Draft {
public:
    Draft(engine::Chain& chain, const BlockPlan& plan, const Header& parent,
          const rollup::PayloadAttributes& attributes, const StateView& view)
        : chain_(chain),
          plan_(plan),
          parent_(parent),
          attributes_(attributes),
          view_(view),
          hashes_(chain.store(), plan.parent),
          env_{.number = plan.parent.number + 1,
               .timestamp = plan.timestamp,
               .gas_limit = attributes.gas_limit,
               .coinbase = attributes.suggested_fee_recipient,
               .prev_randao = attributes.prev_randao,
               .base_fee = plan.settings.base_fee.value_or(
                   next_base_fee(chain.config(), parent, plan.timestamp)),
               .parent_hash = plan.parent.hash,
               .parent_beacon_block_root = attributes.parent_beacon_block_root},
          executor_(chain.config(), env_, view, chain.crypto(), hashes_) {
        executor_.set_interpreter(native_interpreter());
        executor_.allow_contract_senders();
    }

    std::expected<void, Text> run_attributes() {
        executor_.begin();
        for (const auto& encoded : attributes_.transactions) {
            const auto txn = decode_transaction(encoded);
            if (!txn || !executor_.execute(*txn, txn->from))
                return fail("the attributes deposit cannot be executed");
            keep(*txn, txn->from);
        }
        return {};
    }

    void run_sent(BuiltBlock& built) {
        for (const auto& [txn, sender] : plan_.sent_txns) {
            const auto outcome = executor_.execute(txn, sender);
            if (outcome) {
                keep(txn, sender);
                ++built.included;
            } else {
                built.refused.emplace_back(transaction_hash(txn), to_string(outcome.error()));
            }
        }
    }

    void run_pool(pool::TxnPool& pool, BuiltBlock& built) {
        auto best = pool.best(env_.base_fee);
        while (const auto pooled = best.next()) {
            const auto outcome = executor_.execute(pooled->txn, pooled->sender);
            if (outcome) {
                keep(pooled->txn, pooled->sender);
                ++built.included;
                continue;
            }
            best.skip_sender();
            switch (outcome.error()) {
                // The next block may take it.
                case TxnError::gas_limit_above_block:
                case TxnError::da_footprint_above_block:
                case TxnError::max_fee_below_base_fee:
                case TxnError::nonce_too_high:
                case TxnError::nonce_too_low:
                    break;
                default:
                    pool.remove(pooled->hash);
            }
        }
    }

    std::expected<std::shared_ptr<const store::ExecutedBlock>, Text> finish() {
        auto result = executor_.finish();
        if (!result || !view_.ok()) return fail("the parent state cannot be read");
        const auto nodes = chain_.store().nodes_after(plan_.parent.hash);
        if (!nodes) return fail(nodes.error().message);
        if (plan_.amendment) result->diff = join(*plan_.amendment, result->diff);
        auto state = apply_state_diff(parent_.state_root, result->diff, **nodes);
        if (!state) return fail("the parent state lacks trie nodes");
        const auto message_passer = message_passer_root(parent_.state_root, *state, **nodes);
        if (!message_passer) return fail("the message passer's storage cannot be read");
        const auto params = attributes_.eip_1559_params.value_or(rollup::Eip1559Params{});
        const SealInput seal{
            .state_root = state->state_root,
            .receipts_root = std::nullopt,
            .extra_data = op_extra_data_for(chain_.config(), plan_.timestamp,
                                            load_be<std::uint32_t>(params.view().first(4)),
                                            load_be<std::uint32_t>(params.view().last(4)),
                                            attributes_.min_base_fee.value_or(0)),
            .transactions = {},
            .withdrawals = {},
            .message_passer_root = *message_passer};
        return engine::executed_block({.rules = executor_.rules(),
                                       .env = env_,
                                       .seal = seal,
                                       .body = {.transactions = std::move(txns_),
                                                .withdrawals = attributes_.withdrawals,
                                                .senders = std::move(senders_)},
                                       .result = *std::move(result),
                                       .state = *std::move(state)});
    }

private:
    void keep(const Transaction& txn, const Address& sender) {
        txns_.push_back(txn);
        senders_.push_back(sender);
    }

    engine::Chain& chain_;
    const BlockPlan& plan_;
    const Header& parent_;
    const rollup::PayloadAttributes& attributes_;
    const StateView& view_;
    const engine::AncestorHashes hashes_;
    const BlockEnv env_;
    BlockExecutor executor_;
    std::vector<Transaction> txns_;
    std::vector<Address> senders_;
};

}  // namespace

SentTxn impersonated(Transaction txn, const Address& sender) {
    std::array<std::uint8_t, 32> r{};
    std::ranges::copy(sender, r.begin() + 12);
    txn.signature = {.r = u256_from_be(r), .s = u256{1}, .odd_y = false};
    return {std::move(txn), sender};
}

std::expected<BuiltBlock, Text> build_block(engine::Chain& chain, pool::TxnPool& pool,
                                            const rollup::RollupConfig& rollup,
                                            const BlockPlan& plan) {
    const auto parent = chain.store().header(plan.parent.hash);
    if (!parent || !*parent) return fail("the parent cannot be read");
    auto state = chain.store().state_after(plan.parent.hash);
    if (!state) return fail(state.error().message);
    std::unique_ptr<StateView> view = *std::move(state);
    if (plan.amendment) view = std::make_unique<AmendedView>(std::move(view), plan.amendment);
    DUSK_TRY(attributes, attributes_of(rollup, **parent, plan));

    Draft draft(chain, plan, **parent, attributes, *view);
    BuiltBlock built;
    DUSK_TRY_VOID(draft.run_attributes());
    draft.run_sent(built);
    if (!plan.leaves_pool) draft.run_pool(pool, built);
    DUSK_TRY(block, draft.finish());
    built.block = std::move(block);
    return built;
}

}  // namespace dusk::dev
