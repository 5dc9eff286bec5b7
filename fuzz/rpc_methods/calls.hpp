// How the subjects of this program call a method: by its name in a table, with parameters in which
// some texts stand for what the backend has.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include <dusk/platform/rpc/method_table.hpp>

namespace dusk::fuzz {

/// In parameters "@b2" stands for the hash of block 2, "@t1" for that of transaction 1, "@x1" for
/// the bytes of a signed transaction that no block has, "@c1" for the address of a contract or
/// an account.
struct Stock {
    std::vector<std::string> blocks;
    std::vector<std::string> txns;
    std::vector<std::string> raw;
    std::vector<std::string> contracts;

    void resolve(boost::json::value& value) const;
    void resolve(rpc::Params& arguments) const;
};

/// Calls the method, which must be there, and writes its answer. "eth_subscribe" subscribes.
void call(const rpc::MethodTable& table, std::string_view name, const rpc::Params& arguments);

/// The payload envelope's hash is right: else nothing behind that check is reached. `payload` is
/// the value that has the payload's members; it must be an object for anything to change.
void seal_payload(boost::json::value& payload, const boost::json::value* beacon_root,
                  bool has_requests);

}  // namespace dusk::fuzz
