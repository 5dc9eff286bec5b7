// duskevm wallet: keys of both layers, balances and transfers.
#include <memory>

#include <CLI/CLI.hpp>
#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>
#include <fmt/core.h>

#include <dusk/cli/amounts.hpp>
#include <dusk/cli/commands.hpp>
#include <dusk/cli/dev_accounts.hpp>
#include <dusk/cli/key_flags.hpp>
#include <dusk/cli/role.hpp>
#include <dusk/cli/send_dusk.hpp>
#include <dusk/cli/send_l2.hpp>
#include <dusk/core/codec/hex.hpp>
#include <dusk/platform/config/files.hpp>
#include <dusk/platform/crypto/hd_wallet.hpp>
#include <dusk/settlement/contracts/contract_ids.hpp>
#include <dusk/settlement/ledger/base58.hpp>

namespace dusk::cli {

namespace {

namespace json = boost::json;

constexpr std::string_view ROLE = "wallet";
constexpr std::uint64_t TRANSFER_GAS = 10'000'000;
constexpr std::uint32_t ACCOUNTS_MAX = 1'000;
constexpr unsigned KEY_FILE_MODE = 0600;

void print(const json::value& value) { fmt::print("{}\n", json::serialize(value)); }

json::object describe(const EthereumKey& key) {
    return {{"address", to_hex(key.address())}, {"private_key", to_hex(key.secret())}};
}
json::object describe(const BlsSecretKey& key) {
    return {{"account", settlement::to_base58(key.public_key())},
            {"l2_identity", to_hex(settlement::evm_address(key.public_key()))},
            {"secret", to_hex_plain(key.scalar_le())}};
}

struct KeySettings {
    std::string type = "ethereum";
    std::string key;
    std::string file;
};

void add_type_flag(CLI::App& command, KeySettings& settings) {
    command.add_option("--type", settings.type, "ethereum (the rollup) or moonlight (DuskDS)")
        ->check(CLI::IsMember({"ethereum", "moonlight"}))
        ->capture_default_str();
}

// new, address, accounts ----------------------------------------------------------------------

void run_new(const KeySettings& settings) {
    const bool moonlight = settings.type == "moonlight";
    auto out = moonlight ? describe(BlsSecretKey::generate()) : describe(EthereumKey::generate());
    const auto* const secret_name = moonlight ? "secret" : "private_key";
    if (!settings.file.empty()) {
        const std::string secret{out[secret_name].as_string()};
        value_or_fail(ROLE, config::write_file_atomic(settings.file, secret + "\n", KEY_FILE_MODE));
        out.erase(secret_name);
        out["file"] = settings.file;
    }
    print(out);
}

void run_address(const KeySettings& settings) {
    auto out = settings.type == "moonlight" ? describe(moonlight_key(ROLE, settings.key))
                                            : describe(ethereum_key(ROLE, settings.key));
    out.erase("secret");
    out.erase("private_key");
    print(out);
}

void add_key_commands(CLI::App& wallet) {
    const auto made = std::make_shared<KeySettings>();  // shared with the callback
    auto* create = wallet.add_subcommand("new", "Make a key");
    add_type_flag(*create, *made);
    create->add_option("--out", made->file, "File for the secret, instead of printing it");
    create->callback([made] { run_new(*made); });

    const auto shown = std::make_shared<KeySettings>();  // shared with the callback
    auto* address = wallet.add_subcommand("address", "Show the address of a key");
    add_type_flag(*address, *shown);
    address->add_option("--key", shown->key, "The key, as hex or in a file")->required();
    address->callback([shown] { run_address(*shown); });
}

struct AccountsSettings {
    std::string mnemonic{DEV_MNEMONIC};
    std::uint32_t count = DEV_ACCOUNT_COUNT;
    bool json = false;
};

void run_accounts(const AccountsSettings& settings) {
    if (settings.mnemonic.size() > MNEMONIC_SIZE_MAX) fail(ROLE, "--mnemonic: too long");
    json::array list;
    std::uint32_t index = 0;
    for (const auto& account : dev_accounts(settings.mnemonic, settings.count)) {
        json::object entry{{"index", index++},
                           {"ethereum", describe(account.ethereum)},
                           {"moonlight", describe(account.moonlight)}};
        if (settings.json) {
            list.push_back(std::move(entry));
            continue;
        }
        fmt::print("({}) {}\n    key       {}\n    Moonlight {}\n    secret    {}\n", index - 1,
                   to_hex(account.ethereum.address()), to_hex(account.ethereum.secret()),
                   settlement::to_base58(account.moonlight.public_key()),
                   to_hex_plain(account.moonlight.scalar_le()));
    }
    if (settings.json) print(list);
}

void add_accounts_command(CLI::App& wallet) {
    const auto settings = std::make_shared<AccountsSettings>();  // shared with the callback
    auto* command =
        wallet.add_subcommand("accounts", "List the accounts of a local network (never for money)");
    command->add_option("--mnemonic", settings->mnemonic, "Words from which the keys are derived")
        ->capture_default_str();
    command->add_option("--count", settings->count, "How many")
        ->check(CLI::Range(std::uint32_t{1}, ACCOUNTS_MAX))
        ->capture_default_str();
    command->add_flag("--json", settings->json, "Print JSON");
    command->callback([settings] { run_accounts(*settings); });
}

// balance -------------------------------------------------------------------------------------

struct BalanceSettings {
    std::string rpc = "http://127.0.0.1:8545";
    std::string duskds = "http://127.0.0.1:8080";
    std::string account;
};

void run_balance(const BalanceSettings& settings) {
    if (const auto address = fixed_from_hex<20>(settings.account)) {
        txmgr::EthClient client{settings.rpc};
        const auto wei = value_or_fail(ROLE, client.balance(*address));
        print(json::object{{"address", to_hex(*address)},
                           {"dusk", amount_text(wei, WEI_DECIMALS)},
                           {"wei", amount_text(wei, 0)}});
        return;
    }
    const auto account = settlement::account_from_base58(settings.account);
    if (!account) fail(ROLE, "neither an address nor a Moonlight account: " + settings.account);
    settlement::DuskClient client{settings.duskds};
    const auto status = value_or_fail(ROLE, client.account_status(*account));
    print(json::object{{"account", settings.account},
                       {"dusk", amount_text(u256{status.balance}, LUX_DECIMALS)},
                       {"lux", std::to_string(status.balance)},
                       {"nonce", status.nonce}});
}

void add_balance_command(CLI::App& wallet) {
    const auto settings = std::make_shared<BalanceSettings>();  // shared with the callback
    auto* command = wallet.add_subcommand("balance", "Show a balance on either layer");
    command
        ->add_option("account", settings->account,
                     "An address (the rollup) or a Moonlight account (DuskDS)")
        ->required();
    command->add_option("--rpc", settings->rpc, "JSON-RPC of the rollup")->capture_default_str();
    command->add_option("--duskds", settings->duskds, "HTTP interface of a DuskDS node")
        ->capture_default_str();
    command->callback([settings] { run_balance(*settings); });
}

// send, send-dusk -----------------------------------------------------------------------------

struct SendSettings {
    std::string rpc = "http://127.0.0.1:8545";
    std::string key;
    std::string to;
    std::string amount;
};

void run_send(const SendSettings& settings) {
    const auto key = ethereum_key(ROLE, settings.key);
    const auto wei = parse_amount(settings.amount, WEI_DECIMALS);
    if (!wei) fail(ROLE, "--amount: expected DUSK with up to 18 decimals, not " + settings.amount);
    const auto receipt =
        send_l2(ROLE, key,
                {.rpc_url = settings.rpc,
                 .candidate = {.to = parse_address(ROLE, "--to", settings.to), .value = *wei}});
    print(json::object{{"transaction", to_hex(receipt.txn_hash)},
                       {"block_number", receipt.block_number},
                       {"gas_used", receipt.gas_used},
                       {"status", receipt.success ? "success" : "failed"}});
    if (!receipt.success) throw CLI::RuntimeError(1);
}

void add_send_commands(CLI::App& wallet) {
    const auto settings = std::make_shared<SendSettings>();  // shared with the callback
    auto* send = wallet.add_subcommand("send", "Send DUSK on the rollup");
    send->add_option("--rpc", settings->rpc, "JSON-RPC of the rollup")->capture_default_str();
    send->add_option("--key", settings->key, "Ethereum key that pays, as hex or in a file")
        ->required();
    send->add_option("--to", settings->to, "Receiver's address")->required();
    send->add_option("--amount", settings->amount, "DUSK, e.g. 1.5")->required();
    send->callback([settings] { run_send(*settings); });

    struct DuskSettings {
        DuskSend send;
        std::string to;
        std::string amount;
    };
    const auto dusk = std::make_shared<DuskSettings>();  // shared with the callback
    auto* transfer = wallet.add_subcommand("send-dusk", "Send DUSK on DuskDS (Moonlight)");
    add_dusk_flags(*transfer, dusk->send, TRANSFER_GAS);
    transfer->add_option("--to", dusk->to, "Receiver's Moonlight account")->required();
    transfer->add_option("--amount", dusk->amount, "DUSK, e.g. 1.5")->required();
    transfer->callback([dusk] {
        const auto receiver = settlement::account_from_base58(dusk->to);
        if (!receiver) fail(ROLE, "--to: not a Moonlight account: " + dusk->to);
        send_dusk(ROLE, dusk->send,
                  DuskTransfer{.receiver = *receiver, .value_lux = parse_lux(ROLE, dusk->amount)});
    });
}

}  // namespace

void add_wallet_command(CLI::App& app) {
    auto* wallet = app.add_subcommand("wallet", "Keys, balances and transfers on both layers");
    wallet->require_subcommand(1);
    add_key_commands(*wallet);
    add_accounts_command(*wallet);
    add_balance_command(*wallet);
    add_send_commands(*wallet);
}

}  // namespace dusk::cli
