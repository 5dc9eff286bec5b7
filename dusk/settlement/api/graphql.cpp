#include <boost/json.hpp>

#include <dusk/core/codec/hex.hpp>
#include <dusk/settlement/api/graphql.hpp>
#include <dusk/settlement/api/graphql_parser.hpp>
#include <dusk/settlement/api/graphql_source.hpp>
#include <dusk/settlement/api/json.hpp>
#include <dusk/settlement/ledger/base58.hpp>

namespace dusk::settlement::api {
namespace {

namespace json = boost::json;
template <class T>
using Answer = GraphqlAnswer<T>;
using Source = GraphqlSource;
using Fields = std::vector<GraphqlField>;

constexpr std::uint64_t MAX_LIST = 200;

std::unexpected<std::string> unknown_field(const GraphqlField& field, std::string_view type) {
    return std::unexpected("Unknown field \"" + field.name + "\" on type \"" + std::string(type) +
                           "\".");
}

/// Selects `fields` from an object whose scalars and objects `resolve` gives by field.
template <class Resolve>
Answer<json::value> select(Source& source, const Fields& fields, std::string_view type,
                           Resolve&& resolve) {
    if (fields.empty())
        return std::unexpected("Field of type \"" + std::string(type) +
                               "\" must have a selection of subfields");
    json::object out;
    for (const auto& field : fields) {
        if (field.name == "__typename") {
            out[field.alias] = type;
            continue;
        }
        DUSK_TRY(value, resolve(field));
        DUSK_TRY_VOID(source.charge(value));
        out[field.alias] = std::move(value);
    }
    return out;
}

// Types ---------------------------------------------------------------------------------------

Answer<json::value> header_value(Source& source, const Header& h, const Fields& fields) {
    return select(source, fields, "Header", [&](const GraphqlField& field) -> Answer<json::value> {
        const auto& name = field.name;
        if (name == "version") return json::value(h.version);
        if (name == "height") return json::value(h.height);
        if (name == "prevBlockHash") return json::value(to_hex_plain(h.prev_block_hash));
        if (name == "timestamp") return json::value(h.timestamp_s);
        if (name == "hash") return json::value(to_hex_plain(h.hash));
        if (name == "stateHash") return json::value(to_hex_plain(h.state_hash));
        if (name == "generatorBlsPubkey") return json::value(to_base58(h.generator));
        if (name == "txRoot") return json::value(to_hex_plain(h.tx_root));
        if (name == "gasLimit") return json::value(h.gas_limit);
        if (name == "seed") return json::value(to_hex_plain(h.seed));
        if (name == "iteration") return json::value(h.iteration);
        if (name == "json") return json::value(json::serialize(header_json(h)));
        return unknown_field(field, "Header");
    });
}

Answer<json::value> call_value(Source& source, const ContractCall& call, const Fields& fields) {
    return select(source, fields, "CallData",
                  [&](const GraphqlField& field) -> Answer<json::value> {
                      if (field.name == "contractId")
                          return json::value(to_hex_plain(call.contract));
                      if (field.name == "fnName") return json::value(call.method);
                      if (field.name == "data") return json::value(to_hex_plain(call.args));
                      return unknown_field(field, "CallData");
                  });
}

Answer<json::value> tx_value(Source& source, const Tx& tx, const Fields& fields) {
    const auto& p = tx.payload;
    const auto* call = call_of(p.data);
    return select(
        source, fields, "Transaction", [&](const GraphqlField& field) -> Answer<json::value> {
            const auto& name = field.name;
            if (name == "raw") return json::value(to_hex_plain(encode_protocol_bytes(tx)));
            if (name == "json") return json::value(json::serialize(tx_json(tx)));
            if (name == "id") return json::value(to_hex_plain(tx_id(tx)));
            if (name == "gasLimit") return json::value(p.gas_limit);
            if (name == "gasPrice") return json::value(p.gas_price);
            if (name == "txType") return json::value("Moonlight");
            if (name == "isDeploy")
                return json::value(std::holds_alternative<ContractDeploy>(p.data));
            if (name == "contractId")
                return call ? json::value(to_hex_plain(call->contract)) : json::value(nullptr);
            if (name == "callData") {
                if (!call) return json::value(nullptr);
                return call_value(source, *call, field.fields);
            }
            if (name == "memo") {
                const auto* memo = std::get_if<Memo>(&p.data);
                return memo ? json::value(to_hex_plain(memo->bytes)) : json::value(nullptr);
            }
            if (name == "blobHashes") {
                if (!blobs_of(p.data)) return json::value(nullptr);
                json::array hashes;
                for (const auto& hash : versioned_hashes_of(p.data))
                    hashes.emplace_back(to_hex_plain(hash));
                return json::value(std::move(hashes));
            }
            return unknown_field(field, "Transaction");
        });
}

Answer<json::value> spent_value(Source& source, const BlockRecord& record, std::size_t index,
                                const Fields& fields) {
    const auto& tx = record.block.txs[index];
    const auto& outcome = record.outcomes[index];
    const auto& header = record.block.header;
    return select(source, fields, "SpentTransaction",
                  [&](const GraphqlField& field) -> Answer<json::value> {
                      const auto& name = field.name;
                      if (name == "tx") return tx_value(source, tx, field.fields);
                      if (name == "err")
                          return outcome.err ? json::value(*outcome.err) : json::value(nullptr);
                      if (name == "gasSpent") return json::value(outcome.gas_spent);
                      if (name == "blockHash") return json::value(to_hex_plain(header.hash));
                      if (name == "blockHeight") return json::value(header.height);
                      if (name == "blockTimestamp") return json::value(header.timestamp_s);
                      if (name == "id") return json::value(to_hex_plain(outcome.tx_id));
                      if (name == "raw")
                          return json::value(to_hex_plain(encode_protocol_bytes(tx)));
                      return unknown_field(field, "SpentTransaction");
                  });
}

Answer<json::value> block_value(Source& source, const BlockRecord& record, const Fields& fields) {
    return select(source, fields, "Block", [&](const GraphqlField& field) -> Answer<json::value> {
        const auto& name = field.name;
        if (name == "header") return header_value(source, record.block.header, field.fields);
        if (name == "status") return json::value(json::serialize(label_json(record.label)));
        if (name == "transactions") {
            json::array list;
            for (std::size_t i = 0; i < record.outcomes.size(); ++i) {
                DUSK_TRY(value, spent_value(source, record, i, field.fields));
                list.push_back(std::move(value));
            }
            return json::value(std::move(list));
        }
        std::uint64_t gas_spent = 0;
        std::uint64_t fees = 0;
        for (std::size_t i = 0; i < record.outcomes.size(); ++i) {
            gas_spent += record.outcomes[i].gas_spent;
            fees += record.outcomes[i].gas_spent * record.block.txs[i].payload.gas_price;
        }
        if (name == "gasSpent") return json::value(gas_spent);
        if (name == "fees") return json::value(fees);
        if (name == "reward") return json::value(emission(record.block.header.height));
        return unknown_field(field, "Block");
    });
}

/// A type with the one field `json`.
Answer<json::value> json_value(Source& source, const json::value& content, const Fields& fields) {
    return select(source, fields, "Json", [&](const GraphqlField& field) -> Answer<json::value> {
        if (field.name == "json") {
            DUSK_TRY_VOID(source.charge_whole(content));
            return content;
        }
        return unknown_field(field, "Json");
    });
}

// Arguments -----------------------------------------------------------------------------------

const json::value* argument(const GraphqlField& field, std::string_view name) {
    const auto found = field.arguments.find(std::string(name));
    return found == field.arguments.end() || found->second.is_null() ? nullptr : &found->second;
}

Answer<std::optional<std::int64_t>> integer(const GraphqlField& field, std::string_view name) {
    const auto* value = argument(field, name);
    if (!value) return std::optional<std::int64_t>{};
    boost::system::error_code error;
    constexpr double EXACT_MAX = 9e15;
    // A Float of the schema is a whole number here.
    const auto* given = value->if_double();
    const bool is_out = given != nullptr && !(*given >= -EXACT_MAX && *given <= EXACT_MAX);
    if (is_out) return std::unexpected("argument " + std::string(name) + " is out of range");
    const auto number = given != nullptr ? static_cast<std::int64_t>(*given)
                                         : value->to_number<std::int64_t>(error);
    if (error) return std::unexpected("argument " + std::string(name) + " is no number");
    return std::optional(number);
}

Answer<std::optional<Hash32>> hash(const GraphqlField& field, std::string_view name) {
    const auto* value = argument(field, name);
    if (!value) return std::optional<Hash32>{};
    if (!value->is_string())
        return std::unexpected("argument " + std::string(name) + " is no text");
    const auto bytes = fixed_from_hex<32>(value->as_string());
    if (!bytes) return std::unexpected("argument " + std::string(name) + " is no hash");
    return std::optional(*bytes);
}

struct HeightRange {
    std::uint64_t first = 0;
    std::uint64_t last = 0;
};

/// `last: n` or `range: [a, b]`, within the chain.
Answer<HeightRange> height_range(const Source& source, const GraphqlField& field) {
    const auto tip = source.tip_height();
    DUSK_TRY(last, integer(field, "last"));
    HeightRange range;
    if (last) {
        if (*last < 1) return std::unexpected(std::string("count must be positive"));
        const auto count = static_cast<std::uint64_t>(*last);
        range = {tip + 1 - std::min(count, tip + 1), tip};
    } else if (const auto* given = argument(field, "range");
               given && given->is_array() && given->as_array().size() == 2) {
        boost::system::error_code first_error;
        boost::system::error_code last_error;
        range = {given->at(0).to_number<std::uint64_t>(first_error),
                 given->at(1).to_number<std::uint64_t>(last_error)};
        if (first_error || last_error || range.first > range.last)
            return std::unexpected(std::string("bad range"));
        range.last = std::min(range.last, tip);
    } else {
        return std::unexpected(std::string("At least one of last or range is needed"));
    }
    if (range.last >= range.first && range.last - range.first >= MAX_LIST)
        return std::unexpected(std::string("range over 200 blocks"));
    return range;
}

/// The block that `height` (negative: the tip) or `hash` names.
Answer<std::optional<BlockRecord>> find_block(Source& source, const GraphqlField& field) {
    DUSK_TRY(height, integer(field, "height"));
    if (height)
        return source.record(*height < 0 ? source.tip_height()
                                         : static_cast<std::uint64_t>(*height));
    DUSK_TRY(wanted, hash(field, "hash"));
    if (!wanted) return std::unexpected(std::string("Specify heigth or hash"));
    const auto found = source.store().height_of(*wanted);
    if (!found) return std::optional<BlockRecord>{};
    return source.record(*found);
}

// Queries -------------------------------------------------------------------------------------

Answer<json::value> query_block(Source& source, const GraphqlField& field) {
    DUSK_TRY(record, find_block(source, field));
    if (!record) return json::value(nullptr);
    return block_value(source, *record, field.fields);
}

Answer<json::value> query_blocks(Source& source, const GraphqlField& field) {
    DUSK_TRY(range, height_range(source, field));
    json::array list;
    for (auto height = range.last + 1; height-- > range.first;) {
        DUSK_TRY(record, source.record(height));
        if (!record) continue;
        DUSK_TRY(value, block_value(source, *record, field.fields));
        list.push_back(std::move(value));
    }
    return list;
}

Answer<json::value> query_tx(Source& source, const GraphqlField& field) {
    DUSK_TRY(id, hash(field, "hash"));
    if (!id) return std::unexpected(std::string("argument hash is missing"));
    const auto location = source.store().locate_tx(*id);
    if (!location) return json::value(nullptr);
    DUSK_TRY(record, source.record(location->height));
    if (!record || location->index >= record->outcomes.size()) return json::value(nullptr);
    return spent_value(source, *record, location->index, field.fields);
}

Answer<json::value> query_transactions(Source& source, const GraphqlField& field) {
    DUSK_TRY(last, integer(field, "last"));
    if (!last || *last < 1 || static_cast<std::uint64_t>(*last) > MAX_LIST)
        return std::unexpected(std::string("last must be 1 to 200"));
    const auto count = static_cast<std::size_t>(*last);
    json::array list;
    auto height = source.tip_height() + 1;
    for (std::uint64_t scanned = 0; height-- > 0 && scanned < MAX_SCAN && list.size() < count;
         ++scanned) {
        if (scanned > 0 && !source.may_read()) break;
        DUSK_TRY(record, source.record(height));
        if (!record) continue;
        for (std::size_t i = record->outcomes.size(); i-- > 0 && list.size() < count;) {
            DUSK_TRY(value, spent_value(source, *record, i, field.fields));
            list.push_back(std::move(value));
        }
    }
    return list;
}

Answer<json::value> query_block_txs(Source& source, const GraphqlField& field) {
    DUSK_TRY(range, height_range(source, field));
    DUSK_TRY(contract, hash(field, "contract"));
    json::array list;
    for (auto height = range.first; height <= range.last; ++height) {
        DUSK_TRY(record, source.record(height));
        if (!record) continue;
        for (std::size_t i = 0; i < record->outcomes.size(); ++i) {
            const auto* call = call_of(record->block.txs[i].payload.data);
            if (contract && (!call || call->contract != *contract)) continue;
            DUSK_TRY(value, spent_value(source, *record, i, field.fields));
            list.push_back(std::move(value));
        }
    }
    return list;
}

Answer<json::value> query_mempool_txs(Source& source, const GraphqlField& field) {
    json::array list;
    for (const auto& entry : source.node().waiting()) {
        DUSK_TRY(value, tx_value(source, entry->tx, field.fields));
        list.push_back(std::move(value));
    }
    return list;
}

Answer<json::value> query_mempool_tx(Source& source, const GraphqlField& field) {
    DUSK_TRY(id, hash(field, "hash"));
    const auto entry = id ? source.node().waiting(*id) : nullptr;
    if (!entry) return json::value(nullptr);
    return tx_value(source, entry->tx, field.fields);
}

Answer<json::value> query_last_block_pair(Source& source, const GraphqlField& field) {
    const auto& store = source.store();
    const auto pair = [&](std::uint64_t height) {
        const auto record = store.record(height);
        return json::array{height, record ? json::value(to_hex_plain(record->block.header.hash))
                                          : json::value(nullptr)};
    };
    return json_value(source,
                      json::object{{"last_block", pair(store.tip_height().value_or(0))},
                                   {"last_finalized_block", pair(store.final_height())}},
                      field.fields);
}

Answer<json::value> query_check_block(Source& source, const GraphqlField& field) {
    DUSK_TRY(height, integer(field, "height"));
    DUSK_TRY(wanted, hash(field, "hash"));
    if (!height || !wanted) return std::unexpected(std::string("Specify height and hash"));
    const auto* only_final = argument(field, "onlyFinalized");
    const auto found = source.store().height_of(*wanted);
    if (!found || *height < 0 || *found != static_cast<std::uint64_t>(*height))
        return json::value(false);
    const bool needs_final = only_final && only_final->is_bool() && only_final->as_bool();
    return json::value(!needs_final || source.store().label(*found).kind == Finality::final);
}

json::object event_json(const ContractEvent& event) {
    return {{"target", to_hex_plain(event.source)},
            {"topic", event.topic},
            {"data", to_hex_plain(event.data)},
            {"reverted", false}};
}

Answer<json::value> query_contract_events(Source& source, const GraphqlField& field) {
    DUSK_TRY(record, find_block(source, field));
    if (!record) return json::value(nullptr);
    json::array groups;
    const auto add = [&](const Hash32& origin, const std::vector<ContractEvent>& events) {
        json::array list;
        for (const auto& event : events) list.push_back(event_json(event));
        groups.push_back(json::object{{"events", std::move(list)},
                                      {"origin", to_hex_plain(origin)},
                                      {"block_height", record->block.header.height}});
    };
    for (const auto& outcome : record->outcomes) add(outcome.tx_id, outcome.events);
    add(record->block.header.hash, record->block_events);
    return json_value(source, std::move(groups), field.fields);
}

struct QueryRow {
    std::string_view name;
    Answer<json::value> (*run)(Source&, const GraphqlField&);
};

constexpr QueryRow QUERIES[] = {
    {"block", query_block},
    {"blocks", query_blocks},
    {"tx", query_tx},
    {"transactions", query_transactions},
    {"blockTxs", query_block_txs},
    {"mempoolTxs", query_mempool_txs},
    {"mempoolTx", query_mempool_tx},
    {"lastBlockPair", query_last_block_pair},
    {"checkBlock", query_check_block},
    {"contractEvents", query_contract_events},
};

Answer<json::object> run(Source& source, std::string_view query, const json::object& variables) {
    DUSK_TRY(fields, parse_graphql(query, variables));
    DUSK_TRY(data,
             select(source, fields, "Query", [&](const GraphqlField& field) -> Answer<json::value> {
                 for (const auto& row : QUERIES)
                     if (row.name == field.name) return row.run(source, field);
                 return unknown_field(field, "Query");
             }));
    return data.as_object();
}

json::value serve_one(Source& source, const json::value& request) {
    const auto failed = [](std::string message) {
        return json::object{{"data", nullptr},
                            {"errors", json::array{json::object{{"message", std::move(message)}}}}};
    };
    if (!request.is_object()) return failed("expected a request object");
    const auto& object = request.as_object();
    const auto* query = object.if_contains("query");
    if (!query || !query->is_string()) return failed("the query is missing");
    const auto* given = object.if_contains("variables");
    const auto variables = given && given->is_object() ? given->as_object() : json::object{};
    auto data = run(source, query->as_string(), variables);
    if (!data) return failed(data.error());
    return json::object{{"data", *std::move(data)}};
}

}  // namespace

std::expected<json::object, std::string> run_graphql(const Node& node, std::string_view query,
                                                     const json::object& variables) {
    Source source(node);
    return run(source, query, variables);
}

std::expected<json::value, std::string> serve_graphql(const Node& node, std::string_view body) {
    constexpr std::size_t MAX_BATCH = 32;
    boost::system::error_code error;
    const auto request = json::parse(body, error);
    if (error) return std::unexpected(std::string("the body is no JSON"));
    Source source(node);
    if (!request.is_array()) return serve_one(source, request);
    if (request.as_array().size() > MAX_BATCH)
        return std::unexpected(std::string("batch too large"));
    json::array answers;
    for (const auto& one : request.as_array()) answers.push_back(serve_one(source, one));
    return answers;
}

std::string_view graphql_schema() {
    return R"(type Query {
  block(height: Float, hash: String): Block
  blocks(last: Int, range: [Int!]): [Block!]!
  tx(hash: String!): SpentTransaction
  transactions(last: Int!): [SpentTransaction!]!
  blockTxs(last: Int, range: [Int!], contract: String): [SpentTransaction!]!
  mempoolTxs: [Transaction!]!
  mempoolTx(hash: String!): Transaction
  lastBlockPair: Json!
  checkBlock(height: Float!, hash: String!, onlyFinalized: Boolean): Boolean!
  contractEvents(height: Float, hash: String): Json
}
type Block {
  header: Header! status: String! transactions: [SpentTransaction!]!
  reward: Int! fees: Int! gasSpent: Int!
}
type Header {
  version: Int! height: Int! prevBlockHash: String! timestamp: Int! hash: String! stateHash: String!
  generatorBlsPubkey: String! txRoot: String! gasLimit: Int! seed: String! iteration: Int! json: String!
}
type SpentTransaction {
  tx: Transaction! err: String gasSpent: Int! blockHash: String! blockHeight: Int!
  blockTimestamp: Int! id: String! raw: String!
}
type Transaction {
  raw: String! json: String! id: String! gasLimit: Int! gasPrice: Int! txType: String!
  callData: CallData blobHashes: [String!] isDeploy: Boolean! contractId: String memo: String
}
type CallData { contractId: String! fnName: String! data: String! }
type Json { json: Json }
)";
}

}  // namespace dusk::settlement::api
