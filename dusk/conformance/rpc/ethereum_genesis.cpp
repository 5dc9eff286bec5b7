#include <algorithm>

#include <boost/json/serialize.hpp>

#include <dusk/conformance/fields.hpp>
#include <dusk/conformance/rpc/ethereum_genesis.hpp>

namespace dusk::conformance {
namespace {

namespace json = boost::json;
using evm::Revision;

struct BlockForkRow {
    std::string_view key;
    Revision revision;
};
/// In order. Those without rules of their own keep the revision before them.
constexpr BlockForkRow BLOCK_FORKS[] = {{"homesteadBlock", Revision::homestead},
                                        {"eip150Block", Revision::tangerine_whistle},
                                        {"eip158Block", Revision::spurious_dragon},
                                        {"byzantiumBlock", Revision::byzantium},
                                        {"constantinopleBlock", Revision::constantinople},
                                        {"petersburgBlock", Revision::petersburg},
                                        {"istanbulBlock", Revision::istanbul},
                                        {"muirGlacierBlock", Revision::istanbul},
                                        {"berlinBlock", Revision::berlin},
                                        {"londonBlock", Revision::london},
                                        {"arrowGlacierBlock", Revision::london},
                                        {"grayGlacierBlock", Revision::london},
                                        {"mergeNetsplitBlock", Revision::paris}};

struct TimeForkRow {
    std::string_view key;
    std::string_view blobs;
    Revision revision;
};
constexpr TimeForkRow TIME_FORKS[] = {
    {"shanghaiTime", "", Revision::shanghai},   {"cancunTime", "cancun", Revision::cancun},
    {"pragueTime", "prague", Revision::prague}, {"osakaTime", "osaka", Revision::osaka},
    {"bpo1Time", "bpo1", Revision::osaka},      {"bpo2Time", "bpo2", Revision::osaka},
    {"bpo3Time", "bpo3", Revision::osaka},      {"bpo4Time", "bpo4", Revision::osaka},
    {"bpo5Time", "bpo5", Revision::osaka}};

std::optional<std::uint64_t> number(const json::value& config, std::string_view key) {
    const auto* value = find(config, key);
    if (value == nullptr || value->is_null()) return std::nullopt;
    return value->to_number<std::uint64_t>();
}

BlobParams blob_params(const json::value& config, std::string_view name) {
    const auto& row = get(get(config, "blobSchedule"), name);
    return {
        .target = get(row, "target").to_number<std::uint64_t>(),
        .max = get(row, "max").to_number<std::uint64_t>(),
        .base_fee_update_fraction = get(row, "baseFeeUpdateFraction").to_number<std::uint64_t>()};
}

}  // namespace

ChainConfig ethereum_config(const json::value& genesis, std::span<const Block> blocks) {
    const auto& config = get(genesis, "config");
    ChainConfig out{.chain_id = get(config, "chainId").to_number<std::uint64_t>(),
                    .op = std::nullopt,
                    .ethereum = {{.time = 0, .revision = Revision::frontier}}};
    for (const auto& row : BLOCK_FORKS) {
        const auto block = number(config, row.key);
        if (!block || *block > blocks.size()) continue;
        const auto time = *block == 0 ? 0 : blocks[*block - 1].header.timestamp;
        out.ethereum.push_back({.time = time, .revision = row.revision});
    }
    for (const auto& row : TIME_FORKS)
        if (const auto time = number(config, row.key))
            out.ethereum.push_back(
                {.time = *time,
                 .revision = row.revision,
                 .blobs = row.blobs.empty() ? CANCUN_BLOBS : blob_params(config, row.blobs)});
    return out;
}

std::vector<std::uint64_t> fork_blocks(const json::value& genesis) {
    std::vector<std::uint64_t> out;
    for (const auto& row : BLOCK_FORKS)
        if (const auto block = number(get(genesis, "config"), row.key); block.value_or(0) != 0)
            out.push_back(*block);
    std::ranges::sort(out);
    const auto repeated = std::ranges::unique(out);
    out.erase(repeated.begin(), repeated.end());
    return out;
}

genesis::Genesis ethereum_genesis(const json::value& genesis) {
    auto parsed = genesis::parse_genesis(json::serialize(genesis), "genesis.json");
    if (!parsed) throw FixtureError("genesis.json is malformed");
    const auto* base_fee = find(genesis, "baseFeePerGas");
    if (base_fee == nullptr || base_fee->is_null()) parsed->header.base_fee_per_gas.reset();
    return *std::move(parsed);
}

}  // namespace dusk::conformance
