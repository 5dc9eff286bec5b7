#include <algorithm>
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

bool has_no_body(unsigned status) { return status == 204 || status == 304 || status < 200; }

}  // namespace

std::string_view reason_phrase(unsigned status) noexcept {
    switch (status) {
        case 200:
            return "OK";
        case 201:
            return "Created";
        case 202:
            return "Accepted";
        case 204:
            return "No Content";
        case 206:
            return "Partial Content";
        case 301:
            return "Moved Permanently";
        case 302:
            return "Found";
        case 304:
            return "Not Modified";
        case 400:
            return "Bad Request";
        case 401:
            return "Unauthorized";
        case 403:
            return "Forbidden";
        case 404:
            return "Not Found";
        case 405:
            return "Method Not Allowed";
        case 406:
            return "Not Acceptable";
        case 408:
            return "Request Timeout";
        case 409:
            return "Conflict";
        case 413:
            return "Request Entity Too Large";
        case 415:
            return "Unsupported Media Type";
        case 422:
            return "Unprocessable Entity";
        case 424:
            return "Failed Dependency";
        case 429:
            return "Too Many Requests";
        case 431:
            return "Request Header Fields Too Large";
        case 500:
            return "Internal Server Error";
        case 501:
            return "Not Implemented";
        case 502:
            return "Bad Gateway";
        case 503:
            return "Service Unavailable";
        case 504:
            return "Gateway Timeout";
        default:
            return "Status";
    }
}

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
    if (response.status == 200) {
        out += "HTTP/1.1 200 OK\r\n";
    } else {
        out += "HTTP/1.1 ";
        append_number(out, response.status);
        out += ' ';
        out += reason_phrase(response.status);
        out += "\r\n";
    }
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
