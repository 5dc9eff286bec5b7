#include <algorithm>
#include <charconv>

#include <boost/json.hpp>

#include <dusk/core/codec/hex.hpp>
#include <dusk/settlement/api/endpoints.hpp>
#include <dusk/settlement/api/graphql.hpp>
#include <dusk/settlement/api/json.hpp>
#include <dusk/settlement/contracts/stake.hpp>
#include <dusk/settlement/ledger/base58.hpp>

namespace dusk::settlement::api {
namespace {

namespace json = boost::json;

std::optional<std::uint64_t> parse_number(std::string_view text) {
    std::uint64_t value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc{} || end != text.data() + text.size()) return std::nullopt;
    return value;
}

json::object node_info(const Node& node) {
    const auto& config = node.config();
    return {
        {"version", RUSK_VERSION},
        {"version_build", "duskevm"},
        {"bootstrapping_nodes", json::array{}},
        {"chain_id", config.chain.genesis.chain_id},
        {"kadcast_address", nullptr},
        {"vm_config",
         json::object{{"gas_per_blob", GAS_PER_BLOB},
                      {"gas_per_deploy_byte", 100},
                      {"min_deploy_points", 5'000'000},
                      {"min_deployment_gas_price", 2000},
                      {"block_gas_limit", config.chain.block_gas_limit},
                      {"generation_timeout",
                       json::object{{"secs", config.generation_timeout_ms / 1000},
                                    {"nanos", config.generation_timeout_ms % 1000 * 1'000'000}}},
                      {"features", json::object{}}}}};
}

std::expected<json::array, ApiError> provisioner_list(const Node& node) {
    const auto query = node.chain().query();
    const auto receipt = query.session->call(STAKE_CONTRACT, "stakes", {}, UNLIMITED_GAS);
    if (!receipt.outcome)
        return std::unexpected(ApiError::internal(receipt.outcome.error().message));
    const auto entries = decode_stakes(*receipt.outcome);
    if (!entries) return std::unexpected(ApiError::internal("stakes cannot be read"));
    json::array out;
    for (const auto& entry : *entries) {
        if (!entry.amount) continue;
        json::object owner;
        if (const auto* key = std::get_if<AccountKey>(&entry.owner))
            owner["Account"] = to_base58(*key);
        else
            owner["Contract"] = to_hex_plain(std::get<ContractId>(entry.owner));
        out.push_back(json::object{{"key", to_base58(entry.account)},
                                   {"amount", entry.amount->value},
                                   {"locked_amt", entry.amount->locked},
                                   {"eligibility", entry.amount->eligibility},
                                   {"reward", entry.reward},
                                   {"faults", entry.faults},
                                   {"hard_faults", entry.hard_faults},
                                   {"owner", std::move(owner)}});
    }
    return out;
}

/// The height that an entity names: a number, or a block hash.
std::expected<std::uint64_t, ApiError> block_height(const Call& call) {
    if (!call.path.entity) return std::unexpected(ApiError::invalid("a block is needed"));
    if (const auto number = parse_number(*call.path.entity)) return *number;
    const auto hash = fixed_from_hex<32>(*call.path.entity);
    if (!hash) return std::unexpected(ApiError::invalid("neither height nor block hash"));
    const auto height = call.node.chain().store().height_of(*hash);
    if (!height) return std::unexpected(ApiError::not_found("Block not found"));
    return *height;
}

Result gas_price(const Call& call) {
    auto prices = std::vector<std::uint64_t>{};
    for (const auto& entry : call.node.waiting()) prices.push_back(entry->tx.payload.gas_price);
    const auto text = as_text(as_bytes(call.request.body));
    if (const auto limit = parse_number(text); limit && *limit < prices.size())
        prices.resize(static_cast<std::size_t>(*limit));
    if (prices.empty()) prices.push_back(1);
    std::ranges::sort(prices);
    unsigned __int128 sum = 0;
    for (const auto price : prices) sum += price;
    const auto count = prices.size();
    const auto average = static_cast<std::uint64_t>((sum + count - 1) / count);
    const auto median =
        count % 2 == 1 ? prices[count / 2]
                       : prices[count / 2 - 1] + (prices[count / 2] - prices[count / 2 - 1]) / 2;
    return json::value(json::object{
        {"average", average}, {"max", prices.back()}, {"median", median}, {"min", prices.front()}});
}

struct ComponentRow {
    std::string_view component;
    Result (*run)(const Call&);
};

constexpr ComponentRow COMPONENTS[] = {
    {"node", node_endpoint},       {"network", node_endpoint},
    {"blocks", blocks_endpoint},   {"transactions", transactions_endpoint},
    {"account", account_endpoint}, {"contract", contract_endpoint},
    {"contracts", contract_query}, {"blobs", blobs_endpoint},
    {"state", state_endpoint},     {"graphql", graphql_endpoint},
};

}  // namespace

