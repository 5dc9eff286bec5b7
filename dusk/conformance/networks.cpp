#include <array>
#include <utility>

#include <dusk/conformance/fields.hpp>
#include <dusk/conformance/networks.hpp>

namespace dusk::conformance {
namespace {

using evm::Revision;

constexpr std::uint64_t TRANSITION_TIME = 15'000;
constexpr std::string_view TRANSITION = "AtTime15k";

constexpr std::pair<std::string_view, Revision> NAMES[] = {
    {"Frontier", Revision::frontier},
    {"Homestead", Revision::homestead},
    {"EIP150", Revision::tangerine_whistle},
    {"TangerineWhistle", Revision::tangerine_whistle},
    {"EIP158", Revision::spurious_dragon},
    {"SpuriousDragon", Revision::spurious_dragon},
    {"Byzantium", Revision::byzantium},
    {"Constantinople", Revision::constantinople},
    {"ConstantinopleFix", Revision::petersburg},
    {"Petersburg", Revision::petersburg},
    {"Istanbul", Revision::istanbul},
    {"MuirGlacier", Revision::istanbul},
    {"Berlin", Revision::berlin},
    {"London", Revision::london},
    {"ArrowGlacier", Revision::london},
    {"GrayGlacier", Revision::london},
    {"Merge", Revision::paris},
    {"Paris", Revision::paris},
    {"Shanghai", Revision::shanghai},
    {"Cancun", Revision::cancun},
    {"Prague", Revision::prague},
    {"Osaka", Revision::osaka},
    {"BPO1", Revision::osaka},
    {"BPO2", Revision::osaka},
    {"BPO3", Revision::osaka},
    {"BPO4", Revision::osaka},
};

/// OP forks as `--state.fork` of the transition tool names them.
constexpr std::pair<std::string_view, OpFork> OP_NAMES[] = {
    {"Bedrock", OpFork::bedrock}, {"Regolith", OpFork::regolith}, {"Canyon", OpFork::canyon},
    {"Delta", OpFork::delta},     {"Ecotone", OpFork::ecotone},   {"Fjord", OpFork::fjord},
    {"Granite", OpFork::granite}, {"Holocene", OpFork::holocene}, {"Isthmus", OpFork::isthmus},
    {"Jovian", OpFork::jovian},   {"Karst", OpFork::karst},
};

/// EIP-7892: forks that change the blob parameters alone.
constexpr std::pair<std::string_view, BlobParams> BLOB_FORKS[] = {
    {"BPO1", {10, 15, 8'346'193}},
    {"BPO2", {14, 21, 11'684'671}},
    {"BPO3", {21, 32, 20'609'697}},
    {"BPO4", {14, 21, 13'739'630}},
};

BlobParams default_blobs(std::string_view name, Revision revision) {
    for (const auto& [known, params] : BLOB_FORKS)
        if (known == name) return params;
    return revision >= Revision::prague ? PRAGUE_BLOBS : CANCUN_BLOBS;
}

/// EIP-7840: the fixture's parameters for the fork, else Ethereum's.
BlobParams blobs_of(std::string_view name, Revision revision, const boost::json::value* config) {
    const auto* schedule = config == nullptr ? nullptr : find(*config, "blobSchedule");
    const auto* entry = schedule == nullptr ? nullptr : find(*schedule, name);
    if (entry == nullptr) return default_blobs(name, revision);
    return {as_u64(get(*entry, "target")), as_u64(get(*entry, "max")),
            as_u64(get(*entry, "baseFeeUpdateFraction"))};
}

}  // namespace

std::optional<Revision> revision_by_name(std::string_view name) {
    for (const auto& [known, revision] : NAMES)
        if (known == name) return revision;
    return std::nullopt;
}

std::optional<ChainConfig> network_config(std::string_view network,
                                          const boost::json::value* config) {
    for (const auto& [name, fork] : OP_NAMES)
        if (name == network) return make_op_config(1, OpForkSchedule::all_through(fork));
    ChainConfig chain{.chain_id = 1, .op = {}, .ethereum = {}};
    if (config != nullptr)
        if (const auto* id = find(*config, "chainid")) chain.chain_id = as_u64(*id);
    const auto add = [&](std::string_view name, std::uint64_t time) {
        const auto revision = revision_by_name(name);
        if (revision)
            chain.ethereum.push_back({time, *revision, blobs_of(name, *revision, config)});
        return revision.has_value();
    };
    bool known = false;
    if (network.ends_with(TRANSITION)) {
        network.remove_suffix(TRANSITION.size());
        const auto to = network.find("To");
        known = to != std::string_view::npos && add(network.substr(0, to), 0) &&
                add(network.substr(to + 2), TRANSITION_TIME);
    } else {
        known = add(network, 0);
    }
    if (!known) return std::nullopt;
    return chain;
}

}  // namespace dusk::conformance
