#include <algorithm>
#include <array>
#include <charconv>
#include <utility>

#include <dusk/platform/http/request_parser.hpp>

namespace dusk::http {
namespace {

constexpr std::string_view LINE_END = "\r\n";
constexpr std::string_view HEAD_END = "\r\n\r\n";
/// A chunk's size with its extensions, which nobody uses.
constexpr std::size_t CHUNK_LINE_SIZE_MAX = 256;
/// Room taken for a body before its bytes are there: a length is only a claim.
constexpr std::uint64_t BODY_RESERVE_MAX = 64 * 1024;

using CharSet = std::array<bool, 256>;

/// RFC 9110 section 5.6.2
constexpr CharSet TOKEN_CHARS = [] {
    CharSet out{};
    for (unsigned c = 0; c < out.size(); ++c)
        out[c] = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
    for (const char c : std::string_view{"!#$%&'*+-.^_`|~"})
        out[static_cast<unsigned char>(c)] = true;
    return out;
}();

bool is_in(const CharSet& set, char c) { return set[static_cast<unsigned char>(c)]; }

bool is_token(std::string_view text) {
    return !text.empty() && std::ranges::all_of(text, [](char c) { return is_in(TOKEN_CHARS, c); });
}

/// Field values hold no control characters but the tab (RFC 9110 section 5.5). The compiler makes
/// few steps of many letters of this.
bool is_value(std::string_view text) {
    bool good = true;
    for (const char c : text)
        good &= (static_cast<unsigned char>(c) >= 0x20 && c != 0x7f) || c == '\t';
    return good;
}

std::string_view trimmed(std::string_view text) {
    while (!text.empty() && (text.front() == ' ' || text.front() == '\t')) text.remove_prefix(1);
    while (!text.empty() && (text.back() == ' ' || text.back() == '\t')) text.remove_suffix(1);
    return text;
}

/// Whether a list of words has this one, which is in lower case.
bool has_word(std::string_view list, std::string_view word) {
    while (!list.empty()) {
        const auto part = list.substr(0, list.find(','));
        list.remove_prefix(std::min(part.size() + 1, list.size()));
        if (same_name(trimmed(part), word)) return true;
    }
    return false;
}

Method to_method(std::string_view text) {
    using Row = std::pair<std::string_view, Method>;
    static constexpr Row ROWS[] = {
        {"POST", Method::post},   {"GET", Method::get},         {"HEAD", Method::head},
        {"PUT", Method::put},     {"OPTIONS", Method::options}, {"DELETE", Method::del},
        {"PATCH", Method::patch},
    };
    for (const auto& [name, method] : ROWS)
        if (text == name) return method;
    return Method::other;
}

std::optional<std::uint64_t> to_number(std::string_view digits, int base) {
    std::uint64_t out = 0;
    const auto* const end = digits.data() + digits.size();
    const auto read = std::from_chars(digits.data(), end, out, base);
    if (digits.empty() || read.ec != std::errc{} || read.ptr != end) return std::nullopt;
    return out;
}

}  // namespace

/// Fields that say how to read the request, and what is done with it.
const RequestParser::FramingField RequestParser::FRAMING_FIELDS[] = {
    {"host", &RequestParser::read_host},
    {"connection", &RequestParser::read_connection},
    {"expect", &RequestParser::read_expect},
    {"transfer-encoding", &RequestParser::read_transfer_encoding},
    {"content-length", &RequestParser::read_content_length},
};

std::size_t RequestParser::fail(ParseError error) {
    error_ = error;
    return 0;
}

std::size_t RequestParser::feed(std::string_view data) {
    std::size_t used = 0;
    while (!error_ && !done() && used < data.size()) {
        const auto rest = data.substr(used);
        switch (stage_) {
            case Stage::head:
                used += feed_head(rest);
                break;
            case Stage::body:
            case Stage::chunk_data:
                used += feed_body(rest);
                break;
            case Stage::chunk_size:
            case Stage::chunk_end:
            case Stage::trailer:
                used += feed_line(rest);
                break;
            case Stage::done:
                break;
        }
    }
    return used;
}

/// A head that comes in one piece is read where it is; others are gathered first.
std::size_t RequestParser::feed_head(std::string_view data) {
    if (line_.empty() || line_ == "\r") return feed_head_begin(data);
    const auto known = line_.size();
    const auto part = data.substr(0, limits_.header_size_max + HEAD_END.size() - known);
    line_ += part;
    const auto end = line_.find(HEAD_END, known < 3 ? 0 : known - 3);
    if (end == std::string::npos) {
        if (line_.size() >= limits_.header_size_max + HEAD_END.size())
            return fail(ParseError::header_too_large);
        return part.size();
    }
    const auto head = std::exchange(line_, {});
    read_head(std::string_view{head}.substr(0, end + LINE_END.size()));
    return end + HEAD_END.size() - known;
}

/// Line ends before the request line are tolerated (RFC 9112 section 2.2). What begins otherwise is
/// no HTTP, such as TLS on the wrong port: no need to wait for more.
std::size_t RequestParser::feed_head_begin(std::string_view data) {
    if (line_.empty() && data.front() == '\r') {
        line_ = "\r";
        return 1;
    }
    if (!line_.empty()) {
        if (data.front() != '\n') return fail(ParseError::malformed);
        line_.clear();
        return 1;
    }
    if (!is_in(TOKEN_CHARS, data.front())) return fail(ParseError::malformed);
    const auto end = data.find(HEAD_END);
    if (end == std::string_view::npos) {
        line_ = data.substr(0, 1);
        return 1;
    }
    if (end > limits_.header_size_max) return fail(ParseError::header_too_large);
    read_head(data.substr(0, end + LINE_END.size()));
    return end + HEAD_END.size();
}

void RequestParser::read_head(std::string_view received) {
    const auto head = request_.headers.set_head(received);
    auto end = head.find(LINE_END);
    bool good = read_request_line(head.substr(0, end));
    while (good && end + LINE_END.size() < head.size()) {
        const auto begin = end + LINE_END.size();
        end = head.find(LINE_END, begin);
        good = read_field(head.substr(begin, end - begin));
    }
    if (!good || !read_framing()) {
        (void)fail(ParseError::malformed);
        return;
    }
    if (declared_size_.value_or(0) > limits_.body_size_max) {
        (void)fail(ParseError::body_too_large);
        return;
    }
    begin_body();
}

/// METHOD SP target SP HTTP/1.x
bool RequestParser::read_request_line(std::string_view line) {
    const auto first = line.find(' ');
    const auto last = line.rfind(' ');
    if (first == std::string_view::npos || first == last) return false;
    const auto method = line.substr(0, first);
    const auto target = line.substr(first + 1, last - first - 1);
    const auto version = line.substr(last + 1);
    const bool visible = std::ranges::all_of(target, [](char c) { return c > 0x20 && c < 0x7f; });
    if (!is_token(method) || target.empty() || !visible) return false;
    is_http_1_1_ = version == "HTTP/1.1";
    if (!is_http_1_1_ && version != "HTTP/1.0") return false;
    request_.method = to_method(method);
    request_.target = target;
    keep_alive_ = is_http_1_1_;
    return true;
}

bool RequestParser::read_field(std::string_view line) {
    std::size_t colon = 0;
    while (colon < line.size() && is_in(TOKEN_CHARS, line[colon])) ++colon;
    if (colon == 0 || colon == line.size() || line[colon] != ':') return false;
    const auto name = line.substr(0, colon);
    const auto value = trimmed(line.substr(colon + 1));
    if (!is_value(value)) return false;
    request_.headers.add_from_head(name, value);
    for (const auto& row : FRAMING_FIELDS)
        if (name.size() == row.name.size() && same_name(name, row.name))
            return (this->*row.read)(value);
    return true;
}

bool RequestParser::read_host(std::string_view) {
    ++hosts_;
    return true;
}

bool RequestParser::read_connection(std::string_view value) {
    if (has_word(value, "close")) keep_alive_ = false;
    if (has_word(value, "keep-alive") && !is_http_1_1_) keep_alive_ = true;
    if (has_word(value, "upgrade")) asks_websocket_ = true;
    return true;
}

bool RequestParser::read_expect(std::string_view value) {
    if (same_name(value, "100-continue")) expects_continue_ = true;
    return true;
}

bool RequestParser::read_transfer_encoding(std::string_view value) {
    return !std::exchange(is_chunked_, true) && same_name(value, "chunked");
}

bool RequestParser::read_content_length(std::string_view value) {
    const auto size = to_number(value, 10);
    if (!size || (declared_size_ && declared_size_ != size)) return false;
    declared_size_ = size;
    return true;
}

/// One form of length only (RFC 9112 section 6.3), at most one Host.
bool RequestParser::read_framing() {
    if (is_chunked_ && (declared_size_ || !is_http_1_1_)) return false;
    asks_websocket_ = asks_websocket_ && is_http_1_1_ && request_.method == Method::get &&
                      has_word(request_.headers.get("Upgrade"), "websocket");
    expects_continue_ = expects_continue_ && is_http_1_1_;
    return hosts_ <= 1;
}

void RequestParser::begin_body() {
    rest_ = declared_size_.value_or(0);
    if (is_chunked_) {
        stage_ = Stage::chunk_size;
    } else if (rest_ == 0) {
        stage_ = Stage::done;
    } else {
        stage_ = Stage::body;
        request_.body.reserve(static_cast<std::size_t>(std::min(rest_, BODY_RESERVE_MAX)));
    }
}

std::size_t RequestParser::feed_body(std::string_view data) {
    const auto part =
        data.substr(0, static_cast<std::size_t>(std::min<std::uint64_t>(rest_, data.size())));
    request_.body += part;
    rest_ -= part.size();
    if (rest_ == 0) stage_ = stage_ == Stage::body ? Stage::done : Stage::chunk_end;
    return part.size();
}

/// Gathers one of the lines around chunks.
std::size_t RequestParser::feed_line(std::string_view data) {
    const auto end = data.find('\n');
    const auto part = data.substr(0, end == std::string_view::npos ? end : end + 1);
    const auto size_max = stage_ == Stage::trailer ? limits_.header_size_max : CHUNK_LINE_SIZE_MAX;
    if (line_.size() + part.size() > size_max) return fail(ParseError::malformed);
    line_ += part;
    if (end != std::string_view::npos) {
        if (line_.ends_with(LINE_END))
            read_chunk_line();
        else
            (void)fail(ParseError::malformed);
    }
    return part.size();
}

void RequestParser::read_chunk_line() {
    line_.resize(line_.size() - LINE_END.size());
    bool good = true;
    if (stage_ == Stage::chunk_size) {
        good = read_chunk_size();
    } else if (stage_ == Stage::chunk_end) {
        good = line_.empty();
        stage_ = Stage::chunk_size;
    } else {
        // Trailers are read past: nobody asks for them.
        trailer_size_ += line_.size();
        good = trailer_size_ <= limits_.header_size_max;
        if (line_.empty()) stage_ = Stage::done;
    }
    line_.clear();
    if (!good) (void)fail(ParseError::malformed);
}

bool RequestParser::read_chunk_size() {
    const auto size = to_number(trimmed(std::string_view{line_}.substr(0, line_.find(';'))), 16);
    if (!size || !is_value(line_)) return false;
    if (*size > limits_.body_size_max - request_.body.size()) {
        (void)fail(ParseError::body_too_large);
        return true;
    }
    rest_ = *size;
    stage_ = *size == 0 ? Stage::trailer : Stage::chunk_data;
    return true;
}

Request RequestParser::take() {
    auto out = std::exchange(request_, {});
    stage_ = Stage::head;
    error_.reset();
    line_.clear();
    rest_ = 0;
    trailer_size_ = 0;
    declared_size_.reset();
    is_chunked_ = expects_continue_ = asks_websocket_ = false;
    hosts_ = 0;
    return out;
}

}  // namespace dusk::http
