// How messages look on the wire: the head of a response and of a request.
#pragma once

#include <string>
#include <string_view>

#include <dusk/platform/http/message.hpp>

namespace dusk::http {

std::string_view to_text(Method method) noexcept;

/// Status line and header, with the empty line. Content-Length is the body's size, also for HEAD.
void append_head(std::string& out, const Response& response, bool keep_alive);
/// Request line and header, with the empty line.
void append_request_head(std::string& out, Method method, std::string_view target,
                         std::string_view host, const Headers& headers, std::size_t body_size);

}  // namespace dusk::http
