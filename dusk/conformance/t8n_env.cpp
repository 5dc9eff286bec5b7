#include <dusk/conformance/fields.hpp>
#include <dusk/conformance/t8n.hpp>
#include <dusk/conformance/t8n_env.hpp>
#include <dusk/conformance/txn_fields.hpp>
#include <dusk/core/chain/fees.hpp>

namespace dusk::conformance {
namespace {

namespace json = boost::json;
using evm::Revision;

/// What of the parent the fees of the block follow from.
Header parent_of(const json::value& env) {
    Header parent;
    if (const auto* fee = find(env, "parentBaseFee")) parent.base_fee_per_gas = as_number(*fee);
    if (const auto* gas = find(env, "parentGasUsed")) parent.gas_used = as_number64(*gas);
    if (const auto* limit = find(env, "parentGasLimit")) parent.gas_limit = as_number64(*limit);
    if (const auto* time = find(env, "parentTimestamp")) parent.timestamp = as_number64(*time);
    if (const auto* gas = find(env, "parentExcessBlobGas"))
        parent.excess_blob_gas = as_number64(*gas);
    if (const auto* gas = find(env, "parentBlobGasUsed")) parent.blob_gas_used = as_number64(*gas);
    if (const auto* extra = find(env, "parentExtraData"))
        parent.extra_data = as_bytes_field(*extra);
    return parent;
}

void read_fees(T8nEnv& out, const json::value& env, const ChainConfig& config,
               const BlockRules& rules) {
    if (rules.revision < Revision::london) return;
    const auto parent = parent_of(env);
    out.has_base_fee = true;
    if (const auto* fee = find(env, "currentBaseFee")) {
        out.block.base_fee = as_number(*fee);
    } else if (parent.base_fee_per_gas) {
        out.block.base_fee = next_base_fee(config, parent, out.block.timestamp);
    } else {
        throw T8nError(T8nFault::config,
                       "EIP-1559 config but missing 'parentBaseFee' in env section");
    }
    if (rules.revision < Revision::cancun) return;
    if (const auto* excess = find(env, "currentExcessBlobGas")) {
        out.block.excess_blob_gas = as_number64(*excess);
    } else {
        out.block.excess_blob_gas = next_excess_blob_gas(rules, parent);
    }
}

void read_randomness(T8nEnv& out, const json::value& env, Revision revision) {
    if (revision >= Revision::paris) {
        const auto* random = find(env, "currentRandom");
        if (random == nullptr)
            throw T8nError(T8nFault::config,
                           "post-merge requires currentRandom to be defined in env");
        out.block.prev_randao = to_hash32(as_number(*random));
        return;
    }
    const auto* difficulty = find(env, "currentDifficulty");
    if (difficulty == nullptr)
        throw T8nError(T8nFault::config, "currentDifficulty needs to be provided before the merge");
    out.difficulty = as_number(*difficulty);
    out.block.prev_randao = to_hash32(out.difficulty);
}

void read_body(T8nEnv& out, const json::value& env) {
    if (const auto* list = find(env, "withdrawals"))
        for (const auto& entry : list->as_array())
            out.withdrawals.push_back({.index = as_number64(get(entry, "index")),
                                       .validator_index = as_number64(get(entry, "validatorIndex")),
                                       .address = as_address(get(entry, "address")),
                                       .amount_gwei = as_number64(get(entry, "amount"))});
    if (const auto* list = find(env, "ommers"))
        for (const auto& entry : list->as_array())
            out.ommers.push_back(
                {as_number64(get(entry, "delta")), as_address(get(entry, "address"))});
    if (const auto* hashes = find(env, "blockHashes"))
        for (const auto& [number, hash] : hashes->as_object())
            out.block_hashes[as_number64(json::value(number))] = as_hash(hash);
}

}  // namespace

T8nEnv as_t8n_env(const json::value& env, const ChainConfig& config) {
    T8nEnv out;
    auto& block = out.block;
    block.number = as_number64(get(env, "currentNumber"));
    block.timestamp = as_number64(get(env, "currentTimestamp"));
    block.gas_limit = as_number64(get(env, "currentGasLimit"));
    block.coinbase = as_address(get(env, "currentCoinbase"));
    const auto rules = rules_at(config, block.timestamp);
    read_randomness(out, env, rules.revision);
    read_fees(out, env, config, rules);
    read_body(out, env);
    if (const auto* root = find(env, "parentBeaconBlockRoot"))
        block.parent_beacon_block_root = as_hash(*root);
    if (block.number > 0)
        if (const auto it = out.block_hashes.find(block.number - 1); it != out.block_hashes.end())
            block.parent_hash = it->second;
    return out;
}

}  // namespace dusk::conformance
