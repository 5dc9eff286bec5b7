#include <dusk/core/crypto/hash.hpp>
#include <dusk/settlement/ledger/scalar.hpp>

namespace dusk::settlement {

Hash32 hash_to_scalar(BytesView message) noexcept {
    Hash64 digest = blake2b_512(message);
    std::ranges::reverse(digest.bytes);
    const auto high = load_be_u256(digest.data());
    const auto low = load_be_u256(digest.data() + 32);
    // high * 2^256 + low, with 2^256 mod r = (2^256 - 1 mod r) + 1.
    const auto two_256 = add_mod(u256::max() % BLS_SCALAR_ORDER, 1, BLS_SCALAR_ORDER);
    const auto shifted = mul_mod(high, two_256, BLS_SCALAR_ORDER);
    Hash32 out;
    store_be(out.data(), add_mod(shifted, low, BLS_SCALAR_ORDER));
    std::ranges::reverse(out.bytes);
    return out;
}

}  // namespace dusk::settlement
