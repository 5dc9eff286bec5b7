#include <array>
#include <filesystem>
#include <vector>

#include <boost/json.hpp>

#include <dusk/cli/devnet_files.hpp>
#include <dusk/core/base/result.hpp>
#include <dusk/core/codec/hex.hpp>
#include <dusk/node/genesis/new_rollup.hpp>
#include <dusk/node/genesis/rollup_file.hpp>
#include <dusk/platform/config/files.hpp>
#include <dusk/platform/crypto/hd_wallet.hpp>
#include <dusk/platform/crypto/provider.hpp>
#include <dusk/settlement/contracts/contract_ids.hpp>
#include <dusk/settlement/node/genesis.hpp>

namespace dusk::cli {
namespace {

namespace json = boost::json;
using Text = std::string;

constexpr std::uint64_t LUX_PER_DUSK = 1'000'000'000;
constexpr std::uint64_t ACCOUNT_DUSK = 1'000'000;
constexpr std::uint64_t CREDIT_DUSK = 10'000;
constexpr std::uint64_t STAKE_DUSK = 1'000'000;

template <class T>
std::expected<T, Text> plain(std::expected<T, config::Error> value) {
    if (!value) return std::unexpected(value.error().text());
    if constexpr (!std::is_void_v<T>)
        return *std::move(value);
    else
        return {};
}

std::expected<OpFork, Text> fork_of(std::string_view name) {
    constexpr std::array<std::string_view, 3> names = {"holocene", "isthmus", "jovian"};
    constexpr std::array forks = {OpFork::holocene, OpFork::isthmus, OpFork::jovian};
    for (std::size_t i = 0; i < names.size(); ++i)
        if (names[i] == name) return forks[i];
    return std::unexpected("--fork: unknown fork " + Text(name) + " (holocene, isthmus or jovian)");
}

/// What must not change for a folder that is kept.
json::value lasting_settings(const DevnetOptions& options) {
    return json::object{{"fork", options.fork},
                        {"l2_block_time_s", options.l2_block_time_s},
                        {"l2_chain_id", options.l2_chain_id},
                        {"mnemonic", options.mnemonic}};
}

std::expected<void, Text> check_settings(const DevnetFiles& files, const DevnetOptions& options) {
    const auto wanted = lasting_settings(options);
    if (!std::filesystem::exists(files.settings()))
        return plain(config::write_file_atomic(files.settings(), json::serialize(wanted)));
    DUSK_TRY(present, plain(config::read_json(files.settings())));
    if (present == wanted) return {};
    return std::unexpected(files.root + " holds a network with other settings (" +
                           Text(json::serialize(present)) +
                           "): use them, start over with --fresh, or choose another --datadir");
}

/// Removes a network, all but the lock that the caller holds. Whoever mistypes --datadir loses
/// nothing.
std::expected<void, Text> empty_folder(const DevnetFiles& files) {
    std::vector<std::filesystem::path> entries;
    std::error_code error;
    for (const auto& entry : std::filesystem::directory_iterator(files.root, error))
        if (entry.path().filename() != config::FolderLock::FILE_NAME)
            entries.push_back(entry.path());
    if (!error && !entries.empty() && !std::filesystem::exists(files.settings()))
        return std::unexpected("--fresh: " + files.root +
                               " holds something else than a network and is not emptied");
    for (const auto& entry : entries) {
        // The settings go last: they say that the rest is a network.
        if (entry != files.settings() && !error) std::filesystem::remove_all(entry, error);
    }
    if (!error) std::filesystem::remove(files.settings(), error);
    if (error) return std::unexpected(files.root + ": " + error.message());
    return {};
}

settlement::BridgeGenesis bridge_genesis(const DevnetOptions& options) {
    const auto address_of = [&](std::uint32_t index) {
        return dev_account(options.mnemonic, index).ethereum.address();
    };
    settlement::BridgeGenesis bridge{.l1_chain_id = DEVNET_L1_CHAIN_ID,
                                     .l2_chain_id = options.l2_chain_id};
    bridge.system_config.owner = address_of(OWNER_INDEX);
    bridge.system_config.batcher = address_of(BATCHER_INDEX);
    bridge.system_config.unsafe_block_signer = address_of(SEQUENCER_INDEX);
    for (std::uint32_t i = 0; i < DEV_ACCOUNT_COUNT; ++i)
        bridge.credits.push_back({address_of(i), CREDIT_DUSK * LUX_PER_DUSK});
    for (const auto index : {BATCHER_INDEX, SEQUENCER_INDEX, OWNER_INDEX})
        bridge.credits.push_back({address_of(index), CREDIT_DUSK * LUX_PER_DUSK});
    return bridge;
}

settlement::GenesisConfig duskds_genesis(const DevnetOptions& options, std::uint64_t now_s) {
    settlement::GenesisConfig genesis;
    genesis.timestamp_s = now_s;
    for (const auto& account : dev_accounts(options.mnemonic))
        genesis.accounts.push_back({account.moonlight.public_key(), ACCOUNT_DUSK * LUX_PER_DUSK});
    const auto relayer = dev_account(options.mnemonic, RELAYER_INDEX);
    genesis.accounts.push_back({relayer.moonlight.public_key(), ACCOUNT_DUSK * LUX_PER_DUSK});
    const auto provisioner = dev_account(options.mnemonic, PROVISIONER_INDEX);
    genesis.stakes.push_back({provisioner.moonlight.public_key(), STAKE_DUSK * LUX_PER_DUSK, 0});
    genesis.dusk_key = provisioner.moonlight.public_key();
    genesis.bridge = bridge_genesis(options);
    return genesis;
}

std::expected<void, Text> write_key(const std::string& path, const BlsSecretKey& key) {
    return plain(config::write_file_atomic(path, to_hex_plain(key.scalar_le()) + "\n", 0600));
}

rollup::SystemConfig initial_system_config(const settlement::SystemConfigGenesis& genesis) {
    return {.batcher_addr = genesis.batcher,
            .overhead = {},
            .scalar = rollup::encode_ecotone_scalar(
                {genesis.base_fee_scalar, genesis.blob_base_fee_scalar}),
            .gas_limit = genesis.gas_limit,
            .eip1559_params = rollup::encode_eip1559_params(genesis.eip1559_denominator,
                                                            genesis.eip1559_elasticity),
            .operator_fee_params = rollup::encode_operator_fee(
                {genesis.operator_fee_scalar, genesis.operator_fee_constant}),
            .min_base_fee = genesis.min_base_fee,
            .da_footprint_gas_scalar = genesis.da_footprint_gas_scalar};
}

genesis::NewRollup rollup_decisions(const DevnetOptions& options, OpFork fork,
                                    const rollup::L1BlockRef& l1_start) {
    const auto bridge = bridge_genesis(options);
    genesis::NewRollup decisions;
    decisions.l1_chain_id = DEVNET_L1_CHAIN_ID;
    decisions.l2_chain_id = options.l2_chain_id;
    decisions.fork = fork;
    decisions.l1_start = l1_start;
    decisions.l1_contracts = {
        .optimism_portal = settlement::evm_address(settlement::OPTIMISM_PORTAL_ID),
        .system_config = settlement::evm_address(settlement::SYSTEM_CONFIG_ID),
        .l1_cross_domain_messenger =
            settlement::evm_address(settlement::L1_CROSS_DOMAIN_MESSENGER_ID),
        .l1_standard_bridge = settlement::evm_address(settlement::L1_STANDARD_BRIDGE_ID),
        .l1_erc721_bridge = {},
        .protocol_versions = {}};
    decisions.block_time_s = options.l2_block_time_s;
    decisions.system_config = initial_system_config(bridge.system_config);
    decisions.proxy_admin_owner = bridge.system_config.owner;
    decisions.fee_vault_recipient = bridge.system_config.owner;
    const auto funds = u256{ACCOUNT_DUSK} * u256{1'000'000'000'000'000'000};
    for (const auto& account : dev_accounts(options.mnemonic))
        decisions.funded.emplace_back(account.ethereum.address(), funds);
    return decisions;
}

}  // namespace

std::expected<void, Text> prepare_l1_files(const DevnetFiles& files, const DevnetOptions& options,
                                           std::uint64_t now_s) {
    DUSK_TRY_VOID(fork_of(options.fork));
    if (!bip39_seed(options.mnemonic)) return std::unexpected("--mnemonic: too long");
    if (options.fresh) DUSK_TRY_VOID(empty_folder(files));
    DUSK_TRY_VOID(check_settings(files, options));
    if (std::filesystem::exists(files.duskds_genesis())) return {};
    DUSK_TRY_VOID(write_key(files.provisioner_key(),
                            dev_account(options.mnemonic, PROVISIONER_INDEX).moonlight));
    DUSK_TRY_VOID(
        write_key(files.relayer_key(), dev_account(options.mnemonic, RELAYER_INDEX).moonlight));
    const auto genesis = settlement::genesis_to_json(duskds_genesis(options, now_s));
    // Last: its presence says that the others are there.
    return plain(config::write_file_atomic(files.duskds_genesis(), json::serialize(genesis)));
}

std::expected<void, Text> prepare_l2_files(const DevnetFiles& files, const DevnetOptions& options,
                                           const rollup::L1BlockRef& l1_start) {
    if (std::filesystem::exists(files.rollup())) return {};
    DUSK_TRY(fork, fork_of(options.fork));
    const auto made =
        genesis::make_rollup(rollup_decisions(options, fork, l1_start), native_crypto());
    DUSK_TRY_VOID(
        plain(config::write_file_atomic(files.genesis(), genesis::format_genesis(made.genesis))));
    return plain(config::write_file_atomic(
        files.rollup(), json::serialize(genesis::rollup_config_json(made.rollup))));
}

}  // namespace dusk::cli
