#include <algorithm>
#include <cctype>

#include <dusk/platform/http/message.hpp>

namespace dusk::http {
namespace {

char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }

int digit(char c) {
    if (c >= '0' && c <= '9') return c - '0';
    c = lower(c);
    return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

/// A pattern with at most one '*', as for origins: "https://*.example.org".
bool matches(std::string_view pattern, std::string_view text) {
    const auto star = pattern.find('*');
    if (star == std::string_view::npos) return same_name(pattern, text);
    const auto head = pattern.substr(0, star);
    const auto tail = pattern.substr(star + 1);
    return text.size() >= head.size() + tail.size() &&
           same_name(head, text.substr(0, head.size())) &&
           same_name(tail, text.substr(text.size() - tail.size()));
}

}  // namespace

bool same_name(std::string_view a, std::string_view b) noexcept {
    if (a.size() != b.size()) return false;
    for (std::size_t i = 0; i < a.size(); ++i)
        if (a[i] != b[i] && lower(a[i]) != lower(b[i])) return false;
    return true;
}

Headers::Field Headers::field(std::size_t index) const noexcept {
    const auto& place = places_[index];
    const std::string_view text = text_;
    return {text.substr(place.name_begin, place.name_size),
            text.substr(place.value_begin, place.value_size)};
}

std::string_view Headers::get(std::string_view name) const noexcept {
    for (const auto& [key, value] : *this)
        if (same_name(key, name)) return value;
    return {};
}

bool Headers::contains(std::string_view name) const noexcept {
    for (const auto& [key, value] : *this)
        if (same_name(key, name)) return true;
    return false;
}

void Headers::set(std::string_view name, std::string_view value) {
    Headers kept;
    for (const auto& [key, old] : *this)
        if (!same_name(key, name)) kept.add(key, old);
    kept.add(name, value);
    *this = std::move(kept);
}

void Headers::add(std::string_view name, std::string_view value) {
    places_.push_back({.name_begin = static_cast<std::uint32_t>(text_.size()),
                       .name_size = static_cast<std::uint32_t>(name.size()),
                       .value_begin = static_cast<std::uint32_t>(text_.size() + name.size()),
                       .value_size = static_cast<std::uint32_t>(value.size())});
    text_ += name;
    text_ += value;
}

std::string_view Headers::set_head(std::string_view head) {
    constexpr std::size_t FIELDS = 8;
    places_.clear();
    places_.reserve(FIELDS);
    text_ = head;
    return text_;
}

void Headers::add_from_head(std::string_view name, std::string_view value) {
    places_.push_back({.name_begin = static_cast<std::uint32_t>(name.data() - text_.data()),
                       .name_size = static_cast<std::uint32_t>(name.size()),
                       .value_begin = static_cast<std::uint32_t>(value.data() - text_.data()),
                       .value_size = static_cast<std::uint32_t>(value.size())});
}

std::string_view Request::path() const noexcept {
    return std::string_view{target}.substr(0, target.find('?'));
}

std::optional<std::string> Request::query(std::string_view name) const {
    const auto mark = target.find('?');
    if (mark == std::string::npos) return std::nullopt;
    auto rest = std::string_view{target}.substr(mark + 1);
    while (!rest.empty()) {
        const auto pair = rest.substr(0, rest.find('&'));
        rest.remove_prefix(std::min(pair.size() + 1, rest.size()));
        const auto equals = pair.find('=');
        if (percent_decode(pair.substr(0, equals), true) != name) continue;
        if (equals == std::string_view::npos) return std::string{};
        return percent_decode(pair.substr(equals + 1), true);
    }
    return std::nullopt;
}

std::string_view Request::param(std::string_view name) const noexcept {
    for (const auto& [key, value] : params)
        if (key == name) return value;
    return {};
}

std::string percent_decode(std::string_view text, bool plus_is_space) {
    std::string out;
    out.reserve(text.size());
    for (std::size_t i = 0; i < text.size(); ++i) {
        const bool escape = text[i] == '%' && i + 2 < text.size() && digit(text[i + 1]) >= 0 &&
                            digit(text[i + 2]) >= 0;
        if (escape) {
            out += static_cast<char>(digit(text[i + 1]) * 16 + digit(text[i + 2]));
            i += 2;
        } else {
            out += plus_is_space && text[i] == '+' ? ' ' : text[i];
        }
    }
    return out;
}

bool CorsPolicy::allows(std::string_view origin) const {
    return std::ranges::any_of(
        origins, [&](const std::string& pattern) { return matches(pattern, origin); });
}

std::optional<Response> CorsPolicy::preflight(const Request& request) const {
    if (origins.empty() || request.method != Method::options) return std::nullopt;
    const auto method = request.headers.get("Access-Control-Request-Method");
    if (method.empty()) return std::nullopt;
    Response response{.status = 204, .content_type = {}};
    decorate(request, response);
    response.headers.add("Vary", "Access-Control-Request-Method, Access-Control-Request-Headers");
    if (!response.headers.contains("Access-Control-Allow-Origin")) return response;
    response.headers.add("Access-Control-Allow-Methods", std::string{method});
    if (const auto wanted = request.headers.get("Access-Control-Request-Headers"); !wanted.empty())
        response.headers.add("Access-Control-Allow-Headers", std::string{wanted});
    response.headers.add("Access-Control-Max-Age", "600");
    return response;
}

void CorsPolicy::decorate(const Request& request, Response& response) const {
    if (origins.empty()) return;
    response.headers.add("Vary", "Origin");
    const auto origin = request.headers.get("Origin");
    if (origin.empty() || !allows(origin)) return;
    const bool everybody = std::ranges::find(origins, "*") != origins.end();
    response.headers.add("Access-Control-Allow-Origin", everybody ? "*" : std::string{origin});
}

}  // namespace dusk::http
