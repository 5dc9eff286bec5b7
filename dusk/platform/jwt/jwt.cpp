#include <array>
#include <cmath>
#include <filesystem>
#include <optional>

#include <boost/json/parse.hpp>
#include <boost/json/value.hpp>
#include <fmt/format.h>
#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <openssl/rand.h>

#include <dusk/core/base/check.hpp>
#include <dusk/core/base/result.hpp>
#include <dusk/core/codec/hex.hpp>
#include <dusk/platform/config/files.hpp>
#include <dusk/platform/jwt/jwt.hpp>

namespace dusk::jwt {
namespace {

constexpr std::size_t TOKEN_SIZE_MAX = 4096;
constexpr std::string_view BEARER = "Bearer ";
constexpr std::string_view ALPHABET =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

using Status = std::expected<void, std::string>;

std::string encode_base64url(BytesView bytes) {
    std::string out;
    std::uint32_t window = 0;
    unsigned bits = 0;
    for (const auto byte : bytes) {
        window = (window << 8) | byte;
        for (bits += 8; bits >= 6; bits -= 6) out += ALPHABET[(window >> (bits - 6)) & 63];
    }
    if (bits > 0) out += ALPHABET[(window << (6 - bits)) & 63];
    return out;
}

/// RFC 4648 section 5 without padding. The error is Go's, with the position of the bad letter.
std::expected<std::string, std::string> decode_base64url(std::string_view text) {
    std::string out;
    std::uint32_t window = 0;
    unsigned bits = 0;
    for (std::size_t i = 0; i < text.size(); ++i) {
        const auto digit = ALPHABET.find(text[i]);
        if (digit == std::string_view::npos)
            return std::unexpected(fmt::format("illegal base64 data at input byte {}", i));
        window = (window << 6) | static_cast<std::uint32_t>(digit);
        bits += 6;
        if (bits >= 8) {
            bits -= 8;
            out += static_cast<char>((window >> bits) & 0xff);
        }
    }
    if (text.size() % 4 == 1)
        return std::unexpected(fmt::format("illegal base64 data at input byte {}", text.size()));
    return out;
}

Hash32 hmac_sha256(const Secret& secret, std::string_view message) {
    Hash32 out;
    unsigned size = 0;
    const auto bytes = as_bytes(message);
    const auto* done = HMAC(EVP_sha256(), secret.data(), static_cast<int>(Secret::size()),
                            bytes.data(), bytes.size(), out.data(), &size);
    DUSK_CHECK(done != nullptr && size == Hash32::size());
    return out;
}

struct Segments {
    std::string_view signed_part;
    std::string_view header;
    std::string_view claims;
    std::string_view signature;
};

std::optional<Segments> split(std::string_view token) {
    const auto first = token.find('.');
    if (first == std::string_view::npos) return std::nullopt;
    const auto second = token.find('.', first + 1);
    if (second == std::string_view::npos) return std::nullopt;
    if (token.find('.', second + 1) != std::string_view::npos) return std::nullopt;
    return Segments{token.substr(0, second), token.substr(0, first),
                    token.substr(first + 1, second - first - 1), token.substr(second + 1)};
}

std::expected<boost::json::object, std::string> decode_json(std::string_view segment) {
    DUSK_TRY(text, decode_base64url(segment));
    boost::system::error_code failure;
    boost::json::parse_options options;
    options.max_depth = 8;
    auto parsed = boost::json::parse(text, failure, {}, options);
    if (failure || !parsed.is_object()) return std::unexpected("token is malformed");
    return std::move(parsed.get_object());
}

/// NumericDate of RFC 7519 in whole seconds; fractions are dropped.
std::optional<std::int64_t> date(const boost::json::object& claims, std::string_view name) {
    const auto* value = claims.if_contains(name);
    if (value == nullptr) return std::nullopt;
    if (value->is_int64()) return value->get_int64();
    if (value->is_double()) {
        const double seconds = std::floor(value->get_double());
        if (std::abs(seconds) < 1e15) return static_cast<std::int64_t>(seconds);
    }
    return std::nullopt;
}

Status verify_claims(const boost::json::object& claims, std::uint64_t now_s) {
    const auto now = static_cast<std::int64_t>(now_s);
    constexpr auto drift = static_cast<std::int64_t>(DRIFT_MAX_S);
    if (const auto expiry = date(claims, "exp"); expiry && now > *expiry)
        return std::unexpected("token is expired");
    const auto issued = date(claims, "iat");
    if (!issued) return std::unexpected("missing issued-at");
    if (*issued < now - drift) return std::unexpected("stale token");
    if (*issued > now + drift) return std::unexpected("future token");
    return {};
}

/// The algorithm is fixed: a token that names another is refused before any key is used.
Status verify_header(const boost::json::object& header) {
    const auto* algorithm = header.if_contains("alg");
    if (algorithm == nullptr || !algorithm->is_string())
        return std::unexpected("signing method (alg) is unspecified.");
    const std::string_view name = algorithm->get_string();
    if (name != "HS256") return std::unexpected(fmt::format("signing method {} is invalid", name));
    return {};
}

}  // namespace

std::expected<Secret, std::string> load_or_create(const std::string& path) {
    if (!std::filesystem::exists(path)) {
        Secret secret;
        if (RAND_bytes(secret.data(), static_cast<int>(Secret::size())) != 1)
            return std::unexpected("no randomness for a JWT secret");
        const auto written = config::write_file_atomic(path, to_hex(secret), 0600);
        if (!written) return std::unexpected(written.error().text());
        return secret;
    }
    const auto content = config::read_file(path, 4096);
    if (!content) return std::unexpected(content.error().text());
    std::string_view text = *content;
    while (!text.empty() && std::string_view{" \t\r\n"}.contains(text.back()))
        text.remove_suffix(1);
    while (!text.empty() && std::string_view{" \t\r\n"}.contains(text.front()))
        text.remove_prefix(1);
    const auto secret = from_hex(text);
    if (!secret || secret->size() != Secret::size())
        return std::unexpected(fmt::format("{}: invalid JWT secret: want 64 hex digits", path));
    return Secret::from(*secret);
}

std::string make_token(const Secret& secret, std::uint64_t now_s) {
    auto token = encode_base64url(as_bytes(R"({"alg":"HS256","typ":"JWT"})")) + "." +
                 encode_base64url(as_bytes(fmt::format(R"({{"iat":{}}})", now_s)));
    const auto signature = hmac_sha256(secret, token);
    token += '.';
    token += encode_base64url(signature);
    return token;
}

std::string make_authorization(const Secret& secret, std::uint64_t now_s) {
    return std::string{BEARER} + make_token(secret, now_s);
}

std::expected<void, std::string> verify_authorization(const Secret& secret, std::string_view header,
                                                      std::uint64_t now_s) {
    if (!header.starts_with(BEARER) || header.size() == BEARER.size())
        return std::unexpected("missing token");
    const auto token = header.substr(BEARER.size());
    const auto segments = token.size() <= TOKEN_SIZE_MAX ? split(token) : std::nullopt;
    if (!segments) return std::unexpected("token contains an invalid number of segments");
    DUSK_TRY(token_header, decode_json(segments->header));
    DUSK_TRY(claims, decode_json(segments->claims));
    DUSK_TRY_VOID(verify_header(token_header));
    DUSK_TRY(signature, decode_base64url(segments->signature));
    const auto expected = hmac_sha256(secret, segments->signed_part);
    const bool equal = signature.size() == expected.size() &&
                       CRYPTO_memcmp(signature.data(), expected.data(), expected.size()) == 0;
    if (!equal) return std::unexpected("signature is invalid");
    return verify_claims(claims, now_s);
}

}  // namespace dusk::jwt
