// duskevm genesis: genesis.json and rollup.json of a new rollup that settles on the L1 behind an
// endpoint.
#include <array>

#include <boost/json.hpp>

#include <dusk/cli/commands.hpp>
#include <dusk/cli/l1_start.hpp>
#include <dusk/cli/role.hpp>
#include <dusk/core/codec/hex.hpp>
#include <dusk/node/genesis/new_rollup.hpp>
#include <dusk/node/genesis/rollup_file.hpp>
#include <dusk/platform/config/files.hpp>
#include <dusk/platform/crypto/provider.hpp>
#include <dusk/platform/log/log.hpp>
#include <dusk/settlement/contracts/contract_ids.hpp>

namespace dusk::cli {
namespace {

constexpr std::string_view ROLE = "genesis";

struct Settings {
    std::string output = ".";
    std::string l1;
    std::string l1_start = "finalized";
    std::uint64_t l2_chain_id = 31'744;
    std::string fork = "jovian";
    std::uint64_t block_time_s = 2;
    std::uint64_t gas_limit = 60'000'000;
    std::uint32_t base_fee_scalar = 1368;
    std::uint32_t blob_base_fee_scalar = 810'949;
    std::uint32_t operator_fee_scalar = 0;
    std::uint64_t operator_fee_constant = 0;
    std::uint64_t min_base_fee = 0;
    std::string batcher;
    std::string owner;
    std::string fee_recipient;
    std::string portal = to_hex(settlement::evm_address(settlement::OPTIMISM_PORTAL_ID));
    std::string system_config = to_hex(settlement::evm_address(settlement::SYSTEM_CONFIG_ID));
    std::string messenger =
        to_hex(settlement::evm_address(settlement::L1_CROSS_DOMAIN_MESSENGER_ID));
    std::string bridge = to_hex(settlement::evm_address(settlement::L1_STANDARD_BRIDGE_ID));
    std::vector<std::string> funded;
};

Address address_of(std::string_view flag, std::string_view text) {
    const auto address = fixed_from_hex<20>(text);
    if (!address) fail(ROLE, std::string(flag) + ": not an address: " + std::string(text));
    return *address;
}

OpFork fork_of(std::string_view name) {
    constexpr std::array<std::pair<std::string_view, OpFork>, 6> forks = {
        {{"ecotone", OpFork::ecotone},
         {"fjord", OpFork::fjord},
         {"granite", OpFork::granite},
         {"holocene", OpFork::holocene},
         {"isthmus", OpFork::isthmus},
         {"jovian", OpFork::jovian}}};
    for (const auto& [known, fork] : forks)
        if (known == name) return fork;
    fail(ROLE, "--fork: unknown fork " + std::string(name));
}

/// ADDRESS=WEI, the amount in decimal.
std::pair<Address, u256> funding_of(const std::string& text) {
    const auto equals = text.find('=');
    if (equals == std::string::npos) fail(ROLE, "--fund: expected ADDRESS=WEI, not " + text);
    u256 amount;
    for (const char digit : text.substr(equals + 1)) {
        if (digit < '0' || digit > '9' || amount > u256{1} << 240)
            fail(ROLE, "--fund: bad amount in " + text);
        amount = amount * 10 + static_cast<std::uint64_t>(digit - '0');
    }
    return {address_of("--fund", text.substr(0, equals)), amount};
}

void run(const Settings& settings) {
    const auto start = value_or_fail(ROLE, read_l1_start(settings.l1, settings.l1_start));
    genesis::NewRollup decisions;
    decisions.l1_chain_id = start.chain_id;
    decisions.l2_chain_id = settings.l2_chain_id;
    decisions.fork = fork_of(settings.fork);
    decisions.l1_start = start.block;
    decisions.l1_contracts = {
        .optimism_portal = address_of("--l1.portal", settings.portal),
        .system_config = address_of("--l1.system-config", settings.system_config),
        .l1_cross_domain_messenger = address_of("--l1.messenger", settings.messenger),
        .l1_standard_bridge = address_of("--l1.bridge", settings.bridge),
        .l1_erc721_bridge = {},
        .protocol_versions = {}};
    decisions.block_time_s = settings.block_time_s;
    decisions.system_config = {.batcher_addr = address_of("--batcher", settings.batcher),
                               .overhead = {},
                               .scalar = rollup::encode_ecotone_scalar(
                                   {settings.base_fee_scalar, settings.blob_base_fee_scalar}),
                               .gas_limit = settings.gas_limit,
                               .operator_fee_params = rollup::encode_operator_fee(
                                   {settings.operator_fee_scalar, settings.operator_fee_constant}),
                               .min_base_fee = settings.min_base_fee};
    decisions.proxy_admin_owner = address_of("--owner", settings.owner);
    decisions.fee_vault_recipient =
        address_of("--fee-recipient",
                   settings.fee_recipient.empty() ? settings.owner : settings.fee_recipient);
    for (const auto& entry : settings.funded) decisions.funded.push_back(funding_of(entry));

    const auto made = genesis::make_rollup(decisions, native_crypto());
    value_or_fail(ROLE, config::make_folder(settings.output));
    value_or_fail(ROLE, config::write_file_atomic(settings.output + "/genesis.json",
                                                  genesis::format_genesis(made.genesis)));
    value_or_fail(ROLE, config::write_file_atomic(
                            settings.output + "/rollup.json",
                            boost::json::serialize(genesis::rollup_config_json(made.rollup))));
    log::info(ROLE, "made a rollup",
              {{"l2_chain_id", settings.l2_chain_id},
               {"l2_genesis", to_hex(made.rollup.genesis.l2.hash)},
               {"l1_start", start.block.number},
               {"folder", settings.output}});
    log::flush();
}

}  // namespace

void add_genesis_command(CLI::App& app) {
    auto* command =
        app.add_subcommand("genesis", "Make genesis.json and rollup.json of a new rollup");
    const auto settings = std::make_shared<Settings>();
    auto& s = *settings;
    command->add_option("--output", s.output, "Folder for the two files")->capture_default_str();
    command->add_option("--l1", s.l1, "L1 JSON-RPC endpoint (the adapter's)")->required();
    command->add_option("--l1.start", s.l1_start, "L1 block to start at: latest, finalized, 0x…")
        ->capture_default_str();
    command->add_option("--l2.chain-id", s.l2_chain_id, "Chain id of L2")->capture_default_str();
    command->add_option("--fork", s.fork, "Newest fork active at genesis")->capture_default_str();
    command->add_option("--block-time", s.block_time_s, "Seconds between L2 blocks")
        ->capture_default_str();
    command->add_option("--gas-limit", s.gas_limit, "Gas of an L2 block")->capture_default_str();
    command->add_option("--base-fee-scalar", s.base_fee_scalar, "L1 fee: base fee scalar")
        ->capture_default_str();
    command
        ->add_option("--blob-base-fee-scalar", s.blob_base_fee_scalar,
                     "L1 fee: blob base fee scalar")
        ->capture_default_str();
    command->add_option("--operator-fee-scalar", s.operator_fee_scalar, "Operator fee: scalar")
        ->capture_default_str();
    command
        ->add_option("--operator-fee-constant", s.operator_fee_constant,
                     "Operator fee: constant (wei)")
        ->capture_default_str();
    command->add_option("--min-base-fee", s.min_base_fee, "Least base fee (wei, Jovian)")
        ->capture_default_str();
    command->add_option("--batcher", s.batcher, "Address of the batcher")->required();
    command->add_option("--owner", s.owner, "Owner of the L2 proxy admin")->required();
    command->add_option("--fee-recipient", s.fee_recipient,
                        "Recipient of the fee vaults; default: the owner");
    command->add_option("--l1.portal", s.portal, "OptimismPortal on L1")->capture_default_str();
    command->add_option("--l1.system-config", s.system_config, "SystemConfig on L1")
        ->capture_default_str();
    command->add_option("--l1.messenger", s.messenger, "L1CrossDomainMessenger on L1")
        ->capture_default_str();
    command->add_option("--l1.bridge", s.bridge, "L1StandardBridge on L1")->capture_default_str();
    command->add_option("--fund", s.funded, "ADDRESS=WEI that an account starts with")->take_all();
    command->callback([settings] { run(*settings); });
}

}  // namespace dusk::cli
