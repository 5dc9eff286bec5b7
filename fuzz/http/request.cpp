// HTTP requests from strangers: however their bytes are cut into pieces, the parser reads the same,
// and what it has read can be asked for.
#include <algorithm>
#include <optional>
#include <vector>

#include <fuzz/http/http.hpp>

#include <dusk/core/base/bytes.hpp>
#include <dusk/core/base/check.hpp>
#include <dusk/platform/http/request_parser.hpp>
#include <dusk/platform/http/router.hpp>
#include <dusk/platform/http/wire.hpp>

namespace {

using namespace dusk;
using http::Headers;
using http::ParserLimits;
using http::Request;
using http::RequestParser;

constexpr ParserLimits LIMITS{.header_size_max = 512, .body_size_max = 256};

bool same(const Headers& a, const Headers& b) {
    auto other = b.begin();
    for (const auto& field : a) {
        if (other == b.end() || *other != field) return false;
        ++other;
    }
    return other == b.end();
}

struct Read {
    std::vector<Request> requests;
    std::optional<http::ParseError> error;
};

Read read(std::string_view text, std::size_t piece) {
    RequestParser parser(LIMITS);
    Read out;
    for (std::size_t at = 0; at < text.size() && !out.error;) {
        const auto used = parser.feed(text.substr(at, piece));
        DUSK_CHECK(used <= std::min(piece, text.size() - at));
        at += used;
        out.error = parser.error();
        if (out.error || !parser.done()) continue;
        out.requests.push_back(parser.take());
    }
    return out;
}

void ask(Request& request) {
    http::Router router;
    router.add(http::Method::get, "/a/{b}/*", [](const Request&) { return http::Response{}; });
    (void)router.find(request, false);
    (void)request.query("x");
    DUSK_CHECK(request.body.size() <= LIMITS.body_size_max);
    std::string head;
    http::append_head(head, {.headers = request.headers}, true);
    // A value never ends its line early.
    DUSK_CHECK(head.find("\r\n\r\n") == head.size() - 4);
}

}  // namespace

void dusk::fuzz::request(BytesView input) {
    if (input.empty()) return;
    const auto text = as_text(input.subspan(1));
    auto whole = read(text, text.size());
    const auto parts = read(text, std::size_t{1} + input[0] % 64);
    DUSK_CHECK(whole.error == parts.error);
    DUSK_CHECK(whole.requests.size() == parts.requests.size());
    for (std::size_t i = 0; i < whole.requests.size(); ++i) {
        auto& a = whole.requests[i];
        const auto& b = parts.requests[i];
        DUSK_CHECK(a.method == b.method);
        DUSK_CHECK(a.target == b.target);
        DUSK_CHECK(a.body == b.body);
        DUSK_CHECK(same(a.headers, b.headers));
        ask(a);
    }
}
