// Authorization headers from strangers: none but one that the secret's holder made is let in.
#include <cstdlib>

#include <fuzz/http/http.hpp>

#include <dusk/platform/jwt/jwt.hpp>

using namespace dusk;

void dusk::fuzz::jwt(BytesView input) {
    constexpr std::uint64_t NOW_S = 1'800'000'000;
    static const auto secret = jwt::Secret::from_right(Bytes(32, 0x5a));
    static const auto good = jwt::make_authorization(secret, NOW_S);
    const auto header = as_text(input);
    if (jwt::verify_authorization(secret, header, NOW_S) && header != good) std::abort();
    // The same behind what every token has in common.
    const auto token = "Bearer " + std::string(header);
    if (jwt::verify_authorization(secret, token, NOW_S) && token != good) std::abort();
}
