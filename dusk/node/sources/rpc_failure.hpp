// Errors of JSON-RPC calls as failures.
#pragma once

#include <dusk/node/sources/failure.hpp>
#include <dusk/node/sources/json_fields.hpp>
#include <dusk/platform/rpc/client.hpp>

namespace dusk::sources {

/// Codes of the Engine API (execution-apis, engine/common.md#errors).
inline constexpr int CODE_UNKNOWN_PAYLOAD = -38001;
inline constexpr int CODE_INVALID_FORKCHOICE = -38002;
inline constexpr int CODE_INVALID_ATTRIBUTES = -38003;
/// geth's answer for a label that has no block yet.
inline constexpr int CODE_UNKNOWN_BLOCK = -39001;

/// not_found where the server says that it does not have the block, else temporary.
Failure read_failure(const rpc::ClientError& error);
/// With the kinds of the Engine API's codes.
Failure engine_failure(const rpc::ClientError& error);
/// An answer that cannot be what it should be. Temporary: another try may meet a better server.
template <class T>
Outcome<T> checked(std::string_view what, Decoded<T> decoded) {
    if (decoded) {
        if constexpr (std::is_void_v<T>)
            return {};
        else
            return *std::move(decoded);
    }
    return fail(FailureKind::temporary, std::string{what} + ": " + decoded.error());
}

}  // namespace dusk::sources
