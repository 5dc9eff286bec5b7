#include <set>

#include <boost/json.hpp>

#include <dusk/platform/config/reader.hpp>
#include <dusk/settlement/ledger/base58.hpp>
#include <dusk/settlement/node/genesis.hpp>
#include <dusk/settlement/node/genesis_bridge.hpp>

namespace dusk::settlement {
namespace {

namespace json = boost::json;
using Text = std::string;

std::expected<AccountKey, Text> read_key(std::string_view text) {
    auto key = account_from_base58(text);
    if (!key) return std::unexpected("not a base58 account key: " + Text(text));
    return *key;
}

template <class T>
std::expected<T, Text> plain(std::expected<T, config::Error> value) {
    if (!value) return std::unexpected(value.error().text());
    return *std::move(value);
}

std::expected<std::vector<GenesisAccount>, Text> read_accounts(const config::Reader& root) {
    std::vector<GenesisAccount> accounts;
    const auto member = root.find("accounts");
    if (!member) return accounts;
    if (!member->json().is_object())
        return std::unexpected(member->error("expected an object").text());
    std::set<AccountKey> seen;
    std::uint64_t total = 0;
    for (const auto& [name, value] : member->json().as_object()) {
        DUSK_TRY(key, read_key(name));
        DUSK_TRY(at, plain(member->at(name)));
        DUSK_TRY(balance, plain(at.u64()));
        if (!seen.insert(key).second) return std::unexpected("account listed twice: " + Text(name));
        if (balance > ~std::uint64_t{0} - total) return std::unexpected(Text("supply overflow"));
        total += balance;
        accounts.push_back({key, balance});
    }
    return accounts;
}

std::expected<std::vector<GenesisStake>, Text> read_stakes(const config::Reader& root) {
    std::vector<GenesisStake> stakes;
    DUSK_TRY(list, plain(root.at("stakes")));
    DUSK_TRY(elements, plain(list.elements()));
    std::set<AccountKey> seen;
    std::uint64_t total = 0;
    for (const auto& element : elements) {
        DUSK_TRY(text, plain(element.text("account")));
        DUSK_TRY(key, read_key(text));
        DUSK_TRY(value, plain(element.u64("value")));
        std::uint64_t eligibility = 0;
        if (const auto given = element.find("eligibility")) {
            DUSK_TRY(number, plain(given->u64()));
            eligibility = number;
        }
        if (!seen.insert(key).second) return std::unexpected("stake listed twice: " + text);
        if (value > ~std::uint64_t{0} - total) return std::unexpected(Text("supply overflow"));
        total += value;
        stakes.push_back({key, value, eligibility});
    }
    if (stakes.empty()) return std::unexpected(Text("a network needs at least one stake"));
    return stakes;
}

}  // namespace

std::expected<GenesisConfig, std::string> parse_genesis(const json::value& document,
                                                        const std::string& name) {
    const config::Reader root(document, name);
    GenesisConfig config;
    DUSK_TRY(chain_id, plain(root.u64("chain_id")));
    if (chain_id > 0xff) return std::unexpected(name + ": chain_id over 255");
    config.chain_id = static_cast<std::uint8_t>(chain_id);
    DUSK_TRY(timestamp, plain(root.u64("timestamp")));
    config.timestamp_s = timestamp;
    DUSK_TRY(accounts, read_accounts(root));
    config.accounts = std::move(accounts);
    DUSK_TRY(stakes, read_stakes(root));
    config.stakes = std::move(stakes);
    config.dusk_key = config.stakes.front().account;
    if (const auto given = root.find("dusk_key")) {
        DUSK_TRY(text, plain(given->text()));
        DUSK_TRY(key, read_key(text));
        config.dusk_key = key;
    }
    if (const auto given = root.find("bridge")) {
        DUSK_TRY(bridge, parse_bridge(*given));
        config.bridge = std::move(bridge);
    }
    return config;
}

std::expected<GenesisConfig, std::string> read_genesis(const std::string& path) {
    DUSK_TRY(document, plain(config::read_json(path)));
    return parse_genesis(document, path);
}

json::value genesis_to_json(const GenesisConfig& config) {
    json::object accounts;
    for (const auto& account : config.accounts)
        accounts[to_base58(account.key)] = std::to_string(account.balance);
    json::array stakes;
    for (const auto& stake : config.stakes)
        stakes.push_back(json::object{{"account", to_base58(stake.account)},
                                      {"value", std::to_string(stake.value)},
                                      {"eligibility", stake.eligibility}});
    json::object out{{"chain_id", config.chain_id},
                     {"timestamp", config.timestamp_s},
                     {"dusk_key", to_base58(config.dusk_key)},
                     {"accounts", std::move(accounts)},
                     {"stakes", std::move(stakes)}};
    if (config.bridge) out["bridge"] = bridge_to_json(*config.bridge);
    return out;
}

Block genesis_block(const GenesisConfig& config, const Hash32& state_root) {
    Block block;
    block.header.version = 0;
    block.header.timestamp_s = config.timestamp_s;
    block.header.state_hash = state_root;
    block.header.hash = header_hash(block.header);
    return block;
}

}  // namespace dusk::settlement
