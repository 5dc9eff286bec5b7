// eth_config (EIP-7910): the rules now, next and last; eth_capabilities: what can be asked for.
#include <algorithm>

#include <dusk/core/base/endian.hpp>
#include <dusk/core/evm/precompiles.hpp>
#include <dusk/node/rpc/eth/fork_id.hpp>
#include <dusk/node/rpc/eth/rows.hpp>

namespace dusk::eth {
namespace {

struct PrecompileName {
    std::uint16_t address;
    std::string_view name;
};
constexpr PrecompileName PRECOMPILES[] = {{0x01, "ECREC"},
                                          {0x02, "SHA256"},
                                          {0x03, "RIPEMD160"},
                                          {0x04, "ID"},
                                          {0x05, "MODEXP"},
                                          {0x06, "BN254_ADD"},
                                          {0x07, "BN254_MUL"},
                                          {0x08, "BN254_PAIRING"},
                                          {0x09, "BLAKE2F"},
                                          {0x0a, "KZG_POINT_EVALUATION"},
                                          {0x0b, "BLS12_G1ADD"},
                                          {0x0c, "BLS12_G1MSM"},
                                          {0x0d, "BLS12_G2ADD"},
                                          {0x0e, "BLS12_G2MSM"},
                                          {0x0f, "BLS12_PAIRING_CHECK"},
                                          {0x10, "BLS12_MAP_FP_TO_G1"},
                                          {0x11, "BLS12_MAP_FP2_TO_G2"},
                                          {0x100, "P256VERIFY"}};

Object precompiles_json(const evm::PrecompileSet& set) {
    Object out;
    for (const auto& address : evm::precompile_addresses(set)) {
        const auto number = load_be<std::uint16_t>(address.view().last(2));
        const auto row = std::ranges::find(PRECOMPILES, number, &PrecompileName::address);
        if (row != std::end(PRECOMPILES)) out[row->name] = hex(address);
    }
    return out;
}

/// EIP-4788, 2935, 7251, 7002.
Object system_contracts_json(const EthBackend& backend, const BlockRules& rules) {
    Object out;
    if (rules.revision >= evm::Revision::cancun)
        out["BEACON_ROOTS_ADDRESS"] = "0x000f3df6d732807ef1319fb7b8bb8522d0beac02";
    if (rules.revision < evm::Revision::prague) return out;
    out["HISTORY_STORAGE_ADDRESS"] = "0x0000f90827f1c53a10cb7a02335b175320002935";
    if (rules.is_op()) return out;  // no requests (OP specs, isthmus/exec-engine.md)
    out["CONSOLIDATION_REQUEST_PREDEPLOY_ADDRESS"] = "0x0000bbddc7ce488642fb579f8b00f3a590007251";
    out["DEPOSIT_CONTRACT_ADDRESS"] = hex(backend.options().deposit_contract);
    out["WITHDRAWAL_REQUEST_PREDEPLOY_ADDRESS"] = "0x00000961ef480eb55e80d19ad83579a64c007002";
    return out;
}

Value fork_json(const EthBackend& backend, const ForkList& forks, std::uint64_t time) {
    const auto rules = rules_at(backend.config(), time);
    Value blobs = nullptr;
    if (rules.revision >= evm::Revision::cancun)
        blobs = Object{{"target", rules.blobs.target},
                       {"max", rules.blobs.max},
                       {"baseFeeUpdateFraction", rules.blobs.base_fee_update_fraction}};
    return Object{{"activationTime", time},
                  {"blobSchedule", std::move(blobs)},
                  {"chainId", quantity(backend.config().chain_id)},
                  {"forkId", hex(forks.id_at(time))},
                  {"precompiles", precompiles_json(rules.precompiles)},
                  {"systemContracts", system_contracts_json(backend, rules)}};
}

Result config(EthBackend& backend, const Params&, CallContext&) {
    DUSK_TRY(head, backend.header(backend.store().head().hash));
    const auto forks = fork_list(backend);
    const auto& times = forks.times;
    const auto upcoming = std::ranges::upper_bound(times, head.timestamp);
    const auto current = upcoming == times.begin() ? 0 : *(upcoming - 1);
    Object out{
        {"current", fork_json(backend, forks, current)}, {"next", nullptr}, {"last", nullptr}};
    if (upcoming == times.end()) return out;
    out["next"] = fork_json(backend, forks, *upcoming);
    out["last"] = fork_json(backend, forks, times.back());
    return out;
}

/// The node keeps what it has from genesis on.
Result capabilities(EthBackend& backend, const Params&, CallContext&) {
    const auto head = backend.store().head();
    const Object all{{"disabled", false}, {"oldestBlock", "0x0"}};
    auto logs = all;
    logs["deleteStrategy"] = Object{{"type", "window"}, {"retentionBlocks", quantity(head.number)}};
    return Object{{"head", Object{{"number", quantity(head.number)}, {"hash", hex(head.hash)}}},
                  {"state", all},
                  {"tx", all},
                  {"logs", std::move(logs)},
                  {"receipts", all},
                  {"blocks", all},
                  {"stateproofs", all}};
}

constexpr MethodRow ROWS[] = {{"eth_config", config}, {"eth_capabilities", capabilities}};

}  // namespace

std::span<const MethodRow> config_rows() { return ROWS; }

}  // namespace dusk::eth
