// HTTP messages as values (RFC 9110): what handlers read and answer, and what the client sends.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace dusk::http {

enum class Method : std::uint8_t { get, head, post, put, del, options, patch, other };

/// Whether two names of header fields are the same: they compare without case.
bool same_name(std::string_view a, std::string_view b) noexcept;

/// Header fields in order, their text in one piece. Names compare without case.
class Headers {
public:
    using Field = std::pair<std::string_view, std::string_view>;

    Headers() = default;
    Headers(std::initializer_list<Field> fields) {
        for (const auto& [name, value] : fields) add(name, value);
    }
    /// The first value of `name`; empty if absent (contains() tells the two apart).
    std::string_view get(std::string_view name) const noexcept;
    bool contains(std::string_view name) const noexcept;
    /// Replaces all values of `name`.
    void set(std::string_view name, std::string_view value);
    void add(std::string_view name, std::string_view value);
    /// Fields that lie in the head of a message: one copy for all. Gives the copy, for as long as
    /// nothing but add_from_head() follows, whose arguments lie in it.
    std::string_view set_head(std::string_view head);
    void add_from_head(std::string_view name, std::string_view value);
    bool empty() const noexcept { return places_.empty(); }

    /// Gives pairs of views into the text.
    class Iterator {
    public:
        Iterator(const Headers& headers, std::size_t index) : headers_(&headers), index_(index) {}
        Field operator*() const noexcept { return headers_->field(index_); }
        Iterator& operator++() noexcept {
            ++index_;
            return *this;
        }
        bool operator==(const Iterator& other) const noexcept { return index_ == other.index_; }

    private:
        const Headers* headers_;
        std::size_t index_;
    };
    Iterator begin() const noexcept { return {*this, 0}; }
    Iterator end() const noexcept { return {*this, places_.size()}; }

private:
    struct Place {
        std::uint32_t name_begin;
        std::uint32_t name_size;
        std::uint32_t value_begin;
        std::uint32_t value_size;
    };
    Field field(std::size_t index) const noexcept;

    std::string text_;
    std::vector<Place> places_;
};

struct Request {
    Method method = Method::get;
    std::string target = "/";  ///< as received: path and query, still percent-encoded
    Headers headers{};
    std::string body{};
    std::string remote{};                                       ///< peer, "127.0.0.1:5000"
    std::vector<std::pair<std::string, std::string>> params{};  ///< filled by the router

    /// The target up to '?', still percent-encoded.
    std::string_view path() const noexcept;
    /// The decoded value of a query parameter; none if absent.
    std::optional<std::string> query(std::string_view name) const;
    /// The decoded path segment that the pattern's {name} matched; empty if there is none.
    std::string_view param(std::string_view name) const noexcept;
};

struct Response {
    unsigned status = 200;
    std::string body{};
    std::string content_type = "text/plain; charset=utf-8";  ///< empty: no such header
    Headers headers{};

    static Response json(std::string body, unsigned status = 200) {
        return {status, std::move(body), "application/json", {}};
    }
    static Response text(std::string body, unsigned status = 200) {
        return {status, std::move(body), "text/plain; charset=utf-8", {}};
    }
};

/// Decodes %XX; malformed escapes stay as they are. `plus_is_space` for query strings.
std::string percent_decode(std::string_view text, bool plus_is_space);

/// Which web pages may read the answers (Fetch standard, CORS). Empty: none; "*": all.
struct CorsPolicy {
    std::vector<std::string> origins{};
    /// Whether a page of `origin` is let in; patterns may hold one '*'.
    bool allows(std::string_view origin) const;
    /// The whole answer to a preflight request, or none if `request` is not one.
    std::optional<Response> preflight(const Request& request) const;
    /// Adds the headers to an ordinary answer.
    void decorate(const Request& request, Response& response) const;
};

}  // namespace dusk::http
