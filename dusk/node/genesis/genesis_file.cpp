#include <algorithm>
#include <array>

#include <boost/json/object.hpp>
#include <fmt/core.h>

#include <dusk/core/codec/hex.hpp>
#include <dusk/core/trie/trie.hpp>
#include <dusk/node/genesis/genesis_file.hpp>

namespace dusk::genesis {
namespace {

/// The keys of the OP forks in a chain config, in the order of OpFork; Bedrock has a block number.
constexpr std::array<std::string_view, OP_FORK_COUNT> FORK_KEYS = {
    "",          "regolithTime", "canyonTime",   "deltaTime",   "ecotoneTime",
    "fjordTime", "graniteTime",  "holoceneTime", "isthmusTime", "jovianTime",
    "karstTime"};

constexpr Hash32 EMPTY_REQUESTS_HASH{{0xe3, 0xb0, 0xc4, 0x42, 0x98, 0xfc, 0x1c, 0x14,
                                      0x9a, 0xfb, 0xf4, 0xc8, 0x99, 0x6f, 0xb9, 0x24,
                                      0x27, 0xae, 0x41, 0xe4, 0x64, 0x9b, 0x93, 0x4c,
                                      0xa4, 0x95, 0x99, 0x1b, 0x78, 0x52, 0xb8, 0x55}};

using config::Error;
using config::Read;
using config::Reader;

Read<std::uint64_t> u64_or(const Reader& reader, std::string_view name, std::uint64_t otherwise) {
    const auto value = reader.find(name);
    return value ? value->u64() : Read<std::uint64_t>(otherwise);
}

Read<u256> word_or(const Reader& reader, std::string_view name, const u256& otherwise) {
    const auto value = reader.find(name);
    return value ? value->word() : Read<u256>(otherwise);
}

Read<Bytes> bytes_or_empty(const Reader& reader, std::string_view name) {
    const auto value = reader.find(name);
    return value ? value->bytes() : Read<Bytes>(Bytes{});
}

Read<void> read_config(const Reader& config, Genesis& genesis) {
    DUSK_TRY(chain_id, config.u64("chainId"));
    genesis.chain_id = chain_id;
    genesis.forks.time[0] = 0;
    for (std::size_t i = 1; i < OP_FORK_COUNT; ++i) {
        const auto value = config.find(FORK_KEYS[i]);
        if (!value) continue;
        DUSK_TRY(time, value->u64());
        genesis.forks.time[i] = time;
    }
    const auto optimism = config.find("optimism");
    if (!optimism) return {};
    const Eip1559Parameters defaults;
    DUSK_TRY(elasticity, u64_or(*optimism, "eip1559Elasticity", defaults.elasticity));
    DUSK_TRY(denominator, u64_or(*optimism, "eip1559Denominator", defaults.denominator));
    DUSK_TRY(canyon, u64_or(*optimism, "eip1559DenominatorCanyon", defaults.denominator_canyon));
    if (elasticity == 0 || denominator == 0 || canyon == 0)
        return std::unexpected(optimism->error("base fee parameters must not be zero"));
    genesis.eip1559 = {
        .elasticity = elasticity, .denominator = denominator, .denominator_canyon = canyon};
    return {};
}

Read<void> read_header(const Reader& root, Header& header) {
    DUSK_TRY(timestamp, u64_or(root, "timestamp", 0));
    DUSK_TRY(gas_limit, u64_or(root, "gasLimit", 30'000'000));
    DUSK_TRY(gas_used, u64_or(root, "gasUsed", 0));
    DUSK_TRY(number, u64_or(root, "number", 0));
    DUSK_TRY(nonce, u64_or(root, "nonce", 0));
    DUSK_TRY(difficulty, word_or(root, "difficulty", 0));
    DUSK_TRY(base_fee, word_or(root, "baseFeePerGas", 1'000'000'000));
    DUSK_TRY(parent_hash, word_or(root, "parentHash", 0));
    DUSK_TRY(mix_hash, word_or(root, "mixHash", 0));
    DUSK_TRY(coinbase, word_or(root, "coinbase", 0));
    DUSK_TRY(extra_data, bytes_or_empty(root, "extraData"));
    header.timestamp = timestamp;
    header.gas_limit = gas_limit;
    header.gas_used = gas_used;
    header.number = number;
    store_be(header.nonce.data(), nonce);
    header.difficulty = difficulty;
    header.base_fee_per_gas = base_fee;
    header.parent_hash = to_hash32(parent_hash);
    header.prev_randao = to_hash32(mix_hash);
    header.coinbase = to_address(coinbase);
    header.extra_data = std::move(extra_data);
    return {};
}

/// Slots and values as words: files write them with and without leading zeros.
Read<std::vector<std::pair<u256, u256>>> read_storage(const Reader& storage) {
    if (!storage.json().is_object()) return std::unexpected(storage.error("expected an object"));
    std::vector<std::pair<u256, u256>> slots;
    for (const auto& [key, value] : storage.json().get_object()) {
        DUSK_TRY(word, storage.word(key));
        std::string digits(key.starts_with("0x") ? key.substr(2) : key);
        if (digits.size() % 2 != 0) digits.insert(0, "0");
        const auto slot = from_hex(digits);
        if (!slot || slot->size() > 32) return std::unexpected(storage.error("bad storage slot"));
        slots.emplace_back(u256_from_be(*slot), word);
    }
    std::ranges::sort(slots);
    using Slot = std::pair<u256, u256>;
    if (std::ranges::adjacent_find(slots, {}, &Slot::first) != slots.end())
        return std::unexpected(storage.error("a slot stands twice"));
    std::erase_if(slots, [](const Slot& slot) { return slot.second.is_zero(); });
    return slots;
}

Read<GenesisAccount> read_account(const Reader& alloc, std::string_view key) {
    const auto address = fixed_from_hex<20>(key);
    if (!address) return std::unexpected(alloc.error(fmt::format("{} is not an address", key)));
    DUSK_TRY(entry, alloc.at(key));
    GenesisAccount account{.address = *address};
    DUSK_TRY(balance, word_or(entry, "balance", 0));
    DUSK_TRY(nonce, u64_or(entry, "nonce", 0));
    DUSK_TRY(code, bytes_or_empty(entry, "code"));
    account.balance = balance;
    account.nonce = nonce;
    account.code = std::move(code);
    if (const auto storage = entry.find("storage")) {
        DUSK_TRY(slots, read_storage(*storage));
        account.storage = std::move(slots);
    }
    return account;
}

Read<Genesis> read_root(const Reader& root) {
    Genesis genesis;
    DUSK_TRY(chain_config, root.at("config"));
    DUSK_TRY_VOID(read_config(chain_config, genesis));
    DUSK_TRY_VOID(read_header(root, genesis.header));
    DUSK_TRY(alloc, root.at("alloc"));
    if (!alloc.json().is_object()) return std::unexpected(alloc.error("expected an object"));
    for (const auto& entry : alloc.json().get_object()) {
        DUSK_TRY(account, read_account(alloc, entry.key()));
        genesis.alloc.push_back(std::move(account));
    }
    std::ranges::sort(genesis.alloc, {}, &GenesisAccount::address);
    if (std::ranges::adjacent_find(genesis.alloc, {}, &GenesisAccount::address) !=
        genesis.alloc.end())
        return std::unexpected(alloc.error("an address stands twice"));
    return genesis;
}

std::string quoted_hex(BytesView bytes) { return '"' + to_hex(bytes) + '"'; }

std::string format_account(const GenesisAccount& account) {
    std::string line = fmt::format("    {}: {{\"balance\": \"{}\"", quoted_hex(account.address),
                                   to_hex_quantity(account.balance));
    if (account.nonce != 0)
        line += fmt::format(", \"nonce\": \"{}\"", to_hex_quantity(account.nonce));
    if (!account.code.empty()) line += fmt::format(", \"code\": {}", quoted_hex(account.code));
    if (!account.storage.empty()) {
        line += ", \"storage\": {";
        for (std::size_t i = 0; i < account.storage.size(); ++i)
            line += fmt::format("{}{}: {}", i == 0 ? "" : ", ",
                                quoted_hex(to_hash32(account.storage[i].first)),
                                quoted_hex(to_hash32(account.storage[i].second)));
        line += "}";
    }
    return line + "}";
}

/// Ethereum's own forks are all active on an OP chain from block 0; the times of Shanghai, Cancun
/// and Prague follow Canyon, Ecotone and Isthmus.
std::string format_config(const Genesis& genesis) {
    std::string text = fmt::format("    \"chainId\": {},\n", genesis.chain_id);
    for (const std::string_view block :
         {"homesteadBlock", "eip150Block", "eip155Block", "eip158Block", "byzantiumBlock",
          "constantinopleBlock", "petersburgBlock", "istanbulBlock", "muirGlacierBlock",
          "berlinBlock", "londonBlock", "arrowGlacierBlock", "grayGlacierBlock",
          "mergeNetsplitBlock", "bedrockBlock"})
        text += fmt::format("    \"{}\": 0,\n", block);
    const auto time_of = [&](OpFork fork) {
        return genesis.forks.time[static_cast<std::size_t>(fork)];
    };
    const std::pair<std::string_view, OpFork> followers[] = {{"shanghaiTime", OpFork::canyon},
                                                             {"cancunTime", OpFork::ecotone},
                                                             {"pragueTime", OpFork::isthmus},
                                                             {"osakaTime", OpFork::karst}};
    for (const auto& [key, fork] : followers)
        if (const auto time = time_of(fork)) text += fmt::format("    \"{}\": {},\n", key, *time);
    for (std::size_t i = 1; i < OP_FORK_COUNT; ++i)
        if (const auto& time = genesis.forks.time[i])
            text += fmt::format("    \"{}\": {},\n", FORK_KEYS[i], *time);
    text += "    \"terminalTotalDifficulty\": 0,\n    \"terminalTotalDifficultyPassed\": true,\n";
    const auto& parameters = genesis.eip1559;
    text += fmt::format(
        "    \"optimism\": {{\"eip1559Elasticity\": {}, \"eip1559Denominator\": {}, "
        "\"eip1559DenominatorCanyon\": {}}}\n",
        parameters.elasticity, parameters.denominator, parameters.denominator_canyon);
    return text;
}

}  // namespace

config::Read<Genesis> parse_genesis(std::string_view text, const std::string& name) {
    DUSK_TRY(root, config::parse_json(text, name));
    return read_root(Reader(root, name));
}

config::Read<Genesis> read_genesis(const std::string& path) {
    DUSK_TRY(text, config::read_file(path, GENESIS_FILE_SIZE_MAX));
    return parse_genesis(text, path);
}

std::string format_genesis(const Genesis& genesis) {
    const auto& header = genesis.header;
    std::string text = "{\n  \"config\": {\n" + format_config(genesis) + "  },\n";
    const std::pair<std::string_view, std::string> fields[] = {
        {"nonce", to_hex_quantity(load_be<std::uint64_t>(header.nonce))},
        {"timestamp", to_hex_quantity(header.timestamp)},
        {"extraData", to_hex(header.extra_data)},
        {"gasLimit", to_hex_quantity(header.gas_limit)},
        {"difficulty", to_hex_quantity(header.difficulty)},
        {"mixHash", to_hex(header.prev_randao)},
        {"coinbase", to_hex(header.coinbase)},
        {"number", to_hex_quantity(header.number)},
        {"gasUsed", to_hex_quantity(header.gas_used)},
        {"parentHash", to_hex(header.parent_hash)},
        {"baseFeePerGas", to_hex_quantity(header.base_fee_per_gas.value_or(u256{}))}};
    for (const auto& [key, value] : fields) text += fmt::format("  \"{}\": \"{}\",\n", key, value);
    text += "  \"alloc\": {\n";
    for (std::size_t i = 0; i < genesis.alloc.size(); ++i)
        text += format_account(genesis.alloc[i]) + (i + 1 < genesis.alloc.size() ? ",\n" : "\n");
    return text + "  }\n}\n";
}

Header genesis_header(const Genesis& genesis, const Hash32& state_root,
                      const Hash32& message_passer_storage_root) {
    Header header = genesis.header;
    const auto fork = genesis.forks.at(header.timestamp);
    header.ommers_hash = EMPTY_OMMERS_HASH;
    header.state_root = state_root;
    header.transactions_root = EMPTY_TRIE_ROOT;
    header.receipts_root = EMPTY_TRIE_ROOT;
    if (fork >= OpFork::canyon) header.withdrawals_root = EMPTY_TRIE_ROOT;
    if (fork >= OpFork::ecotone) {
        header.blob_gas_used = 0;
        header.excess_blob_gas = 0;
        header.parent_beacon_block_root = Hash32{};
    }
    if (fork >= OpFork::isthmus) {
        header.withdrawals_root = message_passer_storage_root;
        header.requests_hash = EMPTY_REQUESTS_HASH;
    }
    return header;
}

Bytes genesis_extra_data(OpFork fork, const Eip1559Parameters& eip1559,
                         std::uint64_t min_base_fee) {
    Bytes extra;
    if (fork < OpFork::holocene) return extra;
    extra.push_back(fork >= OpFork::jovian ? 1 : 0);
    append_be(extra, static_cast<std::uint32_t>(eip1559.denominator_canyon));
    append_be(extra, static_cast<std::uint32_t>(eip1559.elasticity));
    if (fork >= OpFork::jovian) append_be(extra, min_base_fee);
    return extra;
}

}  // namespace dusk::genesis
