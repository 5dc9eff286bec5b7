#include <limits>
#include <map>

#include <boost/json.hpp>

#include <dusk/core/base/result.hpp>
#include <dusk/core/codec/hex.hpp>
#include <dusk/settlement/ledger/base58.hpp>
#include <dusk/settlement/node/genesis_bridge.hpp>

namespace dusk::settlement {
namespace {

namespace json = boost::json;
using Text = std::string;
using Read = std::expected<void, Text>;

/// Reads `name` into `out` if it is there.
template <std::unsigned_integral T>
Read read_number(const config::Reader& from, std::string_view name, T& out) {
    const auto member = from.find(name);
    if (!member) return {};
    const auto value = member->u64();
    if (!value) return std::unexpected(value.error().text());
    if (*value > std::numeric_limits<T>::max())
        return std::unexpected(member->error("number too large").text());
    out = static_cast<T>(*value);
    return {};
}

Read read_address(const config::Reader& from, std::string_view name, Address& out) {
    const auto value = from.address(name);
    if (!value) return std::unexpected(value.error().text());
    out = *value;
    return {};
}

Read read_system_config(const config::Reader& from, SystemConfigGenesis& out) {
    DUSK_TRY_VOID(read_address(from, "owner", out.owner));
    DUSK_TRY_VOID(read_address(from, "batcher", out.batcher));
    DUSK_TRY_VOID(read_address(from, "unsafe_block_signer", out.unsafe_block_signer));
    if (const auto member = from.find("dusk_owner")) {
        const auto text = member->text();
        const auto key = text ? account_from_base58(*text) : std::nullopt;
        if (!key) return std::unexpected(member->error("expected a base58 account key").text());
        out.dusk_owner = *key;
    }
    if (const auto member = from.find("batch_inbox")) {
        const auto address = member->address();
        if (!address) return std::unexpected(address.error().text());
        out.batch_inbox = *address;
    }
    DUSK_TRY_VOID(read_number(from, "gas_limit", out.gas_limit));
    DUSK_TRY_VOID(read_number(from, "base_fee_scalar", out.base_fee_scalar));
    DUSK_TRY_VOID(read_number(from, "blob_base_fee_scalar", out.blob_base_fee_scalar));
    DUSK_TRY_VOID(read_number(from, "operator_fee_scalar", out.operator_fee_scalar));
    DUSK_TRY_VOID(read_number(from, "operator_fee_constant", out.operator_fee_constant));
    DUSK_TRY_VOID(read_number(from, "eip1559_denominator", out.eip1559_denominator));
    DUSK_TRY_VOID(read_number(from, "eip1559_elasticity", out.eip1559_elasticity));
    DUSK_TRY_VOID(read_number(from, "min_base_fee", out.min_base_fee));
    DUSK_TRY_VOID(read_number(from, "da_footprint_gas_scalar", out.da_footprint_gas_scalar));
    return read_number(from, "start_block", out.start_block);
}

Read read_credits(const config::Reader& from, std::vector<CreditGenesis>& out) {
    const auto member = from.find("credits");
    if (!member) return {};
    if (!member->json().is_object())
        return std::unexpected(member->error("expected an object").text());
    for (const auto& [name, value] : member->json().as_object()) {
        const auto address = fixed_from_hex<20>(name);
        const auto amount = member->u64(name);
        if (!address) return std::unexpected(member->error("expected addresses").text());
        if (!amount) return std::unexpected(amount.error().text());
        out.push_back({*address, *amount});
    }
    return {};
}

Read read_contracts(const config::Reader& from, std::vector<ContractId>& out) {
    const auto member = from.find("evm_contracts");
    if (!member) return {};
    const auto elements = member->elements();
    if (!elements) return std::unexpected(elements.error().text());
    for (const auto& element : *elements) {
        const auto id = element.hash();
        if (!id) return std::unexpected(id.error().text());
        out.push_back(*id);
    }
    return {};
}

json::object system_config_json(const SystemConfigGenesis& config) {
    json::object out{{"owner", to_hex(config.owner)},
                     {"batcher", to_hex(config.batcher)},
                     {"unsafe_block_signer", to_hex(config.unsafe_block_signer)},
                     {"gas_limit", config.gas_limit},
                     {"base_fee_scalar", config.base_fee_scalar},
                     {"blob_base_fee_scalar", config.blob_base_fee_scalar},
                     {"operator_fee_scalar", config.operator_fee_scalar},
                     {"operator_fee_constant", std::to_string(config.operator_fee_constant)},
                     {"eip1559_denominator", config.eip1559_denominator},
                     {"eip1559_elasticity", config.eip1559_elasticity},
                     {"min_base_fee", std::to_string(config.min_base_fee)},
                     {"da_footprint_gas_scalar", config.da_footprint_gas_scalar},
                     {"start_block", config.start_block}};
    if (config.dusk_owner) out["dusk_owner"] = to_base58(*config.dusk_owner);
    if (config.batch_inbox) out["batch_inbox"] = to_hex(*config.batch_inbox);
    return out;
}

}  // namespace

std::expected<BridgeGenesis, std::string> parse_bridge(const config::Reader& reader) {
    BridgeGenesis bridge;
    DUSK_TRY_VOID(read_number(reader, "l1_chain_id", bridge.l1_chain_id));
    DUSK_TRY_VOID(read_number(reader, "l2_chain_id", bridge.l2_chain_id));
    const auto system_config = reader.at("system_config");
    if (!system_config) return std::unexpected(system_config.error().text());
    DUSK_TRY_VOID(read_system_config(*system_config, bridge.system_config));
    if (const auto schedule = reader.find("blob_schedule")) {
        auto& out = bridge.blob_schedule;
        DUSK_TRY_VOID(read_number(*schedule, "target_blobs", out.target_blobs));
        DUSK_TRY_VOID(read_number(*schedule, "max_blobs", out.max_blobs));
        DUSK_TRY_VOID(
            read_number(*schedule, "base_fee_update_fraction", out.base_fee_update_fraction));
    }
    DUSK_TRY_VOID(read_credits(reader, bridge.credits));
    DUSK_TRY_VOID(read_contracts(reader, bridge.evm_contracts));
    return bridge;
}

json::object bridge_to_json(const BridgeGenesis& bridge) {
    // An address listed twice has the sum of its credits.
    std::map<Address, std::uint64_t> sums;
    for (const auto& credit : bridge.credits) sums[credit.address] += credit.amount_lux;
    json::object credits;
    for (const auto& [address, lux] : sums) credits[to_hex(address)] = std::to_string(lux);
    json::array contracts;
    for (const auto& id : bridge.evm_contracts) contracts.emplace_back(to_hex(id));
    const auto& schedule = bridge.blob_schedule;
    return {{"l1_chain_id", bridge.l1_chain_id},
            {"l2_chain_id", bridge.l2_chain_id},
            {"system_config", system_config_json(bridge.system_config)},
            {"blob_schedule",
             json::object{{"target_blobs", schedule.target_blobs},
                          {"max_blobs", schedule.max_blobs},
                          {"base_fee_update_fraction", schedule.base_fee_update_fraction}}},
            {"credits", std::move(credits)},
            {"evm_contracts", std::move(contracts)}};
}

}  // namespace dusk::settlement
