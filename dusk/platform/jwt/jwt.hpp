// The bearer tokens of the Engine API: HS256 over a shared secret of 32 bytes with an `iat` claim
// (execution-apis, authentication.md). Texts of refusals are go-ethereum's.
#pragma once

#include <cstdint>
#include <expected>
#include <string>
#include <string_view>

#include <dusk/core/base/bytes.hpp>

namespace dusk::jwt {

using Secret = FixedBytes<32>;

/// How far `iat` may be from now.
inline constexpr std::uint64_t DRIFT_MAX_S = 60;

/// Reads the secret of a file, which is 64 hex digits with or without 0x; a missing file is made
/// with a random secret and mode 0600. The error names the file.
std::expected<Secret, std::string> load_or_create(const std::string& path);

/// A token issued at Unix time `now_s`.
std::string make_token(const Secret& secret, std::uint64_t now_s);
/// The value of an Authorization header.
std::string make_authorization(const Secret& secret, std::uint64_t now_s);

/// Checks the value of an Authorization header. The error is the text of the 401 answer:
/// "missing token", "signature is invalid", "stale token", …
std::expected<void, std::string> verify_authorization(const Secret& secret, std::string_view header,
                                                      std::uint64_t now_s);

}  // namespace dusk::jwt
