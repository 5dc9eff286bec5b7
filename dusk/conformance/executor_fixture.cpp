#include <algorithm>
#include <filesystem>
#include <unordered_map>

#include <dusk/conformance/executor_fixture.hpp>
#include <dusk/conformance/fields.hpp>
#include <dusk/conformance/memory_chain.hpp>
#include <dusk/core/chain/execute_block.hpp>
#include <dusk/core/chain/fees.hpp>
#include <dusk/platform/crypto/provider.hpp>

namespace dusk::conformance {
namespace {

namespace fs = std::filesystem;
namespace json = boost::json;

/// Trie nodes and code alike, by hash.
class Preimages final : public NodeSource, public CodeSource {
public:
    explicit Preimages(const json::value& object) {
        for (const auto& [hash, bytes] : object.as_object())
            values_.emplace(as_hash(json::value(hash)),
                            std::make_shared<const Bytes>(as_bytes_field(bytes)));
    }
    std::shared_ptr<const Bytes> node(const Hash32& hash) const override { return find(hash); }
    std::shared_ptr<const Bytes> code(const Hash32& hash) const override { return find(hash); }

private:
    std::shared_ptr<const Bytes> find(const Hash32& hash) const {
        const auto it = values_.find(hash);
        return it == values_.end() ? nullptr : it->second;
    }
    std::unordered_map<Hash32, std::shared_ptr<const Bytes>, HashBytes> values_;
};

/// The fixtures hold no headers: only the parent's hash is known.
class ParentHash final : public evm::BlockHashSource {
public:
    ParentHash(std::uint64_t number, const Hash32& hash) : number_(number), hash_(hash) {}
    Hash32 block_hash(std::uint64_t number) const override {
        return number == number_ ? hash_ : Hash32{};
    }

private:
    std::uint64_t number_;
    Hash32 hash_;
};

ChainConfig as_config(const json::value& rollup) {
    constexpr std::pair<OpFork, const char*> TIMES[] = {
        {OpFork::regolith, "regolith_time"}, {OpFork::canyon, "canyon_time"},
        {OpFork::delta, "delta_time"},       {OpFork::ecotone, "ecotone_time"},
        {OpFork::fjord, "fjord_time"},       {OpFork::granite, "granite_time"},
        {OpFork::holocene, "holocene_time"}, {OpFork::isthmus, "isthmus_time"},
        {OpFork::jovian, "jovian_time"},     {OpFork::karst, "karst_time"},
    };
    OpForkSchedule forks;
    for (const auto& [fork, name] : TIMES)
        if (const auto* time = find(rollup, name))
            forks.time[static_cast<std::size_t>(fork)] = as_u64(*time);
    auto config = make_op_config(as_u64(get(rollup, "l2_chain_id")), forks);
    const auto& fees = get(rollup, "chain_op_config");
    config.op->fees = {as_u64(get(fees, "eip1559Elasticity")),
                       as_u64(get(fees, "eip1559Denominator")),
                       as_u64(get(fees, "eip1559DenominatorCanyon"))};
    return config;
}

BlockEnv as_env(const ChainConfig& config, const Header& parent, const json::value& payload) {
    const auto timestamp = as_u64(get(payload, "timestamp"));
    return {.number = parent.number + 1,
            .timestamp = timestamp,
            .gas_limit = as_u64(get(payload, "gasLimit")),
            .coinbase = as_address(get(payload, "suggestedFeeRecipient")),
            .prev_randao = as_hash(get(payload, "prevRandao")),
            .base_fee = next_base_fee(config, parent, timestamp),
            .parent_hash = header_hash(parent),
            .parent_beacon_block_root = as_hash(get(payload, "parentBeaconBlockRoot")),
            .excess_blob_gas = 0};
}

Bytes extra_data(const ChainConfig& config, const json::value& payload) {
    const auto* params = find(payload, "eip1559Params");
    if (params == nullptr) return {};
    const auto bytes = as_bytes_field(*params);
    if (bytes.size() != 8) throw FixtureError("eip1559Params are 8 bytes");
    const auto* minimum = find(payload, "minBaseFee");
    return op_extra_data_for(config, as_u64(get(payload, "timestamp")),
                             load_be<std::uint32_t>(BytesView{bytes}),
                             load_be<std::uint32_t>(BytesView{bytes}.subspan(4)),
                             minimum == nullptr ? 0 : as_u64(*minimum));
}

std::vector<Transaction> execute_all(BlockExecutor& executor, const json::value& payload) {
    executor.begin();
    std::vector<Transaction> txns;
    for (const auto& encoded : get(payload, "transactions").as_array()) {
        auto txn = decode_transaction(as_bytes_field(encoded));
        if (!txn) throw FixtureError("a transaction does not decode");
        const auto sender = recover_sender(*txn, native_crypto());
        if (!sender) throw FixtureError("a transaction has no sender");
        if (const auto outcome = executor.execute(*txn, *sender); !outcome)
            throw FixtureError("transaction " + std::to_string(txns.size()) + ": " +
                               std::string{to_string(outcome.error())});
        txns.push_back(*std::move(txn));
    }
    return txns;
}

Header build_block(const json::value& fixture, const Preimages& preimages) {
    const auto config = as_config(get(fixture, "rollup_config"));
    const auto parent = as_header(get(fixture, "parent_header"));
    const auto& payload = get(fixture, "executing_payload");
    const auto env = as_env(config, parent, payload);
    const TrieStateView view{parent.state_root, preimages, preimages};
    const ParentHash hashes{parent.number, env.parent_hash};
    BlockExecutor executor{config, env, view, native_crypto(), hashes};
    const auto txns = execute_all(executor, payload);
    const auto result = executor.finish();
    if (!view.ok()) throw FixtureError("missing preimage " + to_hex(view.error()->node));
    if (!result) throw FixtureError("a system call failed");
    const auto update = apply_state_diff(parent.state_root, result->diff, preimages);
    if (!update) throw FixtureError("missing trie node " + to_hex(update.error().node));
    SealInput input{.state_root = update->state_root,
                    .extra_data = extra_data(config, payload),
                    .transactions = txns,
                    .withdrawals = {},
                    .message_passer_root = {}};
    if (executor.rules().has_op(OpFork::isthmus)) {
        const auto root = message_passer_root(parent.state_root, *update, preimages);
        if (!root) throw FixtureError("missing trie node " + to_hex(root.error().node));
        input.message_passer_root = *root;
    }
    return seal_header(executor.rules(), env, *result, input);
}

void run_folder(const std::string& folder, Report& report) {
    const auto fixture = read_json((fs::path(folder) / "fixture.json").string());
    const Preimages preimages{read_json((fs::path(folder) / "preimages.json").string())};
    const auto hash = header_hash(build_block(fixture, preimages));
    const auto want = as_hash(get(fixture, "expected_block_hash"));
    if (hash == want) return report.pass();
    report.fail(folder, "block hash " + to_hex(hash) + ", not " + to_hex(want));
}

std::vector<std::string> block_folders(const std::vector<std::string>& folders) {
    std::vector<std::string> out;
    for (const auto& folder : folders) {
        if (fs::exists(fs::path(folder) / "fixture.json")) {
            out.push_back(folder);
            continue;
        }
        for (const auto& entry : fs::directory_iterator(folder))
            if (fs::exists(entry.path() / "fixture.json")) out.push_back(entry.path().string());
    }
    std::ranges::sort(out);
    return out;
}

}  // namespace

Report check_executor_fixtures(const std::vector<std::string>& folders, const RunOptions& options) {
    auto wanted = block_folders(folders);
    std::erase_if(wanted, [&](const auto& folder) {
        return folder.find(options.filter) == std::string::npos;
    });
    return run_all(wanted, options.threads, run_folder);
}

int run_executor_fixture(const std::vector<std::string>& folders, const RunOptions& options) {
    return print_report(check_executor_fixtures(folders, options), options);
}

}  // namespace dusk::conformance
