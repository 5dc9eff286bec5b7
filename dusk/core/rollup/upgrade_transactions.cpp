#include <array>

#include <dusk/core/base/result.hpp>
#include <dusk/core/codec/rlp.hpp>
#include <dusk/core/crypto/hash.hpp>
#include <dusk/core/rollup/deposits.hpp>
#include <dusk/core/rollup/l1_attributes.hpp>
#include <dusk/core/rollup/upgrade_transactions.hpp>

namespace dusk::rollup {

namespace {

using Payloads = UpgradePayloads;

constexpr std::array PAYLOAD_ROWS{
    UpgradePayloadRow{
        OpFork::ecotone, "l1_block_ecotone",
        hex_literal<32>("da6828a2a6e02d9fde7d5d9947f51b207f31abf5dbb538dd968cd491164e2115"),
        &Payloads::ecotone_l1_block},
    UpgradePayloadRow{
        OpFork::ecotone, "gpo_ecotone",
        hex_literal<32>("fd456e91d8c9714590a4f0a2c1046ba70e102f1c629ead886c4eebc3f921c3c3"),
        &Payloads::ecotone_gas_price_oracle},
    UpgradePayloadRow{
        OpFork::ecotone, "eip4788_ecotone",
        hex_literal<32>("468e991a328ab315e08296896adc222230a4960692e90cb6e096006ba6ae75d5"),
        &Payloads::ecotone_beacon_roots},
    UpgradePayloadRow{
        OpFork::fjord, "gpo_fjord",
        hex_literal<32>("b16f1e370e58c7693fd113a21a1b1e7ccebc03d4f1e5a76786fc27847ef51ead"),
        &Payloads::fjord_gas_price_oracle},
    UpgradePayloadRow{
        OpFork::isthmus, "l1_block_isthmus",
        hex_literal<32>("a1f984b8ea199574261c19122b5a9c8c7dbd3633980b1e7aaf6b7af24af60478"),
        &Payloads::isthmus_l1_block},
    UpgradePayloadRow{
        OpFork::isthmus, "gpo_isthmus",
        hex_literal<32>("38ef70b2783dd45ad807afcf57972c7df4abaaeb5d16d17cdb451b9e931a9cbb"),
        &Payloads::isthmus_gas_price_oracle},
    UpgradePayloadRow{
        OpFork::isthmus, "ofv_isthmus",
        hex_literal<32>("3d8c0d7736e8767f2f797da1c20c5fe30bd7f48a4cf75f376290481ad7c0f91f"),
        &Payloads::isthmus_operator_fee_vault},
    UpgradePayloadRow{
        OpFork::isthmus, "eip2935_isthmus",
        hex_literal<32>("d9a100b412a9e846fc9893402b583bb45f5d812b7a5c4fef9b49bc602b15520b"),
        &Payloads::isthmus_history_storage},
    UpgradePayloadRow{
        OpFork::jovian, "jovian-l1-block-deployment",
        hex_literal<32>("1f054ff228ecad7f51772dd25084469192f7a33c522b87cd46ec5558d3c46aec"),
        &Payloads::jovian_l1_block},
    UpgradePayloadRow{
        OpFork::jovian, "jovian-gas-price-oracle-deployment",
        hex_literal<32>("f72c23d9c3775afd7b645fde429d09800622d329116feb5ff9829634655123ca"),
        &Payloads::jovian_gas_price_oracle},
};

constexpr Address EIP4788_SENDER = hex_literal<20>("0b799c86a49deeb90402691f1041aa3af2d3c875");
constexpr Address EIP2935_SENDER = hex_literal<20>("3462413af4609098e1e27a490f554f260213d685");

/// 0x4210…00xx: senders without transactions, one for each contract that an upgrade deploys.
consteval Address deployer(std::uint8_t number) {
    Address out;
    out[0] = 0x42;
    out[1] = 0x10;
    out[19] = number;
    return out;
}

constexpr FixedBytes<4> UPGRADE_TO = hex_literal<4>("3659cfe6");   // upgradeTo(address)
constexpr FixedBytes<4> SET_ECOTONE = hex_literal<4>("22b90ab3");  // setEcotone()
constexpr FixedBytes<4> SET_FJORD = hex_literal<4>("8e98b106");    // setFjord()
constexpr FixedBytes<4> SET_ISTHMUS = hex_literal<4>("291b0383");  // setIsthmus()
constexpr FixedBytes<4> SET_JOVIAN = hex_literal<4>("b3d72079");   // setJovian()

/// The address of the first contract that `sender` creates.
Address first_contract_of(const Address& sender) {
    return Address::from_right(keccak256(rlp::encode_items(sender, std::uint64_t{0})));
}

Transaction upgrade_txn(std::string_view intent, const Address& from, std::uint64_t gas) {
    Transaction txn;
    txn.type = TxnType::deposit;
    txn.source_hash = upgrade_source_hash(intent);
    txn.from = from;
    txn.gas_limit = gas;
    return txn;
}

/// Collects the upgrade transactions of a fork; remembers if one had no code.
struct Upgrade {
    std::vector<Bytes>& out;
    bool complete = true;

