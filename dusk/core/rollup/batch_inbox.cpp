#include <algorithm>

#include <dusk/core/base/u256.hpp>
#include <dusk/core/crypto/hash.hpp>
#include <dusk/core/rollup/batch_inbox.hpp>

namespace dusk::rollup {

Address batch_inbox_address(std::uint64_t l2_chain_id) noexcept {
    const auto digest = keccak256(to_hash32(u256{l2_chain_id}));
    Address address;
    std::ranges::copy(digest.view().first(19), address.begin() + 1);
    return address;
}

}  // namespace dusk::rollup