Result run_endpoint(const Call& call) {
    for (const auto& row : COMPONENTS)
        if (row.component == call.path.component) return row.run(call);
    return std::unexpected(ApiError::unsupported());
}

std::expected<ContractId, ApiError> contract_id(const Call& call) {
    if (!call.path.entity) return std::unexpected(ApiError::invalid("a contract id is needed"));
    const auto id = fixed_from_hex<32>(*call.path.entity);
    if (!id) return std::unexpected(ApiError::invalid("not a contract id of 32 bytes hex"));
    return *id;
}

Result node_endpoint(const Call& call) {
    const auto& topic = call.path.topic;
    if (call.path.component == "network") {
        if (topic == "peers") return json::value(json::array{});
        return std::unexpected(ApiError::unsupported());
    }
    if (topic == "info") return json::value(node_info(call.node));
    if (topic == "provisioners") {
        DUSK_TRY(list, provisioner_list(call.node));
        return json::value(std::move(list));
    }
    if (topic == "revert" && call.allow_revert) {
        std::string_view body = call.request.body;
        const bool drop_txs = body.ends_with(" drop");
        if (drop_txs) body.remove_suffix(5);
        const auto height = parse_number(body);
        if (!height) return std::unexpected(ApiError::invalid("a height is needed"));
        if (auto done = call.node.revert_to(*height, drop_txs); !done)
            return std::unexpected(ApiError::invalid(done.error()));
        return NoContent{};
    }
    return std::unexpected(ApiError::unsupported());
}

Result blocks_endpoint(const Call& call) {
    if (call.path.topic == "gas-price") return gas_price(call);
    if (call.path.topic != "raw" && call.path.topic != "full")
        return std::unexpected(ApiError::unsupported());
    DUSK_TRY(height, block_height(call));
    const auto& store = call.node.chain().store();
    const auto record = store.record(height);
    if (!record) return std::unexpected(ApiError::not_found("Block not found"));
    if (call.path.topic == "full")
        return BinaryContent{encode_block(store.with_sidecars(record->block))};
    return BinaryContent{encode_block_record(*record)};
}

Result transactions_endpoint(const Call& call) {
    const auto& topic = call.path.topic;
    if (topic != "preverify" && topic != "propagate" && topic != "simulate")
        return std::unexpected(ApiError::unsupported());
    const auto bytes = request_bytes(call.request);
    auto tx = decode_protocol_bytes(bytes);
    if (!tx)
        return std::unexpected(
            ApiError::invalid("Invalid transaction: " + std::string(describe(tx.error()))));
    if (topic == "simulate") {
        const auto simulation = call.node.simulate(*tx);
        return json::value(json::object{
            {"gas-spent", simulation.gas_spent},
            {"error", simulation.error ? json::value(*simulation.error) : json::value(nullptr)}});
    }
    if (topic == "preverify") {
        if (auto checked = call.node.preverify(*tx, bytes.size()); !checked)
            return std::unexpected(ApiError::internal(checked.error()));
        return NoContent{};
    }
    if (auto added = call.node.propagate(*std::move(tx), bytes.size()); !added)
        return std::unexpected(ApiError::internal(added.error()));
    return NoContent{};
}

