#include <gtest/gtest.h>

#include <dusk/platform/http/wire.hpp>

namespace dusk::http {
namespace {

std::string head_of(const Response& response, bool keep_alive = true) {
    std::string out;
    append_head(out, response, keep_alive);
    return out;
}

TEST(wire, a_head_begins_with_the_status_and_what_it_means) {
    EXPECT_EQ(head_of(Response::text("four")),
              "HTTP/1.1 200 OK\r\nContent-Type: text/plain; charset=utf-8\r\n"
              "Content-Length: 4\r\n\r\n");
    EXPECT_EQ(head_of({.status = 503, .content_type = {}}, false),
              "HTTP/1.1 503 Service Unavailable\r\nContent-Length: 0\r\n"
              "Connection: close\r\n\r\n");
    EXPECT_EQ(head_of({.status = 204, .content_type = {}}), "HTTP/1.1 204 No Content\r\n\r\n");
}

TEST(wire, a_status_without_a_name_keeps_its_number) {
    EXPECT_EQ(head_of({.status = 299, .content_type = {}}),
              "HTTP/1.1 299 Status\r\nContent-Length: 0\r\n\r\n");
    EXPECT_EQ(head_of({.status = 599, .content_type = {}}),
              "HTTP/1.1 599 Status\r\nContent-Length: 0\r\n\r\n");
}

TEST(wire, a_line_end_within_a_value_begins_no_header) {
    EXPECT_EQ(head_of({.status = 204, .content_type = "a\r\nX: b"}),
              "HTTP/1.1 204 No Content\r\nContent-Type: aX: b\r\n\r\n");
}

}  // namespace
}  // namespace dusk::http
