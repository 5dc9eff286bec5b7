#include <algorithm>

#include <boost/json/array.hpp>

#include <dusk/adapter/eth_json.hpp>
#include <dusk/adapter/log_filter.hpp>

namespace dusk::adapter {

namespace {

constexpr std::size_t ADDRESSES_MAX = 1000;
constexpr std::size_t TOPICS_MAX = 4;
constexpr std::size_t ALTERNATIVES_MAX = 1000;

bool bloom_has(const Bloom& bloom, BytesView entry) {
    Bloom wanted;
    add_to_bloom(wanted, entry);
    for (std::size_t i = 0; i < wanted.size(); ++i)
        if ((bloom[i] & wanted[i]) != wanted[i]) return false;
    return true;
}

/// One value or a list of them.
template <class T, class Parse>
std::expected<std::vector<T>, rpc::Error> parse_set(const boost::json::value& in, Parse parse,
                                                    std::size_t count_max) {
    std::vector<T> out;
    const auto add = [&](const boost::json::value& item) -> std::expected<void, rpc::Error> {
        auto parsed = parse(item);
        if (!parsed)
            return std::unexpected(rpc::invalid_params("invalid argument 0: " + parsed.error()));
        out.push_back(*parsed);
        return {};
    };
    if (!in.is_array()) {
        DUSK_TRY_VOID(add(in));
        return out;
    }
    if (in.as_array().size() > count_max)
        return std::unexpected(
            rpc::invalid_params("exceed max addresses or topics per search position"));
    for (const auto& item : in.as_array()) DUSK_TRY_VOID(add(item));
    return out;
}

}  // namespace

bool LogFilter::matches(const Log& log) const {
    if (!addresses.empty() && std::ranges::find(addresses, log.address) == addresses.end())
        return false;
    if (topics.size() > log.topics.size()) return false;
    for (std::size_t i = 0; i < topics.size(); ++i)
        if (!topics[i].empty() && std::ranges::find(topics[i], log.topics[i]) == topics[i].end())
            return false;
    return true;
}

bool LogFilter::may_match(const Bloom& bloom) const {
    const auto any = [&](const auto& set) {
        return set.empty() ||
               std::ranges::any_of(set, [&](const auto& entry) { return bloom_has(bloom, entry); });
    };
    return any(addresses) && std::ranges::all_of(topics, any);
}

std::expected<LogFilter, rpc::Error> parse_log_filter(const boost::json::object& filter) {
    LogFilter out;
    if (const auto* address = filter.if_contains("address"); address && !address->is_null()) {
        DUSK_TRY(addresses, parse_set<Address>(*address, rpc::params::to_address, ADDRESSES_MAX));
        out.addresses = std::move(addresses);
    }
    const auto* topics = filter.if_contains("topics");
    if (topics == nullptr || topics->is_null()) return out;
    if (!topics->is_array() || topics->as_array().size() > TOPICS_MAX)
        return std::unexpected(rpc::invalid_params("exceed max topics"));
    for (const auto& position : topics->as_array()) {
        if (position.is_null()) {
            out.topics.emplace_back();
            continue;
        }
        DUSK_TRY(set, parse_set<Hash32>(position, rpc::params::to_hash, ALTERNATIVES_MAX));
        out.topics.push_back(std::move(set));
    }
    return out;
}

void collect_logs(const settlement::ethview::ViewBlock& block, const LogFilter& filter,
                  boost::json::array& out, bool removed) {
    if (!filter.may_match(block.header.logs_bloom)) return;
    json::LogPlace place;
    for (; place.txn_index < block.transactions.size(); ++place.txn_index) {
        const auto& logs = block.transactions[place.txn_index].receipt.logs;
        for (place.log_index_in_txn = 0; place.log_index_in_txn < logs.size();
             ++place.log_index_in_txn, ++place.log_index)
            if (filter.matches(logs[place.log_index_in_txn]))
                out.push_back(json::log(block, place, removed));
    }
}

}  // namespace dusk::adapter