    void add(const Transaction& txn) { out.push_back(encode_transaction(txn)); }
    void deploy(std::string_view intent, const Address& from, std::uint64_t gas,
                const Bytes& code) {
        complete = complete && !code.empty();
        auto txn = upgrade_txn(intent, from, gas);
        txn.data = code;
        add(txn);
    }
    /// Points the proxy to what `deployer_address` deployed.
    void update_proxy(std::string_view intent, const Address& proxy,
                      const Address& deployer_address) {
        auto txn = upgrade_txn(intent, Address{}, 50'000);
        txn.to = proxy;
        txn.data = to_bytes(UPGRADE_TO);
        append(txn.data, Hash32::from_right(first_contract_of(deployer_address)));
        add(txn);
    }
    void enable(std::string_view intent, std::uint64_t gas, const FixedBytes<4>& selector) {
        auto txn = upgrade_txn(intent, L1_ATTRIBUTES_DEPOSITOR, gas);
        txn.to = GAS_PRICE_ORACLE_PREDEPLOY;
        txn.data = to_bytes(selector);
        add(txn);
    }
};

// OP ecotone/derivation.md#network-upgrade-automation-transactions.
void add_ecotone(Upgrade& upgrade, const Payloads& payloads) {
    constexpr auto l1_block = deployer(0);
    constexpr auto oracle = deployer(1);
    upgrade.deploy("Ecotone: L1 Block Deployment", l1_block, 375'000, payloads.ecotone_l1_block);
    upgrade.deploy("Ecotone: Gas Price Oracle Deployment", oracle, 1'000'000,
                   payloads.ecotone_gas_price_oracle);
    upgrade.update_proxy("Ecotone: L1 Block Proxy Update", L1_BLOCK_PREDEPLOY, l1_block);
    upgrade.update_proxy("Ecotone: Gas Price Oracle Proxy Update", GAS_PRICE_ORACLE_PREDEPLOY,
                         oracle);
    upgrade.enable("Ecotone: Gas Price Oracle Set Ecotone", 80'000, SET_ECOTONE);
    upgrade.deploy("Ecotone: beacon block roots contract deployment", EIP4788_SENDER, 250'000,
                   payloads.ecotone_beacon_roots);
}

// OP fjord/derivation.md#network-upgrade-automation-transactions.
void add_fjord(Upgrade& upgrade, const Payloads& payloads) {
    constexpr auto oracle = deployer(2);
    upgrade.deploy("Fjord: Gas Price Oracle Deployment", oracle, 1'450'000,
                   payloads.fjord_gas_price_oracle);
    upgrade.update_proxy("Fjord: Gas Price Oracle Proxy Update", GAS_PRICE_ORACLE_PREDEPLOY,
                         oracle);
    upgrade.enable("Fjord: Gas Price Oracle Set Fjord", 90'000, SET_FJORD);
}

// OP isthmus/derivation.md#network-upgrade-automation-transactions.
void add_isthmus(Upgrade& upgrade, const Payloads& payloads) {
    constexpr auto l1_block = deployer(3);
    constexpr auto oracle = deployer(4);
    constexpr auto vault = deployer(5);
    upgrade.deploy("Isthmus: L1 Block Deployment", l1_block, 425'000, payloads.isthmus_l1_block);
    upgrade.deploy("Isthmus: Gas Price Oracle Deployment", oracle, 1'625'000,
                   payloads.isthmus_gas_price_oracle);
    upgrade.deploy("Isthmus: Operator Fee Vault Deployment", vault, 500'000,
                   payloads.isthmus_operator_fee_vault);
    upgrade.update_proxy("Isthmus: L1 Block Proxy Update", L1_BLOCK_PREDEPLOY, l1_block);
    upgrade.update_proxy("Isthmus: Gas Price Oracle Proxy Update", GAS_PRICE_ORACLE_PREDEPLOY,
                         oracle);
    upgrade.update_proxy("Isthmus: Operator Fee Vault Proxy Update", OPERATOR_FEE_VAULT, vault);
    upgrade.enable("Isthmus: Gas Price Oracle Set Isthmus", 90'000, SET_ISTHMUS);
    upgrade.deploy("Isthmus: EIP-2935 Contract Deployment", EIP2935_SENDER, 250'000,
                   payloads.isthmus_history_storage);
}

// OP jovian/derivation.md#network-upgrade-transactions.
void add_jovian(Upgrade& upgrade, const Payloads& payloads) {
    constexpr auto l1_block = deployer(6);
    constexpr auto oracle = deployer(7);
    upgrade.deploy("Jovian: L1Block Deployment", l1_block, 447'315, payloads.jovian_l1_block);
    upgrade.update_proxy("Jovian: L1Block Proxy Update", L1_BLOCK_PREDEPLOY, l1_block);
    upgrade.deploy("Jovian: GasPriceOracle Deployment", oracle, 1'750'714,
                   payloads.jovian_gas_price_oracle);
    upgrade.update_proxy("Jovian: GasPriceOracle Proxy Update", GAS_PRICE_ORACLE_PREDEPLOY, oracle);
    upgrade.enable("Jovian: Gas Price Oracle Set Jovian", 90'000, SET_JOVIAN);
}

/// Whether the chain comes to `fork` after its genesis.
bool crosses(const RollupConfig& config, OpFork fork) {
    const auto& time = config.forks.time[static_cast<std::size_t>(fork)];
    return time && !config.is_active(fork, config.genesis.l2_time);
}

}  // namespace

std::span<const UpgradePayloadRow> upgrade_payload_rows() noexcept { return PAYLOAD_ROWS; }

std::expected<void, UpgradeError> load_upgrade_payload(UpgradePayloads& payloads,
                                                       std::string_view name, Bytes code) {
    for (const auto& row : PAYLOAD_ROWS) {
        if (row.name != name) continue;
        if (keccak256(code) != row.keccak) return std::unexpected(UpgradeError::wrong_hash);
        payloads.*row.member = std::move(code);
        return {};
    }
    return std::unexpected(UpgradeError::unknown_name);
}

std::expected<void, UpgradeError> check_upgrade_payloads(const RollupConfig& config,
                                                         const UpgradePayloads& payloads) {
    for (const auto& row : PAYLOAD_ROWS)
        if (crosses(config, row.fork) && (payloads.*row.member).empty())
            return std::unexpected(UpgradeError::missing_payload);
    if (crosses(config, OpFork::karst) && payloads.karst_transactions.empty())
        return std::unexpected(UpgradeError::missing_payload);
    return {};
}

std::expected<std::vector<Bytes>, UpgradeError> upgrade_transactions(
    const RollupConfig& config, const UpgradePayloads& payloads, std::uint64_t l2_time) {
    std::vector<Bytes> out;
    Upgrade upgrade{.out = out};
    if (config.is_activation_block(OpFork::ecotone, l2_time)) add_ecotone(upgrade, payloads);
    if (config.is_activation_block(OpFork::fjord, l2_time)) add_fjord(upgrade, payloads);
    if (config.is_activation_block(OpFork::isthmus, l2_time)) add_isthmus(upgrade, payloads);
    if (config.is_activation_block(OpFork::jovian, l2_time)) add_jovian(upgrade, payloads);
    if (config.is_activation_block(OpFork::karst, l2_time)) {
        upgrade.complete = upgrade.complete && !payloads.karst_transactions.empty();
        out.insert(out.end(), payloads.karst_transactions.begin(),
                   payloads.karst_transactions.end());
    }
    if (!upgrade.complete) return std::unexpected(UpgradeError::missing_payload);
    return out;
}

std::uint64_t upgrade_gas(const RollupConfig& config, const UpgradePayloads& payloads,
                          std::uint64_t l2_time) {
    return config.is_activation_block(OpFork::karst, l2_time) ? payloads.karst_gas : 0;
}

bool is_upgrade_block(const RollupConfig& config, std::uint64_t l2_time) {
    for (const auto fork :
         {OpFork::ecotone, OpFork::fjord, OpFork::isthmus, OpFork::jovian, OpFork::karst})
        if (config.is_activation_block(fork, l2_time)) return true;
    return false;
}

}  // namespace dusk::rollup
