#include <dusk/node/sources/rpc_failure.hpp>

namespace dusk::sources {

Failure read_failure(const rpc::ClientError& error) {
    auto kind = FailureKind::temporary;
    if (error.kind == rpc::ClientErrorKind::rpc) {
        const std::string_view text = error.message;
        if (error.code == CODE_UNKNOWN_BLOCK || text.contains("not found") ||
            text.contains("unknown block"))
            kind = FailureKind::not_found;
    }
    return {kind, rpc::to_text(error)};
}

Failure engine_failure(const rpc::ClientError& error) {
    auto kind = FailureKind::temporary;
    if (error.kind == rpc::ClientErrorKind::rpc) {
        if (error.code == CODE_INVALID_FORKCHOICE) kind = FailureKind::reset;
        if (error.code == CODE_INVALID_ATTRIBUTES) kind = FailureKind::invalid;
        if (error.code == CODE_UNKNOWN_PAYLOAD) kind = FailureKind::not_found;
    }
    return {kind, rpc::to_text(error)};
}

}  // namespace dusk::sources