Result account_endpoint(const Call& call) {
    if (call.path.topic != "status") return std::unexpected(ApiError::unsupported());
    const auto key = call.path.entity ? account_from_base58(*call.path.entity) : std::nullopt;
    if (!key) return std::unexpected(ApiError::invalid("Invalid account"));
    const auto account = call.node.chain().account(*key);
    return json::value(json::object{{"balance", account.balance},
                                    {"nonce", account.nonce},
                                    {"next_nonce", call.node.next_nonce(*key)}});
}

Result contract_endpoint(const Call& call) {
    DUSK_TRY(id, contract_id(call));
    const auto* contract = call.node.chain().contracts().find(id);
    if (call.path.topic == "status") {
        const auto balance = decode_amount(
            call.node.chain().store().state().load(TRANSFER_CONTRACT, contract_balance_slot(id)));
        return json::value(json::object{{"balance", balance}});
    }
    if (call.path.topic != "metadata") return std::unexpected(ApiError::unsupported());
    if (!contract) return std::unexpected(ApiError::not_found("Contract not found"));
    return json::value(json::object{{"owner", to_base58(call.node.config().chain.genesis.dusk_key)},
                                    {"contract_owner", nullptr},
                                    {"version", contract->version},
                                    {"driver_available", false},
                                    {"driver_signature", nullptr},
                                    {"created_at", nullptr}});
}

Result blobs_endpoint(const Call& call) {
    if (!call.path.entity) return std::unexpected(ApiError::invalid("a hash is needed"));
    Hash32 hash;
    if (call.path.topic == "hash") {
        const auto given = fixed_from_hex<32>(*call.path.entity);
        if (!given) return std::unexpected(ApiError::invalid("Invalid hash"));
        hash = *given;
    } else if (call.path.topic == "commitment") {
        const auto given = fixed_from_hex<48>(*call.path.entity);
        if (!given) return std::unexpected(ApiError::invalid("Invalid commitment"));
        hash = versioned_hash(*given);
    } else {
        return std::unexpected(ApiError::unsupported());
    }
    const auto bytes = call.node.chain().store().sidecar(hash);
    if (!bytes)
        return std::unexpected(
            ApiError::not_found("Blob with versioned hash " + to_hex_plain(hash) + " not found"));
    if (!is_json_request(call.request)) return BinaryContent{*bytes};
    const auto sidecar = decode_sidecar(*bytes);
    if (!sidecar) return std::unexpected(ApiError::internal("the stored blob is broken"));
    return json::value(json::object{{"commitment", to_hex_plain(sidecar->commitment)},
                                    {"proof", to_hex_plain(sidecar->proof)},
                                    {"data", to_hex_plain(sidecar->blob)}});
}

Result graphql_endpoint(const Call& call) {
    if (call.path.topic != "query") return std::unexpected(ApiError::unsupported());
    if (call.request.body.empty()) return std::string(graphql_schema());
    constexpr std::string_view PREFIX = "rusk-gqlvar-";
    json::object variables;
    for (const auto& [name, value] : call.request.headers) {
        std::string lowered(name);
        std::ranges::transform(lowered, lowered.begin(), [](unsigned char c) {
            return static_cast<char>(c >= 'A' && c <= 'Z' ? c - 'A' + 'a' : c);
        });
        if (!lowered.starts_with(PREFIX)) continue;
        boost::system::error_code error;
        auto parsed = json::parse(value, error);
        variables[name.substr(PREFIX.size())] = error ? json::value(value) : std::move(parsed);
    }
    auto data = run_graphql(call.node, call.request.body, variables);
    if (!data) return std::unexpected(ApiError::internal(data.error()));
    return json::value(*std::move(data));
}

}  // namespace dusk::settlement::api
