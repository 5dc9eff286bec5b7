// Absolute URLs of the options, and what a client makes of them.
#include <fuzz/http/http.hpp>

#include <dusk/core/base/check.hpp>
#include <dusk/platform/http/url.hpp>

using namespace dusk;

void dusk::fuzz::url(BytesView input) {
    const auto url = http::parse_url(as_text(input));
    if (!url) return;
    const auto again = http::parse_url(url->scheme + "://" + url->authority() + url->target);
    DUSK_CHECK(again.has_value());
    DUSK_CHECK(again->host == url->host && again->port == url->port);
    DUSK_CHECK(again->target == url->target);
}
