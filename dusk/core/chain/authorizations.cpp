#include <dusk/core/chain/authorizations.hpp>
#include <dusk/core/state/execute.hpp>

namespace dusk {
namespace {

/// PER_EMPTY_ACCOUNT_COST - PER_AUTH_BASE_COST (EIP-7702).
constexpr std::int64_t EXISTING_ACCOUNT_REFUND = 25'000 - 12'500;

Bytes designator(const Address& target) {
    Bytes code{0xef, 0x01, 0x00};
    append(code, target);
    return code;
}

/// EIP-7702, the numbered steps for one tuple. Returns the refund.
std::int64_t apply(State& state, const Authorization& auth, std::uint64_t chain_id,
                   const CryptoProvider& crypto) {
    if (!auth.chain_id.is_zero() && auth.chain_id != u256{chain_id}) return 0;  // step 1
    if (auth.nonce == ~std::uint64_t{0}) return 0;                              // step 2
    const auto authority = recover_authority(auth, crypto);                     // step 3
    if (!authority) return 0;
    state.warm_address(*authority);  // step 4
    const auto code = state.code(*authority);
    if (!code->empty() && !delegation_target(*code)) return 0;                   // step 5
    if (state.nonce(*authority) != auth.nonce) return 0;                         // step 6
    const auto refund = state.exists(*authority) ? EXISTING_ACCOUNT_REFUND : 0;  // step 7
    state.set_code(*authority, auth.address.is_zero() ? Bytes{} : designator(auth.address));
    state.set_nonce(*authority, auth.nonce + 1);  // step 9
    return refund;
}

}  // namespace

std::optional<Address> recover_authority(const Authorization& auth, const CryptoProvider& crypto) {
    if (auth.y_parity > 1) return std::nullopt;
    return recover_address(authorization_signing_hash(auth), {auth.r, auth.s, auth.y_parity == 1},
                           crypto);
}

std::int64_t apply_authorizations(State& state, const std::vector<Authorization>& list,
                                  std::uint64_t chain_id, const CryptoProvider& crypto) {
    std::int64_t refund = 0;
    for (const auto& authorization : list) refund += apply(state, authorization, chain_id, crypto);
    return refund;
}

}  // namespace dusk
