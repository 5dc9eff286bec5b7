#include <fmt/format.h>

#include <dusk/platform/rpc/error.hpp>

namespace dusk::rpc {

Error server_error(std::string message) { return {CODE_SERVER, std::move(message), {}}; }
Error internal_error(std::string message) { return {CODE_INTERNAL, std::move(message), {}}; }
Error invalid_params(std::string message) { return {CODE_INVALID_PARAMS, std::move(message), {}}; }
Error invalid_request(std::string message) {
    return {CODE_INVALID_REQUEST, std::move(message), {}};
}
Error method_not_found(std::string_view method) {
    return {CODE_METHOD_NOT_FOUND,
            fmt::format("the method {} does not exist/is not available", method),
            {}};
}

}  // namespace dusk::rpc
