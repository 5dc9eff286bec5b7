#include <array>

#include <boost/json.hpp>

#include <dusk/core/base/endian.hpp>
#include <dusk/core/base/result.hpp>
#include <dusk/core/codec/hex.hpp>
#include <dusk/node/engine/engine_methods.hpp>
#include <dusk/platform/log/log.hpp>
#include <dusk/platform/rpc/params.hpp>

namespace dusk::engine {
namespace {

namespace json = boost::json;
using rpc::CallContext;
using rpc::Params;
using rpc::Result;

constexpr std::size_t BODIES_MAX = 1024;
/// go-ethereum: params.MaximumExtraDataSize.
constexpr std::size_t EXTRA_DATA_SIZE_MAX = 32;

/// Which fields a version of a call must have and must not have (execution-apis, engine/*).
struct Version {
    int number = 1;
    bool has_withdrawals() const { return number >= 2; }
    bool has_blob_fields() const { return number >= 3; }
};

std::unexpected<rpc::Error> invalid_params(std::string message) {
    return std::unexpected(rpc::invalid_params(std::move(message)));
}

/// Whether a fork may use a version: V1 and V2 up to Delta, V3 from Ecotone, then those that the
/// method has for Isthmus (Prague) and Karst (Osaka).
bool version_fits(const BlockRules& rules, const Version& version) {
    if (rules.has_op(OpFork::ecotone)) return version.number == 3;
    if (rules.has_op(OpFork::canyon)) return version.number == 2;
    return version.number <= 2;
}

bool version_of_new_payload_fits(const BlockRules& rules, const Version& version) {
    if (rules.has_op(OpFork::isthmus)) return version.number == 4;
    return version_fits(rules, version);
}

bool version_of_get_payload_fits(const BlockRules& rules, const Version& version) {
    if (rules.has_op(OpFork::karst)) return version.number == 5;
    return version_of_new_payload_fits(rules, version);
}

std::unexpected<rpc::Error> unsupported_fork() {
    return std::unexpected(rpc::Error{CODE_UNSUPPORTED_FORK, "Unsupported fork"});
}

Result new_payload(Engine& engine, Version version, const Params& params) {
    DUSK_TRY(first, rpc::params::any(params, 0));
    auto payload = sources::payload_from_json(*first);
    if (!payload) return std::unexpected(rpc::params::invalid(0, payload.error()));
    sources::PayloadEnvelope envelope{.payload = *std::move(payload)};
    if (!version_of_new_payload_fits(rules_at(engine.chain().config(), envelope.payload.timestamp),
                                     version))
        return unsupported_fork();
    if (version.has_blob_fields()) {
        DUSK_TRY(hashes, rpc::params::json_array(params, 1));
        if (!hashes->empty()) return invalid_params("versioned hashes must be empty on this chain");
        DUSK_TRY(root, rpc::params::hash(params, 2));
        envelope.parent_beacon_block_root = root;
        if (!envelope.payload.blob_gas_used || !envelope.payload.excess_blob_gas)
            return invalid_params("nil blobGasUsed or excessBlobGas post-cancun");
    }
    if (version.number >= 4) {
        DUSK_TRY(requests, rpc::params::json_array(params, 3));
        if (!requests->empty())
            return invalid_params("execution requests must be empty on this chain");
        envelope.has_requests = true;
        if (!envelope.payload.withdrawals_root)
            return invalid_params("nil withdrawalsRoot post-isthmus");
    }
    return sources::to_json(engine.new_payload(envelope));
}

Result forkchoice_updated(Engine& engine, Version version, const Params& params) {
    DUSK_TRY(first, rpc::params::any(params, 0));
    const auto state = sources::forkchoice_from_json(*first);
    if (!state) return std::unexpected(rpc::params::invalid(0, state.error()));
    std::optional<rollup::PayloadAttributes> attributes;
    if (const auto* second = rpc::params::optional(params, 1)) {
        auto decoded = sources::attributes_from_json(*second);
        if (!decoded) return std::unexpected(rpc::params::invalid(1, decoded.error()));
        attributes = *std::move(decoded);
        if (!version_fits(rules_at(engine.chain().config(), attributes->timestamp), version))
            return unsupported_fork();
    }
    DUSK_TRY(answer, engine.forkchoice_updated(*state, attributes));
    return sources::to_json(answer);
}

Result get_payload(Engine& engine, Version version, const Params& params) {
    DUSK_TRY(bytes, rpc::params::bytes(params, 0));
    if (bytes.size() != 8) return invalid_params("invalid argument 0: payload id must be 8 bytes");
    DUSK_TRY(envelope, engine.get_payload(sources::PayloadId::from(bytes)));
    if (!version_of_get_payload_fits(rules_at(engine.chain().config(), envelope.payload.timestamp),
                                     version))
        return unsupported_fork();
    if (version.number == 1) return sources::to_json(envelope.payload);
    return sources::to_json(envelope);
}

json::value body_json(const store::Body& body) {
    json::array transactions;
    for (const auto& txn : body.transactions)
        transactions.push_back(json::string(to_hex(encode_transaction(txn))));
    json::object result{{"transactions", std::move(transactions)}};
    result["withdrawals"] = body.withdrawals ? json::value(json::array{}) : json::value(nullptr);
    return result;
}

json::value body_or_null(Engine& engine, const Hash32& hash) {
    const auto body = engine.chain().store().body(hash);
    return body && *body ? body_json(**body) : json::value(nullptr);
}

Result bodies_by_hash(Engine& engine, const Params& params) {
    DUSK_TRY(hashes, rpc::params::json_array(params, 0));
    if (hashes->size() > BODIES_MAX)
        return std::unexpected(rpc::Error{CODE_TOO_LARGE_REQUEST, "Too large request"});
    json::array result;
    for (const auto& entry : *hashes) {
        const auto hash = rpc::params::to_hash(entry);
        if (!hash) return std::unexpected(rpc::params::invalid(0, hash.error()));
        result.push_back(body_or_null(engine, *hash));
    }
    return result;
}

Result bodies_by_range(Engine& engine, const Params& params) {
    DUSK_TRY(start, rpc::params::quantity64(params, 0));
    DUSK_TRY(count, rpc::params::quantity64(params, 1));
    if (start == 0 || count == 0)
        return invalid_params("invalid start or count, start: " + std::to_string(start) +
                              " count: " + std::to_string(count));
    if (count > BODIES_MAX)
        return std::unexpected(rpc::Error{CODE_TOO_LARGE_REQUEST, "Too large request"});
    const auto head = engine.chain().store().head().number;
    json::array result;
    for (auto number = start; number < start + count && number <= head; ++number) {
        const auto hash = engine.chain().store().canonical_hash(number);
        result.push_back(hash && *hash ? body_or_null(engine, **hash) : json::value(nullptr));
    }
    return result;
}

Result client_version(const Params&) {
    return json::array{json::object{
        {"code", "DU"}, {"name", "duskevm"}, {"version", "v0.1.0"}, {"commit", "0x00000000"}}};
}

/// The newest protocol version that this node knows, 9.0.0, as it is encoded (OP specs,
/// protocol/superchain-upgrades.md#protocol-version); what the caller recommends or requires is the
/// operator's business.
Result signal_superchain(const Params& params) {
    DUSK_TRY_VOID(rpc::params::json_object(params, 0, "catalyst.SuperchainSignal"));
    constexpr std::size_t MAJOR_OFFSET = 16;
    Hash32 version;
    store_be(version.data() + MAJOR_OFFSET, std::uint32_t{9});
    return json::value(to_hex(version));
}

using VersionedMethod = Result (*)(Engine&, Version, const Params&);
struct Row {
    std::string_view name;
    VersionedMethod method;
    int version_max;
};
constexpr std::array ROWS{Row{"engine_newPayloadV", new_payload, 4},
                          Row{"engine_forkchoiceUpdatedV", forkchoice_updated, 3},
                          Row{"engine_getPayloadV", get_payload, 5}};

}  // namespace

void add_engine_methods(rpc::MethodTable& table, Engine& engine) {
    json::array capabilities;
    const auto add = [&](const std::string& name, rpc::Handler handler) {
        capabilities.push_back(json::string(name));
        table.add(name, std::move(handler));
    };
    for (const auto& row : ROWS)
        for (int version = 1; version <= row.version_max; ++version)
            add(std::string(row.name) + std::to_string(version),
                [&engine, method = row.method, version](const Params& params, CallContext&) {
                    return method(engine, {version}, params);
                });
    add("engine_getPayloadBodiesByHashV1",
        [&engine](const Params& params, CallContext&) { return bodies_by_hash(engine, params); });
    add("engine_getPayloadBodiesByRangeV1",
        [&engine](const Params& params, CallContext&) { return bodies_by_range(engine, params); });
    add("engine_getClientVersionV1",
        [](const Params& params, CallContext&) { return client_version(params); });
    add("engine_signalSuperchainV1",
        [](const Params& params, CallContext&) { return signal_superchain(params); });
    table.add("engine_exchangeCapabilities",
              [capabilities](const Params&, CallContext&) -> Result { return capabilities; });
}

namespace {

/// As op-geth, which takes it and lets the attributes say what a block's extra data is.
Result set_extra(const Params& params) {
    DUSK_TRY(extra, rpc::params::any(params, 0));
    if (!extra->is_string()) return std::unexpected(rpc::params::invalid(0, "no string"));
    const auto size = extra->get_string().size();
    if (size > EXTRA_DATA_SIZE_MAX)
        return std::unexpected(rpc::server_error("extra exceeds max length. " +
                                                 std::to_string(size) + " > " +
                                                 std::to_string(EXTRA_DATA_SIZE_MAX)));
    return true;
}

}  // namespace

void add_miner_methods(rpc::MethodTable& table, Engine& engine) {
    table.add("miner_setMaxDASize", [&engine](const Params& params, CallContext&) -> Result {
        DUSK_TRY(txn_max, rpc::params::quantity64(params, 0));
        DUSK_TRY(block_max, rpc::params::quantity64(params, 1));
        engine.set_da_limits({.txn_size_max = txn_max, .block_size_max = block_max});
        return true;
    });
    table.add("miner_setGasLimit", [&engine](const Params& params, CallContext&) -> Result {
        DUSK_TRY(gas, rpc::params::quantity64(params, 0));
        engine.set_gas_max(gas);
        return true;
    });
    table.add("miner_setGasPrice", [&engine](const Params& params, CallContext&) -> Result {
        DUSK_TRY(wei, rpc::params::quantity(params, 0));
        engine.pool().set_price_limit(wei.saturated64());
        return true;
    });
    table.add("miner_setExtra",
              [](const Params& params, CallContext&) { return set_extra(params); });
}

}  // namespace dusk::engine
