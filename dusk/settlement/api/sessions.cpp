#include <boost/json.hpp>

#include <dusk/core/base/endian.hpp>
#include <dusk/core/codec/hex.hpp>
#include <dusk/platform/crypto/random.hpp>
#include <dusk/settlement/api/json.hpp>
#include <dusk/settlement/api/sessions.hpp>

namespace dusk::settlement::api {
namespace {

namespace json = boost::json;

constexpr std::size_t MAX_SESSIONS = 1024;
constexpr std::size_t MAX_SUBSCRIPTIONS = 256;
constexpr std::string_view SESSION_HEADER = "Rusk-Session-Id";

/// Components with events; the others have nothing to subscribe to.
bool has_events(std::string_view component) {
    return component == "blocks" || component == "transactions" || component == "contracts";
}

http::Response failed(unsigned status, std::string text) {
    return respond(ApiError{status, std::move(text)});
}

RuesEvent block_event(const Hash32& hash, std::string_view topic, const json::object& data) {
    return {.component = "blocks",
            .entity = to_hex_plain(hash),
            .topic = std::string(topic),
            .origin = {},
            .data = json::serialize(data)};
}

RuesEvent tx_event(const Hash32& id, std::string_view topic, std::string data) {
    return {.component = "transactions",
            .entity = to_hex_plain(id),
            .topic = std::string(topic),
            .origin = {},
            .data = std::move(data)};
}

void add_contract_events(std::vector<RuesEvent>& out, const std::vector<ContractEvent>& events,
                         const Hash32& origin) {
    for (const auto& event : events)
        out.push_back({.component = "contracts",
                       .entity = to_hex_plain(event.source),
                       .topic = event.topic,
                       .origin = origin,
                       .data = std::string(as_text(event.data))});
}

std::vector<RuesEvent> accepted_events(const BlockRecord& record) {
    const auto& header = record.block.header;
    std::vector<RuesEvent> out;
    for (std::size_t i = 0; i < record.outcomes.size(); ++i) {
        const auto& outcome = record.outcomes[i];
        add_contract_events(out, outcome.events, outcome.tx_id);
        out.push_back(
            tx_event(outcome.tx_id, "executed",
                     json::serialize(executed_json(record.block.txs[i], outcome, header.height))));
    }
    add_contract_events(out, record.block_events, header.hash);
    out.push_back(block_event(header.hash, "accepted", block_json(record)));
    return out;
}

}  // namespace

std::string encode_event(const RuesEvent& event) {
    json::object header{
        {"Content-Location", "/on/" + event.component + ":" + event.entity + "/" + event.topic}};
    if (event.origin) header["Rusk-Origin"] = to_hex_plain(*event.origin);
    const auto text = json::serialize(header);
    Bytes out;
    append_le(out, static_cast<std::uint32_t>(text.size()));
    append(out, as_bytes(text));
    append(out, as_bytes(event.data));
    return std::string(as_text(out));
}

std::vector<RuesEvent> rues_events(const NodeEvent& event) {
    if (const auto* included = std::get_if<TxIncluded>(&event))
        return {tx_event(included->entry->id, "included",
                         json::serialize(tx_json(included->entry->tx)))};
    if (const auto* removed = std::get_if<TxRemoved>(&event))
        return {tx_event(removed->id, "removed", {})};
    if (const auto* accepted = std::get_if<BlockAccepted>(&event))
        return accepted_events(*accepted->record);
    if (const auto* change = std::get_if<BlockStateChange>(&event))
        return {
            block_event(change->hash, "statechange",
                        {{"state", change->state == Finality::final ? "finalized" : "confirmed"},
                         {"atHeight", change->at_height}})};
    const auto& reverted = std::get<BlockReverted>(event);
    return {block_event(reverted.hash, "reverted", {{"atHeight", reverted.height}})};
}

std::string Sessions::open(const http::WsPtr& connection) {
    auto id = to_hex_plain(random_bytes<16>());
    const std::lock_guard lock(mutex_);
    if (sessions_.size() >= MAX_SESSIONS) return {};
    sessions_.emplace(id, Session{connection, {}});
    return id;
}

void Sessions::close(const http::WsPtr& connection) {
    const std::lock_guard lock(mutex_);
    std::erase_if(sessions_,
                  [&](const auto& entry) { return entry.second.connection == connection; });
}

http::WsHandler Sessions::handler() {
    http::WsHandler handler;
    handler.on_open = [this](const http::WsPtr& connection, const http::Request&) {
        const auto id = open(connection);
        if (id.empty())
            connection->close(1013, "too many sessions");
        else
            connection->send_text(id);
    };
    handler.on_message = [](const http::WsPtr&, http::WsMessage) {};
    handler.on_close = [this](const http::WsPtr& connection) { close(connection); };
    return handler;
}

http::Response Sessions::subscribe(const http::Request& request, const RuesPath& path) {
    if (!has_events(path.component)) return failed(404, "Not found: no such component");
    if (path.component == "contracts" && !path.entity)
        return failed(400, "contracts need an entity");
    const std::lock_guard lock(mutex_);
    const auto session = sessions_.find(std::string(request.headers.get(SESSION_HEADER)));
    if (session == sessions_.end()) return failed(424, "Session not found");
    auto& subscriptions = session->second.subscriptions;
    if (subscriptions.size() >= MAX_SUBSCRIPTIONS) return failed(429, "too many subscriptions");
    subscriptions.insert({path.component, path.entity, path.topic});
    auto response = http::Response::text({});
    response.headers.set("Rusk-Version", std::string(RUSK_VERSION));
    return response;
}

http::Response Sessions::unsubscribe(const http::Request& request, const RuesPath& path) {
    const std::lock_guard lock(mutex_);
    const auto session = sessions_.find(std::string(request.headers.get(SESSION_HEADER)));
    if (session == sessions_.end()) return failed(424, "Session not found");
    if (session->second.subscriptions.erase({path.component, path.entity, path.topic}) == 0)
        return http::Response::json(R"({"error":"Subscription not found"})", 404);
    auto response = http::Response::text({});
    response.headers.set("Rusk-Version", std::string(RUSK_VERSION));
    return response;
}

void Sessions::publish(const RuesEvent& event) {
    std::vector<http::WsPtr> receivers;
    {
        const std::lock_guard lock(mutex_);
        const Subscription exact{event.component, event.entity, event.topic};
        const Subscription any{event.component, std::nullopt, event.topic};
        for (const auto& [id, session] : sessions_)
            if (session.subscriptions.contains(exact) || session.subscriptions.contains(any))
                receivers.push_back(session.connection);
    }
    if (receivers.empty()) return;
    const auto message = encode_event(event);
    for (const auto& receiver : receivers) receiver->send_binary(message);
}

}  // namespace dusk::settlement::api
