#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>
#include <fmt/core.h>

#include <dusk/cli/amounts.hpp>
#include <dusk/cli/key_flags.hpp>
#include <dusk/cli/role.hpp>
#include <dusk/cli/send_dusk.hpp>
#include <dusk/core/codec/hex.hpp>

namespace dusk::cli {

namespace {

namespace json = boost::json;

/// What signing needs to know of the network and the account.
settlement::TxTerms ask_terms(std::string_view role, settlement::DuskClient& client,
                              const DuskSend& send, const settlement::AccountKey& account,
                              std::uint64_t amount_lux) {
    const auto status = value_or_fail(role, client.account_status(account));
    if (status.balance < amount_lux)
        fail(role, "insufficient funds: the balance is " +
                       amount_text(u256{status.balance}, LUX_DECIMALS));
    return {.chain_id = value_or_fail(role, client.chain_id()),
            .nonce = status.next_nonce,
            .gas_limit = send.gas_limit,
            .gas_price = send.gas_price};
}

void post(std::string_view role, settlement::DuskClient& client, const DuskSend& send,
          const settlement::Tx& tx) {
    const auto id = value_or_fail(role, client.propagate(tx));
    const auto status =
        value_or_fail(role, client.wait_for_tx(id, std::chrono::seconds{send.timeout_s}));
    json::object out{{"tx", to_hex_plain(id)},
                     {"block_height", status.block_height},
                     {"block_hash", to_hex_plain(status.block_hash)},
                     {"gas_spent", status.gas_spent},
                     {"status", status.err ? "failed" : "executed"}};
    if (status.err) out["error"] = *status.err;
    fmt::print("{}\n", json::serialize(out));
    if (status.err) throw CLI::RuntimeError(1);
}

}  // namespace

void add_dusk_flags(CLI::App& command, DuskSend& send, std::uint64_t default_gas_limit) {
    send.gas_limit = default_gas_limit;
    command.add_option("--duskds", send.url, "HTTP interface of a DuskDS node")
        ->capture_default_str();
    command.add_option("--key", send.key, "Moonlight key that pays, as hex or in a file")
        ->required();
    command.add_option("--gas-limit", send.gas_limit, "Most gas that the transaction takes")
        ->capture_default_str();
    command.add_option("--gas-price", send.gas_price, "LUX for a unit of gas")
        ->capture_default_str();
    command.add_option("--timeout", send.timeout_s, "Seconds to wait for the execution")
        ->capture_default_str();
}

void send_dusk(std::string_view role, const DuskSend& send, const DuskTransfer& transfer) {
    const auto key = moonlight_key(role, send.key);
    settlement::DuskClient client{send.url};
    const auto terms = ask_terms(role, client, send, key.public_key(), transfer.value_lux);
    post(role, client, send,
         settlement::make_transfer(terms, transfer.receiver, transfer.value_lux, key));
}

void send_dusk(std::string_view role, const DuskSend& send, const DuskCall& call) {
    const auto key = moonlight_key(role, send.key);
    settlement::DuskClient client{send.url};
    const auto terms = ask_terms(role, client, send, key.public_key(), call.deposit_lux);
    post(role, client, send, settlement::make_call(terms, call.call, call.deposit_lux, key));
}

std::uint64_t parse_lux(std::string_view role, const std::string& text) {
    const auto amount = parse_amount(text, LUX_DECIMALS);
    if (!amount || amount->is_zero() || !amount->fits_u64())
        fail(role, "--amount: expected DUSK with up to 9 decimals, not " + text);
    return amount->low64();
}

}  // namespace dusk::cli
