// Reads HTTP/1.1 requests from a stream of bytes (RFC 9112), strictly: what two programs could read
// in two ways is refused, such as a bare line feed, a folded field, both forms of length.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include <dusk/platform/http/message.hpp>

namespace dusk::http {

struct ParserLimits {
    std::size_t header_size_max = 16 * 1024;
    std::size_t body_size_max = 5 * 1024 * 1024;
};

enum class [[nodiscard]] ParseError : std::uint8_t { malformed, header_too_large, body_too_large };

class RequestParser {
public:
    explicit RequestParser(ParserLimits limits) : limits_(limits) {}

    /// Takes what belongs to the request from the start of `data` and gives its size. Stops at the
    /// request's end or at an error.
    std::size_t feed(std::string_view data);
    bool done() const noexcept { return stage_ == Stage::done; }
    bool header_done() const noexcept { return stage_ != Stage::head; }
    std::optional<ParseError> error() const noexcept { return error_; }
    /// Content-Length, if the request has told it.
    std::optional<std::uint64_t> declared_size() const noexcept { return declared_size_; }

    bool keep_alive() const noexcept { return keep_alive_; }
    /// Whether the client waits for leave to send the body (RFC 9110 section 10.1.1).
    bool expects_continue() const noexcept { return expects_continue_; }
    /// Whether it asks to go on as WebSocket (RFC 6455 section 4.2.1).
    bool asks_websocket() const noexcept { return asks_websocket_; }

    /// Memory of the body so far.
    std::size_t body_memory() const noexcept { return request_.body.capacity(); }

    /// The request, complete once done(); the parser begins with the next one.
    Request take();

private:
    enum class Stage : std::uint8_t {
        head,
        body,
        chunk_size,
        chunk_data,
        chunk_end,  ///< the line end behind a chunk
        trailer,
        done,
    };

    struct FramingField {
        std::string_view name;
        bool (RequestParser::*read)(std::string_view value);
    };
    static const FramingField FRAMING_FIELDS[5];

    std::size_t feed_head(std::string_view data);
    std::size_t feed_head_begin(std::string_view data);
    std::size_t feed_body(std::string_view data);
    std::size_t feed_line(std::string_view data);
    void read_head(std::string_view received);
    bool read_request_line(std::string_view line);
    bool read_field(std::string_view line);
    bool read_host(std::string_view value);
    bool read_connection(std::string_view value);
    bool read_expect(std::string_view value);
    bool read_transfer_encoding(std::string_view value);
    bool read_content_length(std::string_view value);
    bool read_framing();
    void read_chunk_line();
    bool read_chunk_size();
    void begin_body();
    std::size_t fail(ParseError error);

    const ParserLimits limits_;
    Stage stage_ = Stage::head;
    std::optional<ParseError> error_{};
    std::string line_;  ///< the part of a head or chunk line that came so far
    Request request_{};
    std::uint64_t rest_ = 0;  ///< of the body or chunk
    std::size_t trailer_size_ = 0;
    std::optional<std::uint64_t> declared_size_{};
    bool is_http_1_1_ = false;
    bool is_chunked_ = false;
    bool keep_alive_ = false;
    bool expects_continue_ = false;
    bool asks_websocket_ = false;
    unsigned hosts_ = 0;
};

}  // namespace dusk::http
