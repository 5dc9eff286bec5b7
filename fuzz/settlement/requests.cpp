#include <algorithm>

#include <fuzz/settlement/requests.hpp>

namespace dusk::fuzz {
namespace {

std::string resolved(std::string_view text, const RequestStock& stock) {
    std::string out;
    for (std::size_t i = 0; i < text.size(); ++i) {
        const auto found =
            text[i] == '@' && i + 2 < text.size() ? stock.find(text[i + 1]) : stock.end();
        if (found == stock.end()) {
            out += text[i];
            continue;
        }
        const auto number = static_cast<std::uint8_t>(text[i + 2] - '0');
        out += found->second[number % found->second.size()];
        i += 2;
    }
    return out;
}

/// The text up to the next line's, which `rest` then begins with.
std::string_view take_line(std::string_view& rest) {
    const auto line = rest.substr(0, rest.find('\n'));
    rest.remove_prefix(std::min(rest.size(), line.size() + 1));
    return line;
}

}  // namespace

void answer_request(const http::Router& router, BytesView input, const RequestStock& stock) {
    const auto text = resolved(as_text(input), stock);
    std::string_view rest = text;
    if (rest.empty()) return;
    http::Request request;
    request.method = rest[0] == 'G'   ? http::Method::get
                     : rest[0] == 'D' ? http::Method::del
                                      : http::Method::post;
    rest.remove_prefix(1);
    request.target = std::string(take_line(rest));
    for (auto line = take_line(rest); !line.empty(); line = take_line(rest)) {
        const auto colon = std::min(line.find(": "), line.size());
        request.headers.add(line.substr(0, colon), line.substr(std::min(colon + 2, line.size())));
    }
    request.body = std::string(rest);
    const auto match = router.find(request, false);
    if (match.route != nullptr && match.route->handler) (void)match.route->handler(request);
}

}  // namespace dusk::fuzz
