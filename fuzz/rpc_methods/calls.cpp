#include <boost/json/serialize.hpp>
#include <fuzz/rpc_methods/calls.hpp>

#include <dusk/core/base/check.hpp>
#include <dusk/core/codec/hex.hpp>
#include <dusk/node/sources/payload_json.hpp>

namespace dusk::fuzz {
namespace {

/// A client that is gone before it was told anything.
class GoneSubscription final : public rpc::Subscription {
public:
    const std::string& id() const noexcept override { return id_; }
    bool notify(const rpc::Value&) override { return false; }
    bool notify_json(std::string_view) override { return false; }
    bool closed() const noexcept override { return true; }
    void on_close(std::function<void()> callback) override { callback(); }

private:
    const std::string id_ = "0x1";
};

void subscribe(const rpc::MethodTable& table, const rpc::Params& arguments,
               rpc::CallContext& context) {
    if (arguments.empty() || !arguments[0].is_string()) return;
    const auto* handler =
        table.find_subscription("eth", std::string_view(arguments[0].get_string()));
    if (handler == nullptr) return;
    const rpc::Params others(arguments.begin() + 1, arguments.end());
    (void)(*handler)(others, context, std::make_shared<GoneSubscription>());
}

}  // namespace

void Stock::resolve(boost::json::value& value) const {
    if (auto* object = value.if_object()) {
        for (auto& member : *object) resolve(member.value());
    } else if (auto* array = value.if_array()) {
        resolve(*array);
    } else if (auto* text = value.if_string();
               text != nullptr && text->size() == 3 && (*text)[0] == '@') {
        const auto kind = (*text)[1];
        const auto* list = kind == 'b'   ? &blocks
                           : kind == 't' ? &txns
                           : kind == 'x' ? &raw
                           : kind == 'c' ? &contracts
                                         : nullptr;
        if (list != nullptr && !list->empty())
            *text = (*list)[static_cast<std::uint8_t>((*text)[2]) % list->size()];
    }
}

void Stock::resolve(rpc::Params& arguments) const {
    for (auto& element : arguments) resolve(element);
}

void call(const rpc::MethodTable& table, std::string_view name, const rpc::Params& arguments) {
    // A transaction that no block will have is waited for until the deadline.
    const auto patience = std::chrono::milliseconds(name.ends_with("Sync") ? 20 : 500);
    rpc::CallContext context;
    context.deadline = std::chrono::steady_clock::now() + patience;
    if (name == "eth_subscribe") return subscribe(table, arguments, context);
    const auto* method = table.find(name);
    DUSK_CHECK(method != nullptr);
    if (const auto answer = method->handler(arguments, context))
        (void)boost::json::serialize(*answer);
}

void seal_payload(boost::json::value& payload, const boost::json::value* beacon_root,
                  bool has_requests) {
    auto* object = payload.if_object();
    if (object == nullptr) return;
    const auto parsed = sources::payload_from_json(payload);
    if (!parsed) return;
    sources::PayloadEnvelope envelope{.payload = *parsed};
    if (beacon_root != nullptr && beacon_root->is_string())
        if (const auto root = fixed_from_hex<32>(std::string_view(beacon_root->get_string())))
            envelope.parent_beacon_block_root = *root;
    envelope.has_requests = has_requests;
    (*object)["blockHash"] = to_hex(header_hash(sources::payload_header(envelope)));
}

}  // namespace dusk::fuzz
