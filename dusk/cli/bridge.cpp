// duskevm bridge: DUSK from DuskDS to the rollup, credit for Ethereum keys on DuskDS, and the start
// of withdrawals (spec: DuskEVM L1 contracts, sections 4.2, 6.1 and 7).
#include <memory>

#include <CLI/CLI.hpp>
#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>
#include <fmt/core.h>

#include <dusk/cli/amounts.hpp>
#include <dusk/cli/commands.hpp>
#include <dusk/cli/key_flags.hpp>
#include <dusk/cli/role.hpp>
#include <dusk/cli/send_dusk.hpp>
#include <dusk/cli/send_l2.hpp>
#include <dusk/core/codec/abi.hpp>
#include <dusk/core/codec/hex.hpp>
#include <dusk/core/crypto/hash.hpp>
#include <dusk/settlement/contracts/contract_ids.hpp>
#include <dusk/settlement/contracts/evm_tx_router.hpp>
#include <dusk/settlement/contracts/l1_standard_bridge.hpp>
#include <dusk/settlement/ledger/base58.hpp>

namespace dusk::cli {

namespace {

namespace json = boost::json;
namespace bridge = settlement::bridge;
namespace router = settlement::router;

constexpr std::string_view ROLE = "bridge";
constexpr std::uint64_t CALL_GAS = 100'000'000;
constexpr std::uint32_t MIN_GAS_LIMIT = 200'000;

settlement::ContractId contract_id(const std::string& text,
                                   const settlement::ContractId& otherwise) {
    if (text.empty()) return otherwise;
    const auto id = fixed_from_hex<32>(text);
    if (!id) fail(ROLE, "not a contract id: " + text);
    return *id;
}

struct DepositSettings {
    DuskSend send;
    std::string contract;
    std::string to;
    std::string amount;
    std::uint32_t min_gas_limit = MIN_GAS_LIMIT;
};

void run_deposit(const DepositSettings& settings) {
    const auto lux = parse_lux(ROLE, settings.amount);
    const bridge::DepositArguments arguments{.to = parse_address(ROLE, "--to", settings.to),
                                             .amount_lux = lux,
                                             .min_gas_limit = settings.min_gas_limit};
    send_dusk(ROLE, settings.send,
              DuskCall{.call = {.contract = contract_id(settings.contract,
                                                        settlement::L1_STANDARD_BRIDGE_ID),
                                .method = std::string{bridge::DEPOSIT_METHOD},
                                .args = bridge::encode_deposit_arguments(arguments)},
                       .deposit_lux = lux});
}

void run_credit(const DepositSettings& settings) {
    const auto lux = parse_lux(ROLE, settings.amount);
    send_dusk(
        ROLE, settings.send,
        DuskCall{.call = {.contract = contract_id(settings.contract, settlement::EVM_TX_ROUTER_ID),
                          .method = std::string{router::DEPOSIT_CREDIT_METHOD},
                          .args = router::encode_deposit_credit(
                              parse_address(ROLE, "--to", settings.to), lux)},
                 .deposit_lux = lux});
}

void add_dusk_commands(CLI::App& parent) {
    const auto deposit = std::make_shared<DepositSettings>();  // shared with the callback
    auto* command = parent.add_subcommand("deposit", "Move DUSK from DuskDS to the rollup");
    add_dusk_flags(*command, deposit->send, CALL_GAS);
    command->add_option("--to", deposit->to, "Receiver's address on the rollup")->required();
    command->add_option("--amount", deposit->amount, "DUSK, e.g. 1.5")->required();
    command
        ->add_option("--min-gas-limit", deposit->min_gas_limit,
                     "Gas for the receiver on the rollup")
        ->capture_default_str();
    command->add_option("--bridge", deposit->contract,
                        "Contract id of l1_standard_bridge (default: the genesis contract)");
    command->callback([deposit] { run_deposit(*deposit); });

    const auto credit = std::make_shared<DepositSettings>();  // shared with the callback
    auto* top_up = parent.add_subcommand(
        "credit", "Give an Ethereum key credit for its transactions on DuskDS");
    add_dusk_flags(*top_up, credit->send, CALL_GAS);
    top_up->add_option("--to", credit->to, "Address of the key (batcher, proposer, ...)")
        ->required();
    top_up->add_option("--amount", credit->amount, "DUSK, e.g. 1.5")->required();
    top_up->add_option("--router", credit->contract,
                       "Contract id of evm_tx_router (default: the genesis contract)");
    top_up->callback([credit] { run_credit(*credit); });
}

struct WithdrawSettings {
    std::string rpc = "http://127.0.0.1:8545";
    std::string key;
    std::string to;
    std::string amount;
    std::uint32_t min_gas_limit = MIN_GAS_LIMIT;
};

/// Asset recipient V2, external account: 02 02 00 and the key's point as EIP-2537 writes it.
Bytes external_recipient(const settlement::AccountKey& account) {
    const auto point = bls_key_to_eip2537(account);
    if (!point) fail(ROLE, "--to: not a key of BLS12-381");
    Bytes out{0x02, 0x02, 0x00};
    append(out, *point);
    return out;
}

Bytes bridge_eth_to(const Address& to, std::uint32_t min_gas_limit, BytesView extra_data) {
    return abi::Writer{"bridgeETHTo(address,uint32,bytes)"}
        .address(to)
        .word(u256{min_gas_limit})
        .bytes(extra_data)
        .finish();
}

void run_withdraw(const WithdrawSettings& settings) {
    const auto account = settlement::account_from_base58(settings.to);
    if (!account) fail(ROLE, "--to: not a Moonlight account: " + settings.to);
    // Whole LUX only: DuskDS has no smaller unit.
    const auto lux = parse_lux(ROLE, settings.amount);
    const auto receipt = send_l2(
        ROLE, ethereum_key(ROLE, settings.key),
        {.rpc_url = settings.rpc,
         .candidate = {.to = bridge::L2_STANDARD_BRIDGE,
                       .data = bridge_eth_to(settlement::evm_address(*account),
                                             settings.min_gas_limit, external_recipient(*account)),
                       .value = u256{lux} * u256{settlement::WEI_PER_LUX}}});
    fmt::print("{}\n",
               json::serialize(json::object{{"transaction", to_hex(receipt.txn_hash)},
                                            {"block_number", receipt.block_number},
                                            {"status", receipt.success ? "initiated" : "failed"}}));
    if (!receipt.success) throw CLI::RuntimeError(1);
}

void add_withdraw_command(CLI::App& parent) {
    const auto settings = std::make_shared<WithdrawSettings>();  // shared with the callback
    auto* command = parent.add_subcommand("withdraw", "Start moving DUSK back to DuskDS");
    command->add_option("--rpc", settings->rpc, "JSON-RPC of the rollup")->capture_default_str();
    command->add_option("--key", settings->key, "Ethereum key that pays, as hex or in a file")
        ->required();
    command->add_option("--to", settings->to, "Receiver's Moonlight account")->required();
    command->add_option("--amount", settings->amount, "DUSK, e.g. 1.5")->required();
    command->add_option("--min-gas-limit", settings->min_gas_limit, "Gas for the L1 side")
        ->capture_default_str();
    command->callback([settings] { run_withdraw(*settings); });
}

}  // namespace

void add_bridge_command(CLI::App& app) {
    auto* parent = app.add_subcommand("bridge", "Move DUSK between DuskDS and the rollup");
    parent->require_subcommand(1);
    add_dusk_commands(*parent);
    add_withdraw_command(*parent);
}

}  // namespace dusk::cli
