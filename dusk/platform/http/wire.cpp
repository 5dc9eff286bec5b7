#include <algorithm>
#include <array>
#include <charconv>
#include <iterator>

#include <dusk/platform/http/wire.hpp>

namespace dusk::http {
namespace {

/// A line end within a value would begin another header: it is dropped.
void append_field(std::string& out, std::string_view name, std::string_view value) {
    out += name;
    out += ": ";
    if (std::ranges::none_of(value, [](char c) { return c == '\r' || c == '\n'; })) {
        out += value;
    } else {
        std::ranges::copy_if(value, std::back_inserter(out),
                             [](char c) { return c != '\r' && c != '\n'; });
    }
    out += "\r\n";
}

void append_number(std::string& out, std::size_t number) {
    char digits[24];
    const auto end = std::to_chars(digits, digits + sizeof digits, number).ptr;
    out.append(digits, end);
}

struct StatusLine {
    unsigned status;
    std::string_view line;
};

/// The one that nearly every answer has is found first.
constexpr auto STATUS_LINES = std::to_array<StatusLine>({
    {200, "HTTP/1.1 200 OK\r\n"},
    {201, "HTTP/1.1 201 Created\r\n"},
    {202, "HTTP/1.1 202 Accepted\r\n"},
    {204, "HTTP/1.1 204 No Content\r\n"},
    {206, "HTTP/1.1 206 Partial Content\r\n"},
    {301, "HTTP/1.1 301 Moved Permanently\r\n"},
    {302, "HTTP/1.1 302 Found\r\n"},
    {304, "HTTP/1.1 304 Not Modified\r\n"},
    {400, "HTTP/1.1 400 Bad Request\r\n"},
    {401, "HTTP/1.1 401 Unauthorized\r\n"},
    {403, "HTTP/1.1 403 Forbidden\r\n"},
    {404, "HTTP/1.1 404 Not Found\r\n"},
    {405, "HTTP/1.1 405 Method Not Allowed\r\n"},
    {406, "HTTP/1.1 406 Not Acceptable\r\n"},
    {408, "HTTP/1.1 408 Request Timeout\r\n"},
    {409, "HTTP/1.1 409 Conflict\r\n"},
    {413, "HTTP/1.1 413 Request Entity Too Large\r\n"},
    {415, "HTTP/1.1 415 Unsupported Media Type\r\n"},
    {422, "HTTP/1.1 422 Unprocessable Entity\r\n"},
    {424, "HTTP/1.1 424 Failed Dependency\r\n"},
    {429, "HTTP/1.1 429 Too Many Requests\r\n"},
    {431, "HTTP/1.1 431 Request Header Fields Too Large\r\n"},
    {500, "HTTP/1.1 500 Internal Server Error\r\n"},
    {501, "HTTP/1.1 501 Not Implemented\r\n"},
    {502, "HTTP/1.1 502 Bad Gateway\r\n"},
    {503, "HTTP/1.1 503 Service Unavailable\r\n"},
    {504, "HTTP/1.1 504 Gateway Timeout\r\n"},
});
static_assert(std::ranges::all_of(STATUS_LINES, [](const StatusLine& entry) {
    constexpr std::size_t DIGITS = 9;  // behind "HTTP/1.1 "
    unsigned status = 0;
    for (const char digit : entry.line.substr(DIGITS, 3))
        status = status * 10 + static_cast<unsigned>(digit - '0');
    return status == entry.status;
}));

void append_status_line(std::string& out, unsigned status) {
    const auto* const known = std::ranges::find(STATUS_LINES, status, &StatusLine::status);
    if (known != STATUS_LINES.end()) {
        out += known->line;
        return;
    }
    out += "HTTP/1.1 ";
    append_number(out, status);
    out += " Status\r\n";
}

bool has_no_body(unsigned status) { return status == 204 || status == 304 || status < 200; }

}  // namespace

std::string_view to_text(Method method) noexcept {
    switch (method) {
        case Method::get:
            return "GET";
        case Method::head:
            return "HEAD";
        case Method::post:
            return "POST";
        case Method::put:
            return "PUT";
        case Method::del:
            return "DELETE";
        case Method::options:
            return "OPTIONS";
        case Method::patch:
            return "PATCH";
        case Method::other:
            break;
    }
    return "GET";
}

void append_head(std::string& out, const Response& response, bool keep_alive) {
    append_status_line(out, response.status);
    if (!response.content_type.empty()) append_field(out, "Content-Type", response.content_type);
    for (const auto& [name, value] : response.headers) append_field(out, name, value);
    if (!has_no_body(response.status)) {
        out += "Content-Length: ";
        append_number(out, response.body.size());
        out += "\r\n";
    }
    if (!keep_alive) out += "Connection: close\r\n";
    out += "\r\n";
}

void append_request_head(std::string& out, Method method, std::string_view target,
                         std::string_view host, const Headers& headers, std::size_t body_size) {
    out += to_text(method);
    out += ' ';
    // White space would end the target, a line end the whole line.
    std::ranges::copy_if(target, std::back_inserter(out),
                         [](char c) { return static_cast<unsigned char>(c) > 0x20; });
    out += " HTTP/1.1\r\n";
    append_field(out, "Host", host);
    for (const auto& [name, value] : headers) append_field(out, name, value);
    if (body_size > 0 || method == Method::post || method == Method::put) {
        out += "Content-Length: ";
        append_number(out, body_size);
        out += "\r\n";
    }
    out += "\r\n";
}

}  // namespace dusk::http
