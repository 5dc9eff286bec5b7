#include <fmt/format.h>

#include <dusk/conformance/model/compare.hpp>
#include <dusk/core/codec/hex.hpp>
#include <dusk/platform/crypto/provider.hpp>

namespace dusk::model {
namespace {

Word as_word(const u256& value) { return word_of_bytes(to_hash32(value)); }

Hash32 number_as_hash(std::uint64_t number) { return bytes_of(word(number)); }

class NumberHashes final : public evm::BlockHashSource {
public:
    Hash32 block_hash(std::uint64_t number) const override { return number_as_hash(number); }
};

Accounts as_accounts(const MemoryState& state) {
    Accounts out;
    for (const auto& [address, entry] : state.entries()) {
        auto& account = out[address];
        account.balance = as_word(entry.account.balance);
        account.nonce = entry.account.nonce;
        account.code = *state.code(entry.account.code_hash);
        for (const auto& [slot, value] : entry.storage)
            account.storage[as_word(slot)] = as_word(value);
    }
    return out;
}

Txn as_model_txn(const ScenarioTxn& scenario_txn) {
    const auto& t = scenario_txn.txn;
    Txn out{.kind = static_cast<TxnKind>(t.type),
            .sender = scenario_txn.sender,
            .chain_id = t.chain_id,
            .nonce = t.nonce,
            .max_fee = as_word(t.max_fee_per_gas),
            .max_priority = as_word(t.max_priority_fee_per_gas),
            .gas = t.gas_limit,
            .to = t.to,
            .value = as_word(t.value),
            .data = t.data,
            .max_blob_fee = as_word(t.max_fee_per_blob_gas),
            .blob_hashes = t.blob_versioned_hashes,
            .mint = as_word(t.mint),
            .is_system = t.is_system_txn};
    for (const auto& [address, keys] : t.access_list) {
        auto& entry = out.access_list.emplace_back(address, std::vector<Word>{});
        for (const auto& key : keys) entry.second.push_back(word_of_bytes(key));
    }
    for (const auto& a : t.authorization_list)
        out.authorizations.push_back({.chain_id = as_word(a.chain_id),
                                      .address = a.address,
                                      .nonce = a.nonce,
                                      .parity = a.y_parity,
                                      .r = as_word(a.r),
                                      .s = as_word(a.s)});
    const auto encoded = encode_transaction(t);
    for (const auto byte : encoded) ++(byte == 0 ? out.zero_bytes : out.other_bytes);
    out.fastlz_size = fastlz_size(encoded);
    return out;
}

Setting as_setting(const Scenario& scenario, const BlockExecutor& executor) {
    const auto& rules = executor.rules();
    const auto& env = scenario.env;
    Setting out;
    out.rules.fork = static_cast<Fork>(rules.revision);
    if (rules.op) out.rules.op = static_cast<Op>(*rules.op);
    out.rules.chain_id = rules.chain_id;
    out.rules.blobs_max = rules.blobs.max;
    out.block = {.number = env.number,
                 .timestamp = env.timestamp,
                 .gas_limit = env.gas_limit,
                 .coinbase = env.coinbase,
                 .prev_randao = env.prev_randao,
                 .base_fee = as_word(env.base_fee),
                 .blob_base_fee = as_word(executor.blob_base_fee())};
    out.block_hash = number_as_hash;
    out.crypto = &native_crypto();
    return out;
}

std::string text(const Word& word) { return to_hex_quantity(to_u256(bytes_of(word))); }

std::optional<std::string> differ(std::string_view what, const std::string& core,
                                  const std::string& model) {
    if (core == model) return {};
    return fmt::format("{}: core {}, model {}", what, core, model);
}

std::string text_of(const std::vector<Log>& logs) {
    std::string out;
    for (const auto& log : logs) {
        out += to_hex(log.address) + "(";
        for (const auto& topic : log.topics) out += to_hex(topic) + " ";
        out += to_hex(log.data) + ")";
    }
    return out;
}
std::vector<Log> as_logs(const std::vector<LogEntry>& entries) {
    std::vector<Log> out;
    out.reserve(entries.size());
    for (const auto& entry : entries) out.push_back({entry.address, entry.topics, entry.data});
    return out;
}

std::optional<std::string> differ(const std::expected<TxnOutcome, TxnError>& core,
                                  const Outcome& model) {
    if (!core)
        return differ("included", std::string{to_string(core.error())},
                      model.is_included ? "included" : std::string{to_string(core.error())});
    if (!model.is_included) return "included by core, refused by the model";
    const std::pair<std::string, std::string> successes{
        core->receipt.success ? "success" : "failure", model.is_success ? "success" : "failure"};
    if (auto d = differ("status", successes.first, successes.second)) return d;
    if (auto d = differ("gas used", std::to_string(core->gas_used), std::to_string(model.gas_used)))
        return d;
    if (auto d = differ("refund", std::to_string(core->gas_refunded),
                        std::to_string(model.gas_refunded)))
        return d;
    if (auto d = differ("L1 fee", to_hex_quantity(core->l1_fee), text(model.l1_fee))) return d;
    if (auto d =
            differ("operator fee", to_hex_quantity(core->operator_fee), text(model.operator_fee)))
        return d;
    if (auto d = differ("output", to_hex(core->output), to_hex(model.output))) return d;
    return differ("logs", text_of(core->receipt.logs), text_of(as_logs(model.logs)));
}

std::optional<std::string> differ(const Address& address, const Account* core,
                                  const Account* model) {
    const auto place = to_hex(address);
    if ((core == nullptr) != (model == nullptr))
        return differ("existence of " + place, core == nullptr ? "no" : "yes",
                      model == nullptr ? "no" : "yes");
    if (auto d = differ("balance of " + place, text(core->balance), text(model->balance))) return d;
    if (auto d =
            differ("nonce of " + place, std::to_string(core->nonce), std::to_string(model->nonce)))
        return d;
    if (auto d = differ("code of " + place, to_hex(core->code), to_hex(model->code))) return d;
    if (core->storage != model->storage) return "storage of " + place;
    return {};
}

std::optional<std::string> differ(const Accounts& core, const Accounts& model) {
    const auto get = [](const Accounts& accounts, const Address& address) {
        const auto it = accounts.find(address);
        return it == accounts.end() ? nullptr : &it->second;
    };
    for (const auto& list : {&core, &model})
        for (const auto& [address, account] : *list)
            if (auto d = differ(address, get(core, address), get(model, address))) return d;
    return {};
}

Word supply(const Accounts& accounts) {
    Word sum{};
    for (const auto& [address, account] : accounts) sum = add(sum, account.balance);
    return sum;
}

void count(Coverage& coverage, const ScenarioTxn& txn,
           const std::expected<TxnOutcome, TxnError>& outcome) {
    if (!outcome) {
        ++coverage.refused;
        return;
    }
    ++coverage.included;
    coverage.succeeded += outcome->receipt.success ? 1 : 0;
    coverage.refunded += outcome->gas_refunded > 0 ? 1 : 0;
    coverage.logs += outcome->receipt.logs.size();
    coverage.deposits += txn.txn.is_deposit() ? 1 : 0;
}

class StepCounter final : public evm::Tracer {
public:
    explicit StepCounter(Coverage& coverage) : coverage_(coverage) {}
    void on_step(const evm::Step& step) override {
        ++coverage_.opcodes[step.opcode];
        ++coverage_.steps;
        coverage_.depth_max = std::max<std::uint64_t>(coverage_.depth_max, step.message.depth);
    }

private:
    Coverage& coverage_;
};

}  // namespace

ModelRun run_model(const Scenario& scenario, std::uint64_t work_max) {
    const NumberHashes hashes;
    const BlockExecutor executor{scenario.config, scenario.env, scenario.state, native_crypto(),
                                 hashes};
    auto setting = as_setting(scenario, executor);
    setting.work_max = work_max;
    BlockModel model{std::move(setting), as_accounts(scenario.state)};
    ModelRun out;
    try {
        for (auto next : scenario.txns) {
            if (!next.txn.is_deposit()) next.txn.nonce += model.nonce(next.sender);
            out.outcomes.push_back(model.execute(as_model_txn(next)));
        }
    } catch (const TooMuchWork&) {
        return out;
    }
    out.accounts = model.accounts();
    out.minted = model.minted();
    out.burned = model.burned();
    return out;
}

std::optional<std::string> find_difference(const Scenario& scenario, const ModelRun& model,
                                           const CompareOptions& options) {
    const NumberHashes hashes;
    BlockExecutor executor{scenario.config, scenario.env, scenario.state, native_crypto(), hashes};
    std::optional<StepCounter> counter;
    if (options.coverage != nullptr) executor.set_tracer(&counter.emplace(*options.coverage));
    executor.set_interpreter(options.interpreter);
    for (std::size_t i = 0; i < model.outcomes.size(); ++i) {
        auto next = scenario.txns[i];
        if (!next.txn.is_deposit()) next.txn.nonce += executor.state().nonce(next.sender);
        const auto outcome = executor.execute(next.txn, next.sender);
        if (options.coverage != nullptr) count(*options.coverage, next, outcome);
        if (auto d = differ(outcome, model.outcomes[i]))
            return fmt::format("transaction {}: {}", i, *d);
    }
    if (model.outcomes.size() < scenario.txns.size()) return {};
    auto after = scenario.state;
    after.apply(executor.state().build_diff());
    const auto accounts = as_accounts(after);
    if (auto d = differ(accounts, model.accounts)) return d;
    // Nothing is made but what deposits mint, nothing is lost but what is burned by rule.
    const auto before = add(supply(as_accounts(scenario.state)), model.minted);
    return differ("supply", text(add(supply(accounts), model.burned)), text(before));
}

}  // namespace dusk::model
