#include <chrono>
#include <string>
#include <utility>

#include <dusk/node/rpc/backend/sequencer.hpp>
#include <dusk/platform/log/log.hpp>

namespace dusk::eth {
namespace {

/// Less than a request may take (rpc::Limits), so that the client learns what has failed.
constexpr std::chrono::seconds TIMEOUT{10};

}  // namespace

Sequencer::Sequencer(std::string_view url) : client_(url, {.timeout = TIMEOUT}) {}

rpc::Result Sequencer::call(std::string_view method, rpc::Params params) {
    auto answer = client_.call(method, std::move(params));
    if (answer) return *std::move(answer);
    auto& error = answer.error();
    if (error.kind == rpc::ClientErrorKind::rpc)
        return std::unexpected(
            rpc::Error{error.code, std::move(error.message), std::move(error.data)});
    log::warn("rpc", "the sequencer does not answer",
              {{"method", std::string(method)}, {"error", to_text(error)}});
    return std::unexpected(rpc::server_error("the sequencer does not answer"));
}

}  // namespace dusk::eth
