// net_*, web3_*, admin_*: the node itself.
#include <dusk/core/codec/hex.hpp>
#include <dusk/node/rpc/eth/rows.hpp>

namespace dusk::eth {
namespace {

Result net_version(EthBackend& backend, const Params&, CallContext&) {
    return Value(std::to_string(backend.config().chain_id));
}

Result net_listening(EthBackend&, const Params&, CallContext&) { return Value(true); }

Result net_peer_count(EthBackend& backend, const Params&, CallContext&) {
    const auto& count = backend.status().peer_count;
    return quantity(count ? count() : std::uint64_t{0});
}

Result client_version(EthBackend& backend, const Params&, CallContext&) {
    return Value(backend.options().client_version);
}

Result sha3(EthBackend&, const Params& arguments, CallContext&) {
    DUSK_TRY(input, params::bytes(arguments, 0));
    return hex(keccak256(input));
}

Result node_info(EthBackend& backend, const Params&, CallContext&) {
    const auto head = backend.store().head();
    return Object{
        {"name", backend.options().client_version},
        {"protocols", Object{{"eth", Object{{"network", backend.config().chain_id},
                                            {"genesis", hex(backend.store().genesis_block().hash)},
                                            {"head", hex(head.hash)}}}}}};
}

Result peers(EthBackend&, const Params&, CallContext&) { return Value(Array{}); }

Result data_folder(EthBackend& backend, const Params&, CallContext&) {
    return Value(backend.status().data_folder);
}

constexpr MethodRow NET_ROWS[] = {
    {"net_version", net_version, 0, Pace::at_once},
    {"net_listening", net_listening, 0, Pace::at_once},
    {"net_peerCount", net_peer_count, 0, Pace::at_once},
};
constexpr MethodRow WEB3_ROWS[] = {
    {"web3_clientVersion", client_version, 0, Pace::at_once},
    {"web3_sha3", sha3, 1},
};
constexpr MethodRow ADMIN_ROWS[] = {
    {"admin_nodeInfo", node_info, 0, Pace::at_once},
    {"admin_peers", peers, 0, Pace::at_once},
    {"admin_datadir", data_folder, 0, Pace::at_once},
};

}  // namespace

std::span<const MethodRow> net_rows() { return NET_ROWS; }
std::span<const MethodRow> web3_rows() { return WEB3_ROWS; }
std::span<const MethodRow> admin_rows() { return ADMIN_ROWS; }

}  // namespace dusk::eth
