#include <dusk/node/dev/cheat_rows.hpp>
#include <dusk/node/dev/dev_methods.hpp>

namespace dusk::dev {
namespace {

constexpr std::pair<unsigned, std::string_view> PREFIXES[] = {
    {ANVIL, "anvil_"}, {HARDHAT, "hardhat_"}, {EVM, "evm_"}, {TENDERLY, "tenderly_"}};

void add_row(rpc::MethodTable& table, const std::shared_ptr<Site>& site, const CheatRow& row) {
    for (const auto& [bit, prefix] : PREFIXES)
        if ((row.names & bit) != 0)
            table.add(std::string(prefix) + std::string(row.name),
                      [site, handler = row.handler](const Params& arguments, rpc::CallContext&) {
                          return handler(*site, arguments);
                      });
}

}  // namespace

void add_cheat_methods(rpc::MethodTable& table, DevChain& dev, std::string client_version) {
    // Shared by the methods, which live as long as their tables.
    const auto site = std::make_shared<Site>(Site{dev, std::move(client_version)});
    for (const auto rows : {state_cheats(), block_cheats(), node_cheats()})
        for (const auto& row : rows) add_row(table, site, row);
}

void add_dev_methods(rpc::MethodTable& table, DevChain& dev, std::string client_version) {
    add_cheat_methods(table, dev, std::move(client_version));
    add_account_methods(table, dev);
}

}  // namespace dusk::dev
