#include <gtest/gtest.h>

#include <dusk/platform/http/request_parser.hpp>

namespace dusk::http {
namespace {

constexpr ParserLimits LIMITS{.header_size_max = 200, .body_size_max = 20};

struct Outcome {
    std::optional<ParseError> error;
    bool done = false;
    std::size_t used = 0;
    Request request{};
    bool keep_alive = false;
};

/// Feeds the text in pieces of `piece` bytes.
Outcome parse(std::string_view text, std::size_t piece) {
    RequestParser parser(LIMITS);
    Outcome out;
    while (out.used < text.size() && !parser.done() && !parser.error()) {
        const auto part = text.substr(out.used, piece);
        const auto used = parser.feed(part);
        EXPECT_LE(used, part.size());
        out.used += used;
        if (used < part.size()) break;
    }
    out.error = parser.error();
    out.done = parser.done();
    out.keep_alive = parser.keep_alive();
    if (out.done) out.request = parser.take();
    return out;
}

TEST(request_parser, reads_a_request_in_any_pieces) {
    constexpr std::string_view TEXT =
        "POST /a?b=c HTTP/1.1\r\nHost: h:1\r\nX-Empty:\r\nCONTENT-length: 5\r\n\r\nhelloGET";
    for (std::size_t piece = 1; piece <= TEXT.size(); ++piece) {
        const auto out = parse(TEXT, piece);
        ASSERT_TRUE(out.done) << piece;
        EXPECT_EQ(out.used, TEXT.size() - 3) << piece;
        EXPECT_EQ(out.request.method, Method::post);
        EXPECT_EQ(out.request.target, "/a?b=c");
        EXPECT_EQ(out.request.headers.get("host"), "h:1");
        EXPECT_TRUE(out.request.headers.contains("x-empty"));
        EXPECT_EQ(out.request.headers.get("x-empty"), "");
        EXPECT_EQ(out.request.body, "hello");
        EXPECT_TRUE(out.keep_alive);
    }
}

TEST(request_parser, reads_chunks_in_any_pieces) {
    constexpr std::string_view TEXT =
        "POST / HTTP/1.1\r\nTransfer-Encoding: Chunked\r\n\r\n"
        "5;ext=\"x\"\r\nhello\r\nA\r\n0123456789\r\n000\r\nTrailer: x\r\n\r\nGET";
    for (std::size_t piece = 1; piece <= TEXT.size(); ++piece) {
        const auto out = parse(TEXT, piece);
        ASSERT_TRUE(out.done) << piece;
        EXPECT_EQ(out.used, TEXT.size() - 3) << piece;
        EXPECT_EQ(out.request.body, "hello0123456789");
    }
}

TEST(request_parser, keeps_the_connection_as_its_version_and_field_say) {
    EXPECT_TRUE(parse("GET / HTTP/1.1\r\n\r\n", 99).keep_alive);
    EXPECT_FALSE(parse("GET / HTTP/1.0\r\n\r\n", 99).keep_alive);
    EXPECT_FALSE(parse("GET / HTTP/1.1\r\nConnection: x, Close\r\n\r\n", 99).keep_alive);
    EXPECT_TRUE(parse("GET / HTTP/1.0\r\nConnection: Keep-Alive\r\n\r\n", 99).keep_alive);
    EXPECT_TRUE(parse("\r\nGET / HTTP/1.1\r\n\r\n", 99).done);
}

TEST(request_parser, sees_what_the_client_asks_for) {
    RequestParser parser(LIMITS);
    (void)parser.feed(
        "GET / HTTP/1.1\r\nConnection: keep-alive, Upgrade\r\nUpgrade: WebSocket\r\n"
        "Expect: 100-Continue\r\n\r\n");
    EXPECT_TRUE(parser.done());
    EXPECT_TRUE(parser.asks_websocket());
    EXPECT_TRUE(parser.expects_continue());
    (void)parser.take();
    (void)parser.feed("POST / HTTP/1.1\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n");
    EXPECT_TRUE(parser.done());
    EXPECT_FALSE(parser.asks_websocket());
    EXPECT_FALSE(parser.expects_continue());
}

TEST(request_parser, refuses_what_is_malformed_in_any_pieces) {
    for (const std::string_view text : {
             "nonsense\r\n\r\n",
             "GET /\r\n\r\n",
             "GET  HTTP/1.1\r\n\r\n",
             "GET / HTTP/2.0\r\n\r\n",
             "GET / a HTTP/1.1\r\n\r\n",
             "G(T / HTTP/1.1\r\n\r\n",
             "GET /\x80 HTTP/1.1\r\n\r\n",
             " GET / HTTP/1.1\r\n\r\n",
             "\x16\x03\x01",
             "\r\n\x01",
             "\r\r\n",
             "GET / HTTP/1.1\r\nno colon\r\n\r\n",
             "GET / HTTP/1.1\r\nName : x\r\n\r\n",
             "GET / HTTP/1.1\r\n: x\r\n\r\n",
             "GET / HTTP/1.1\r\nA: b\r\n folded\r\n\r\n",
             "GET / HTTP/1.1\r\nA: b\x01\r\n\r\n",
             "GET / HTTP/1.1\r\nA: b\nC: d\r\n\r\n",
             "GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n",
             "POST / HTTP/1.1\r\nContent-Length: -1\r\n\r\n",
             "POST / HTTP/1.1\r\nContent-Length: +1\r\n\r\n",
             "POST / HTTP/1.1\r\nContent-Length: 0x1\r\n\r\n",
             "POST / HTTP/1.1\r\nContent-Length:\r\n\r\n",
             "POST / HTTP/1.1\r\nContent-Length: 1, 1\r\n\r\n",
             "POST / HTTP/1.1\r\nContent-Length: 99999999999999999999\r\n\r\n",
             "POST / HTTP/1.1\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n",
             "POST / HTTP/1.1\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n",
             "POST / HTTP/1.1\r\nTransfer-Encoding: gzip, chunked\r\n\r\n",
             "POST / HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n",
             "POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n\r\n",
             "POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\nx\r\n",
             "POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n1\nx\r\n",
             "POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n1\r\nxy\r\n",
         })
        for (const std::size_t piece : {1U, 7U, 999U}) {
            const auto out = parse(text, piece);
            EXPECT_EQ(out.error, ParseError::malformed) << text << " by " << piece;
        }
}

TEST(request_parser, keeps_its_limits) {
    const auto long_head = "GET / HTTP/1.1\r\nA: " + std::string(200, 'a');
    const auto long_line =
        "POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n1;" + std::string(300, 'x');
    const auto trailers = "POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n" +
                          ("A: " + std::string(150, 'a') + "\r\n") +
                          ("B: " + std::string(150, 'b') + "\r\n");
    const auto largest_head = "GET / HTTP/1.1\r\nA: " + std::string(181, 'a');
    for (const std::size_t piece : {1U, 50U, 999U}) {
        EXPECT_TRUE(parse(largest_head + "\r\n\r\n", piece).done);
        EXPECT_EQ(parse(largest_head + "a\r\n\r\n", piece).error, ParseError::header_too_large);
        EXPECT_EQ(parse(long_head, piece).error, ParseError::header_too_large);
        EXPECT_EQ(parse(long_head + "\r\n\r\n", piece).error, ParseError::header_too_large);
        EXPECT_EQ(parse(long_line, piece).error, ParseError::malformed);
        EXPECT_EQ(parse(trailers, piece).error, ParseError::malformed);
        EXPECT_EQ(parse("POST / HTTP/1.1\r\nContent-Length: 21\r\n\r\n", piece).error,
                  ParseError::body_too_large);
        EXPECT_EQ(parse("POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n"
                        "f\r\n123456789012345\r\n6\r\n",
                        piece)
                      .error,
                  ParseError::body_too_large);
        EXPECT_EQ(parse("POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n"
                        "ffffffffffffffff\r\n",
                        piece)
                      .error,
                  ParseError::body_too_large);
    }
}

}  // namespace
}  // namespace dusk::http
