#include <array>
#include <limits>

#include <boost/json.hpp>

#include <dusk/core/base/result.hpp>
#include <dusk/core/codec/hex.hpp>
#include <dusk/node/genesis/rollup_file.hpp>

namespace dusk::genesis {
namespace {

namespace json = boost::json;
using config::Read;
using config::Reader;
using rollup::RollupConfig;
using rollup::SystemConfig;

constexpr std::array<std::string_view, OP_FORK_COUNT> FORK_KEYS = {
    "",           "regolith_time", "canyon_time",   "delta_time",   "ecotone_time",
    "fjord_time", "granite_time",  "holocene_time", "isthmus_time", "jovian_time",
    "karst_time"};

template <class T>
Read<T> narrow(const Reader& reader) {
    DUSK_TRY(value, reader.u64());
    if (value > std::numeric_limits<T>::max()) return std::unexpected(reader.error("too large"));
    return static_cast<T>(value);
}

template <std::size_t N>
Read<FixedBytes<N>> fixed_or_zero(const Reader& object, std::string_view name) {
    const auto reader = object.find(name);
    if (!reader) return FixedBytes<N>{};
    DUSK_TRY(bytes, reader->bytes());
    if (bytes.size() != N) return std::unexpected(reader->error("wrong size"));
    return FixedBytes<N>::from(bytes);
}

template <class T>
Read<T> number_or(const Reader& object, std::string_view name, T otherwise) {
    const auto reader = object.find(name);
    return reader ? narrow<T>(*reader) : Read<T>(otherwise);
}

Read<rollup::BlockId> read_block_id(const Reader& object) {
    DUSK_TRY(hash, object.hash("hash"));
    DUSK_TRY(number, object.u64("number"));
    return rollup::BlockId{hash, number};
}

Read<SystemConfig> read_system_config(const Reader& object) {
    DUSK_TRY(batcher, object.address("batcherAddr"));
    DUSK_TRY(overhead, fixed_or_zero<32>(object, "overhead"));
    DUSK_TRY(scalar, fixed_or_zero<32>(object, "scalar"));
    DUSK_TRY(gas_limit, object.u64("gasLimit"));
    DUSK_TRY(eip1559, fixed_or_zero<8>(object, "eip1559Params"));
    DUSK_TRY(operator_fee, fixed_or_zero<32>(object, "operatorFeeParams"));
    DUSK_TRY(min_base_fee, number_or<std::uint64_t>(object, "minBaseFee", 0));
    DUSK_TRY(footprint, number_or<std::uint16_t>(object, "daFootprintGasScalar", 0));
    return SystemConfig{.batcher_addr = batcher,
                        .overhead = overhead,
                        .scalar = scalar,
                        .gas_limit = gas_limit,
                        .eip1559_params = eip1559,
                        .operator_fee_params = operator_fee,
                        .min_base_fee = min_base_fee,
                        .da_footprint_gas_scalar = footprint};
}

Read<rollup::RollupGenesis> read_rollup_genesis(const Reader& object) {
    DUSK_TRY(l1_reader, object.at("l1"));
    DUSK_TRY(l2_reader, object.at("l2"));
    DUSK_TRY(system_reader, object.at("system_config"));
    DUSK_TRY(l1, read_block_id(l1_reader));
    DUSK_TRY(l2, read_block_id(l2_reader));
    DUSK_TRY(l2_time, object.u64("l2_time"));
    DUSK_TRY(system_config, read_system_config(system_reader));
    return rollup::RollupGenesis{
        .l1 = l1, .l2 = l2, .l2_time = l2_time, .system_config = system_config};
}

Read<void> read_chain_op_config(const Reader& root, RollupConfig& result) {
    const auto object = root.find("chain_op_config");
    if (!object) return {};
    auto& constants = result.chain_op_config;
    DUSK_TRY(elasticity,
             number_or<std::uint32_t>(*object, "eip1559Elasticity", constants.eip1559_elasticity));
    DUSK_TRY(denominator, number_or<std::uint32_t>(*object, "eip1559Denominator",
                                                   constants.eip1559_denominator));
    DUSK_TRY(canyon, number_or<std::uint32_t>(*object, "eip1559DenominatorCanyon",
                                              constants.eip1559_denominator_canyon));
    constants = {.eip1559_elasticity = elasticity,
                 .eip1559_denominator = denominator,
                 .eip1559_denominator_canyon = canyon};
    return {};
}

Read<RollupConfig> read_root(const Reader& root) {
    RollupConfig result;
    DUSK_TRY(genesis_reader, root.at("genesis"));
    DUSK_TRY(genesis, read_rollup_genesis(genesis_reader));
    DUSK_TRY(block_time, root.u64("block_time"));
    DUSK_TRY(drift, root.u64("max_sequencer_drift"));
    DUSK_TRY(window, root.u64("seq_window_size"));
    DUSK_TRY(timeout, root.u64("channel_timeout"));
    DUSK_TRY(l1_chain_id, root.u64("l1_chain_id"));
    DUSK_TRY(l2_chain_id, root.u64("l2_chain_id"));
    DUSK_TRY(inbox, root.address("batch_inbox_address"));
    DUSK_TRY(deposits, root.address("deposit_contract_address"));
    DUSK_TRY(system_config, root.address("l1_system_config_address"));
    DUSK_TRY(versions, fixed_or_zero<20>(root, "protocol_versions_address"));
    result.genesis = genesis;
    result.block_time = block_time;
    result.max_sequencer_drift = drift;
    result.seq_window_size = window;
    result.channel_timeout = timeout;
    result.l1_chain_id = l1_chain_id;
    result.l2_chain_id = l2_chain_id;
    result.batch_inbox_address = inbox;
    result.deposit_contract_address = deposits;
    result.l1_system_config_address = system_config;
    result.protocol_versions_address = versions;
    result.forks.time[0] = 0;
    for (std::size_t i = 1; i < OP_FORK_COUNT; ++i) {
        const auto reader = root.find(FORK_KEYS[i]);
        if (!reader) continue;
        DUSK_TRY(time, reader->u64());
        result.forks.time[i] = time;
    }
    if (const auto reader = root.find("pectra_blob_schedule_time")) {
        DUSK_TRY(time, reader->u64());
        result.pectra_blob_schedule_time = time;
    }
    DUSK_TRY_VOID(read_chain_op_config(root, result));
    if (const auto checked = rollup::check_config(result); !checked)
        return std::unexpected(root.error(describe(checked.error())));
    return result;
}

json::value block_id_json(const rollup::BlockId& id) {
    return json::object{{"hash", to_hex(id.hash)}, {"number", id.number}};
}

}  // namespace

config::Read<RollupConfig> parse_rollup_config(std::string_view text, const std::string& name) {
    DUSK_TRY(root, config::parse_json(text, name));
    return read_root(Reader(root, name));
}

config::Read<RollupConfig> read_rollup_config(const std::string& path) {
    DUSK_TRY(root, config::read_json(path));
    return read_root(Reader(root, path));
}

json::value system_config_json(const SystemConfig& config) {
    return json::object{{"batcherAddr", to_hex(config.batcher_addr)},
                        {"overhead", to_hex(config.overhead)},
                        {"scalar", to_hex(config.scalar)},
                        {"gasLimit", config.gas_limit},
                        {"eip1559Params", to_hex(config.eip1559_params)},
                        {"operatorFeeParams", to_hex(config.operator_fee_params)},
                        {"minBaseFee", config.min_base_fee},
                        {"daFootprintGasScalar", config.da_footprint_gas_scalar}};
}

json::value rollup_config_json(const RollupConfig& config) {
    json::object root{{"genesis", json::object{{"l1", block_id_json(config.genesis.l1)},
                                               {"l2", block_id_json(config.genesis.l2)},
                                               {"l2_time", config.genesis.l2_time},
                                               {"system_config",
                                                system_config_json(config.genesis.system_config)}}},
                      {"block_time", config.block_time},
                      {"max_sequencer_drift", config.max_sequencer_drift},
                      {"seq_window_size", config.seq_window_size},
                      {"channel_timeout", config.channel_timeout},
                      {"l1_chain_id", config.l1_chain_id},
                      {"l2_chain_id", config.l2_chain_id}};
    for (std::size_t i = 1; i < OP_FORK_COUNT; ++i)
        if (const auto& time = config.forks.time[i]) root[FORK_KEYS[i]] = *time;
    if (config.pectra_blob_schedule_time)
        root["pectra_blob_schedule_time"] = *config.pectra_blob_schedule_time;
    root["batch_inbox_address"] = to_hex(config.batch_inbox_address);
    root["deposit_contract_address"] = to_hex(config.deposit_contract_address);
    root["l1_system_config_address"] = to_hex(config.l1_system_config_address);
    root["protocol_versions_address"] = to_hex(config.protocol_versions_address);
    root["chain_op_config"] = json::object{
        {"eip1559Elasticity", config.chain_op_config.eip1559_elasticity},
        {"eip1559Denominator", config.chain_op_config.eip1559_denominator},
        {"eip1559DenominatorCanyon", config.chain_op_config.eip1559_denominator_canyon}};
    return root;
}

std::string_view describe(rollup::ConfigError error) noexcept {
    using enum rollup::ConfigError;
    switch (error) {
        case block_time_zero:
            return "block_time must not be 0";
        case missing_channel_timeout:
            return "channel_timeout must be set";
        case seq_window_too_small:
            return "seq_window_size must be at least 2";
        case missing_max_sequencer_drift:
            return "max_sequencer_drift must be set";
        case missing_genesis_l1_hash:
            return "genesis.l1.hash must be set";
        case missing_genesis_l2_hash:
            return "genesis.l2.hash must be set";
        case genesis_hashes_equal:
            return "genesis.l1.hash and genesis.l2.hash must differ";
        case missing_genesis_l2_time:
            return "genesis.l2_time must be set";
        case missing_batcher_address:
            return "genesis.system_config.batcherAddr must be set";
        case missing_scalar:
            return "genesis.system_config.scalar must be set";
        case missing_gas_limit:
            return "genesis.system_config.gasLimit must be set";
        case missing_batch_inbox_address:
            return "batch_inbox_address must be set";
        case missing_deposit_contract_address:
            return "deposit_contract_address must be set";
        case missing_system_config_address:
            return "l1_system_config_address must be set";
        case missing_l1_chain_id:
            return "l1_chain_id must be set";
        case missing_l2_chain_id:
            return "l2_chain_id must be set";
        case chain_ids_equal:
            return "l1_chain_id and l2_chain_id must differ";
        case fork_without_predecessor:
            return "a fork is scheduled without the one before it";
        case fork_before_predecessor:
            return "a fork is scheduled before the one before it";
        case blob_schedule_not_sorted:
            return "the L1 blob schedule must ascend";
        case missing_eip1559_constant:
            return "chain_op_config constants must not be 0";
    }
    return "bad rollup configuration";
}

}  // namespace dusk::genesis
