#include <dusk/node/batcher/admin_methods.hpp>

namespace dusk::batcher {

namespace {

using std::chrono::milliseconds;
using std::chrono::steady_clock;

rpc::Result answer(const std::expected<void, std::string>& done) {
    if (!done) return std::unexpected(rpc::server_error(done.error()));
    return rpc::Value(nullptr);
}

}  // namespace

void add_admin_methods(rpc::MethodTable& table, Batcher& batcher) {
    table.add("admin_startBatcher", [&batcher](const rpc::Params&, rpc::CallContext&) {
        return answer(batcher.request_start());
    });
    table.add(
        "admin_stopBatcher",
        [&batcher](const rpc::Params&, rpc::CallContext& context) -> rpc::Result {
            if (auto requested = batcher.request_stop(); !requested) return answer(requested);
            while (!batcher.wait_until_stopped(milliseconds{100}))
                if (context.expired() || context.stop.stop_requested())
                    return std::unexpected(rpc::server_error("still stopping"));
            return rpc::Value(nullptr);
        },
        rpc::Pace::waits);
    table.add("admin_flushBatcher", [&batcher](const rpc::Params&, rpc::CallContext&) {
        return answer(batcher.request_flush());
    });
}

void add_health_methods(rpc::MethodTable& table, std::string version) {
    table.add("health_status",
              [version = std::move(version)](const rpc::Params&, rpc::CallContext&) -> rpc::Result {
                  return rpc::Value(version);
              });
}

}  // namespace dusk::batcher
