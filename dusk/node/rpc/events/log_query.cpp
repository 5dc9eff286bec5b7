#include <algorithm>

#include <fmt/format.h>

#include <dusk/node/rpc/events/limits.hpp>
#include <dusk/node/rpc/events/log_query.hpp>
#include <dusk/platform/rpc/params.hpp>

namespace dusk::eth {
namespace {

namespace params = rpc::params;
template <class T>
using Parsed = std::expected<T, std::string>;

const Value* member(const Object& object, std::string_view name) {
    const auto* found = object.if_contains(name);
    return found == nullptr || found->is_null() ? nullptr : found;
}

/// One value or an array of them; in an array of topics, null lets everything pass.
template <class T>
Parsed<std::set<T>> read_set(const Value& in, params::ParsedValue<T> (*parse)(const Value&),
                             std::string_view what) {
    std::set<T> out;
    if (!in.is_array()) {
        DUSK_TRY(entry, parse(in));
        out.insert(entry);
        return out;
    }
    if (in.get_array().size() > LOG_ALTERNATIVES_MAX)
        return std::unexpected(fmt::format("exceed max {}", what));
    bool has_wildcard = false;
    for (const auto& element : in.get_array()) {
        if (element.is_null()) {
            has_wildcard = true;
            continue;
        }
        DUSK_TRY(entry, parse(element));
        out.insert(entry);
    }
    if (has_wildcard) out.clear();
    return out;
}

Parsed<std::vector<std::set<Hash32>>> read_topics(const Value& in) {
    std::vector<std::set<Hash32>> out;
    if (!in.is_array()) return std::unexpected("invalid topic(s)");
    if (in.get_array().size() > LOG_TOPICS_MAX) return std::unexpected("exceed max topics");
    for (const auto& element : in.get_array()) {
        if (element.is_null()) {
            out.emplace_back();
            continue;
        }
        DUSK_TRY(alternatives, read_set<Hash32>(element, params::to_hash, "topics"));
        out.push_back(std::move(alternatives));
    }
    return out;
}

Parsed<LogRange> read_range(const Object& object) {
    LogRange range;
    const auto* hash = member(object, "blockHash");
    const auto* from = member(object, "fromBlock");
    const auto* to = member(object, "toBlock");
    if (hash != nullptr) {
        if (from != nullptr || to != nullptr)
            return std::unexpected(
                "cannot specify both BlockHash and FromBlock/ToBlock, choose one or the other");
        DUSK_TRY(parsed, params::to_hash(*hash));
        range.block_hash = parsed;
        return range;
    }
    if (from != nullptr) {
        DUSK_TRY(id, parse_block_number(*from));
        range.from = id;
    }
    if (to != nullptr) {
        DUSK_TRY(id, parse_block_number(*to));
        range.to = id;
    }
    return range;
}

Parsed<LogQuery> read_query(const Value& in) {
    if (!in.is_object()) return std::unexpected("a filter is an object");
    const auto& object = in.get_object();
    LogQuery query;
    DUSK_TRY(range, read_range(object));
    query.range = range;
    if (const auto* address = member(object, "address")) {
        DUSK_TRY(addresses, read_set<Address>(*address, params::to_address, "addresses"));
        query.criteria.addresses = std::move(addresses);
    }
    if (const auto* topics = member(object, "topics")) {
        DUSK_TRY(positions, read_topics(*topics));
        query.criteria.topics = std::move(positions);
    }
    return query;
}

/// First and last block number; the last is at most the head's.
struct Span {
    std::uint64_t first = 0;
    std::uint64_t last = 0;
};

Answer<std::uint64_t> number_of(const ChainReader& chain, const std::optional<BlockId>& id) {
    if (!id) return chain.store().head().number;
    if (const auto* number = std::get_if<std::uint64_t>(&id->block)) return *number;
    DUSK_TRY(ref, require_block(chain, *id));
    return ref.number;
}

Answer<Span> span_of(const ChainReader& chain, const LogRange& range) {
    DUSK_TRY(first, number_of(chain, range.from));
    DUSK_TRY(last, number_of(chain, range.to));
    if (first > last && range.from && range.to)
        return std::unexpected(rpc::invalid_params("invalid block range params"));
    const Span span{first, std::min(last, chain.store().head().number)};
    const auto most = chain.options().log_blocks_max;
    if (most != 0 && span.first <= span.last && span.last - span.first >= most)
        return std::unexpected(
            rpc::invalid_params(fmt::format("query exceeds max block range {}", most)));
    return span;
}

Answer<std::vector<PlacedLog>> find_in_block(const ChainReader& chain, const Hash32& hash,
                                             const LogCriteria& criteria) {
    DUSK_TRY(header, stored(chain.store().header(hash)));
    if (!header) return std::unexpected(rpc::server_error("unknown block"));
    return logs_of_block(chain.store(), {hash, header->number}, criteria, BloomProbe(criteria));
}

}  // namespace

bool LogCriteria::matches(const Log& log) const {
    if (!addresses.empty() && !addresses.contains(log.address)) return false;
    if (topics.size() > log.topics.size()) return false;
    for (std::size_t i = 0; i < topics.size(); ++i)
        if (!topics[i].empty() && !topics[i].contains(log.topics[i])) return false;
    return true;
}

BloomProbe::Bits BloomProbe::bits_of(BytesView entry) {
    Bloom bloom;
    add_to_bloom(bloom, entry);
    Bits bits;
    for (std::size_t i = 0; i < Bloom::size(); ++i)
        if (bloom[i] != 0) bits.push_back({i, bloom[i]});
    return bits;
}

template <class T>
void BloomProbe::require_any(const std::set<T>& entries) {
    if (entries.empty()) return;
    auto& group = groups_.emplace_back();
    for (const auto& entry : entries) group.push_back(bits_of(entry));
}

BloomProbe::BloomProbe(const LogCriteria& criteria) {
    require_any(criteria.addresses);
    for (const auto& topics : criteria.topics) require_any(topics);
}

bool BloomProbe::may_be_in(const Bloom& bloom) const {
    const auto holds = [&](const Bits& bits) {
        return std::ranges::all_of(
            bits, [&](const Bit& bit) { return (bloom[bit.byte] & bit.mask) == bit.mask; });
    };
    return std::ranges::all_of(
        groups_, [&](const auto& group) { return std::ranges::any_of(group, holds); });
}

Answer<LogQuery> log_query_param(const rpc::Params& arguments, std::size_t index) {
    const auto* in = params::optional(arguments, index);
    if (in == nullptr) return LogQuery{};
    auto query = read_query(*in);
    if (!query) return std::unexpected(params::invalid(index, query.error()));
    return *std::move(query);
}

Answer<std::vector<PlacedLog>> logs_of_block(const store::ChainStore& store, const BlockRef& block,
                                             const LogCriteria& criteria, const BloomProbe& probe) {
    std::vector<PlacedLog> out;
    DUSK_TRY(header, stored_row(store.header(block.hash)));
    if (header.logs_bloom.is_zero() || !probe.may_be_in(header.logs_bloom)) return out;
    DUSK_TRY(receipts, stored_row(store.receipts(block.hash)));
    std::optional<store::Body> body;
    std::uint64_t log_index = 0;
    for (std::size_t i = 0; i < receipts.size(); ++i)
        for (auto& log : receipts[i].logs) {
            const auto place = log_index++;
            if (!criteria.matches(log)) continue;
            if (!body) {
                DUSK_TRY(read, stored_row(store.body(block.hash)));
                body = std::move(read);
            }
            if (i >= body->transactions.size())
                return std::unexpected(rpc::internal_error("a block's body is incomplete"));
            out.push_back({.log = std::move(log),
                           .block = block,
                           .timestamp = header.timestamp,
                           .txn_hash = transaction_hash(body->transactions[i]),
                           .txn_index = i,
                           .log_index = place,
                           .removed = false});
        }
    return out;
}

Answer<std::vector<PlacedLog>> find_logs(const ChainReader& chain, const LogQuery& query,
                                         const rpc::CallContext& context) {
    if (query.range.block_hash)
        return find_in_block(chain, *query.range.block_hash, query.criteria);
    DUSK_TRY(span, span_of(chain, query.range));
    const auto most = chain.options().log_results_max;
    const BloomProbe probe(query.criteria);
    std::vector<PlacedLog> out;
    for (auto number = span.first; number <= span.last; ++number) {
        if (context.expired()) return std::unexpected(rpc::server_error("request timed out"));
        DUSK_TRY(ref, chain.canonical(number));
        if (!ref) break;  // the head moved back
        DUSK_TRY(found, logs_of_block(chain.store(), *ref, query.criteria, probe));
        if (most != 0 && out.size() + found.size() > most && span.first != span.last)
            return std::unexpected(rpc::invalid_params(
                fmt::format("query exceeds max results {}, retry with the range {}-{}", most,
                            span.first, std::max(span.first, number) - 1)));
        std::ranges::move(found, std::back_inserter(out));
    }
    return out;
}

Array logs_json(const std::vector<PlacedLog>& logs) {
    Array out;
    out.reserve(logs.size());
    for (const auto& log : logs) out.push_back(log_json(log));
    return out;
}

}  // namespace dusk::eth
