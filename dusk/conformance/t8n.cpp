#include <dusk/conformance/fields.hpp>
#include <dusk/conformance/memory_chain.hpp>
#include <dusk/conformance/networks.hpp>
#include <dusk/conformance/t8n.hpp>
#include <dusk/conformance/t8n_env.hpp>
#include <dusk/conformance/t8n_result.hpp>
#include <dusk/conformance/txn_fields.hpp>
#include <dusk/core/chain/execute_block.hpp>
#include <dusk/platform/crypto/provider.hpp>

namespace dusk::conformance {
namespace {

namespace json = boost::json;
using evm::Revision;

ChainConfig as_config(const T8nRules& rules) {
    auto config = network_config(rules.fork, nullptr);
    if (!config) throw T8nError(T8nFault::config, "unsupported fork \"" + rules.fork + "\"");
    config->chain_id = rules.chain_id;
    if (!rules.blob_params.is_null())
        for (auto& fork : config->ethereum)
            fork.blobs = {as_number64(get(rules.blob_params, "target")),
                          as_number64(get(rules.blob_params, "max")),
                          as_number64(get(rules.blob_params, "baseFeeUpdateFraction"))};
    return *std::move(config);
}

/// Remembers whether it was asked for a hash that it was not given.
class EnvHashes final : public evm::BlockHashSource {
public:
    explicit EnvHashes(const T8nEnv& env) : hashes_(env.block_hashes) {}
    Hash32 block_hash(std::uint64_t number) const override {
        const auto it = hashes_.find(number);
        if (it != hashes_.end()) return it->second;
        if (!missing_) missing_ = number;
        return {};
    }
    const std::optional<std::uint64_t>& missing() const noexcept { return missing_; }

private:
    const std::map<std::uint64_t, Hash32>& hashes_;
    mutable std::optional<std::uint64_t> missing_;
};

/// The items of a body: legacy transactions as lists, the others as strings.
std::vector<SignedTransaction> decode_body(BytesView encoded) {
    std::vector<SignedTransaction> out;
    auto list = rlp::ListReader::open(encoded);
    if (!list) throw FixtureError("the transactions are no RLP list");
    while (!list->at_end()) {
        const auto item = list->next();
        if (!item) throw FixtureError("the transactions are no RLP list");
        auto txn = decode_transaction_item(*item);
        if (!txn) throw FixtureError("a transaction does not decode");
        const auto sender = recover_sender(*txn, native_crypto());
        out.push_back({*std::move(txn), sender});
    }
    return out;
}

std::vector<SignedTransaction> as_txns(const json::value& txs, std::uint64_t chain_id) {
    if (txs.is_string()) return decode_body(as_bytes_field(txs));
    std::vector<SignedTransaction> out;
    if (txs.is_null()) return out;
    for (const auto& txn : txs.as_array()) out.push_back(as_t8n_txn(txn, chain_id));
    return out;
}

/// One run of the tool.
class Transition {
public:
    Transition(const T8nRules& rules, const T8nInput& input)
        : rules_(rules),
          config_(as_config(rules)),
          env_(as_t8n_env(input.env, config_)),
          hashes_(env_),
          txns_(as_txns(input.txs, rules.chain_id)) {
        chain_.advance(as_state_diff(input.alloc));
        executor_.emplace(config_, env_.block, chain_.state, native_crypto(), hashes_);
    }

    T8nOutput run(const TraceOptions& options, const TraceSinks& sinks) {
        executor_->begin();
        for (std::size_t i = 0; i < txns_.size(); ++i) execute(i, options, sinks);
        if (hashes_.missing())
            throw T8nError(T8nFault::missing_block_hash, "getHash(" +
                                                             std::to_string(*hashes_.missing()) +
                                                             ") invoked, no blockhashes provided");
        reward();
        auto finished = executor_->finish(env_.withdrawals);
        if (!finished) {
            result_.block_exception = to_string(finished.error());
        } else {
            result_.block = *std::move(finished);
        }
        return seal();
    }

private:
    void execute(std::size_t index, const TraceOptions& options, const TraceSinks& sinks) {
        const auto& [txn, sender] = txns_[index];
        if (!sender) return result_.rejected.push_back({index, to_string(TxnError::bad_signature)});
        std::optional<Eip3155Tracer> tracer;
        if (sinks) {
            tracer.emplace(executor_->rules().revision, options,
                           sinks(index, transaction_hash(txn)), &executor_->state());
            executor_->set_tracer(&*tracer);
        }
        auto outcome = executor_->execute(txn, *sender);
        executor_->set_tracer(nullptr);
        if (!outcome) return result_.rejected.push_back({index, to_string(outcome.error())});
        if (tracer) tracer->summarize(*outcome);
        auto& included =
            result_.included.emplace_back(IncludedTxn{.txn = txn, .outcome = *std::move(outcome)});
        // Receipts before Byzantium state the root in between (EIP-658).
        if (executor_->rules().revision < Revision::byzantium)
            included.state_root = root_after(executor_->state().build_diff()).state_root;
    }

    /// Yellow paper 11.3.
    void reward() {
        if (rules_.reward < 0) return;
        const u256 whole{static_cast<std::uint64_t>(rules_.reward)};
        auto& state = executor_->state();
        state.begin_transaction();
        for (const auto& [delta, address] : env_.ommers) {
            if (delta > 8) throw FixtureError("an ommer more than 8 blocks back");
            state.add_balance(address, whole * u256{8 - delta} / u256{8});
        }
        state.add_balance(env_.block.coinbase, whole + whole / u256{32} * u256{env_.ommers.size()});
        state.end_transaction(executor_->rules().revision);
    }

    StateUpdate root_after(const StateDiff& diff) const {
        auto update = apply_state_diff(chain_.root, diff, chain_.nodes);
        if (!update) throw FixtureError("a trie node is missing");
        return *std::move(update);
    }

    T8nOutput seal() {
        const auto diff = executor_->state().build_diff();
        const auto update = root_after(diff);
        const auto& rules = executor_->rules();
        result_.state_root = update.state_root;
        if (rules.has_op(OpFork::isthmus)) {
            const auto root = message_passer_root(chain_.root, update, chain_.nodes);
            if (!root) throw FixtureError("a trie node is missing");
            result_.withdrawals_root = *root;
        } else if (rules.revision >= Revision::shanghai) {
            result_.withdrawals_root = withdrawals_root(env_.withdrawals);
        }
        chain_.state.apply(diff);
        return {.alloc = as_alloc(chain_.state),
                .result = as_json(result_, env_, rules),
                .body = to_hex(encode_body(result_.included))};
    }

    const T8nRules& rules_;
    const ChainConfig config_;
    const T8nEnv env_;
    const EnvHashes hashes_;
    const std::vector<SignedTransaction> txns_;
    MemoryChain chain_;
    std::optional<BlockExecutor> executor_;
    T8nResult result_;
};

}  // namespace

T8nOutput transition(const T8nRules& rules, const T8nInput& input, const TraceOptions& options,
                     const TraceSinks& sinks) {
    return Transition(rules, input).run(options, sinks);
}

}  // namespace dusk::conformance
