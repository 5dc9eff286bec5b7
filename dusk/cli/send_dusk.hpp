// One Moonlight transaction to DuskDS from the command line: signed, posted, waited for, reported.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include <CLI/CLI.hpp>

#include <dusk/platform/crypto/dusk_bls.hpp>
#include <dusk/settlement/client/builder.hpp>
#include <dusk/settlement/client/client.hpp>

namespace dusk::cli {

struct DuskSend {
    std::string url = "http://127.0.0.1:8080";
    std::string key;
    std::uint64_t gas_limit = 0;
    std::uint64_t gas_price = 1;
    unsigned timeout_s = 60;
};

/// --duskds, --key, --gas-limit, --gas-price, --timeout
void add_dusk_flags(CLI::App& command, DuskSend& send, std::uint64_t default_gas_limit);

/// Where a transaction goes: to an account, or into a contract's method with a deposit.
struct DuskTransfer {
    settlement::AccountKey receiver;
    std::uint64_t value_lux = 0;
};
struct DuskCall {
    settlement::ContractCall call;
    std::uint64_t deposit_lux = 0;
};

/// Prints {"tx", "block_height", "status", …}. Ends the program with exit code 1 where the
/// transaction fails or is not executed in time.
void send_dusk(std::string_view role, const DuskSend& send, const DuskTransfer& transfer);
void send_dusk(std::string_view role, const DuskSend& send, const DuskCall& call);

/// DUSK in decimal behind the flag --amount, as LUX. More than zero.
std::uint64_t parse_lux(std::string_view role, const std::string& text);

}  // namespace dusk::cli
