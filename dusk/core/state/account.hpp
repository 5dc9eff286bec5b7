// An account as the executor sees it. Its storage lives beside it, keyed by address.
#pragma once

#include <dusk/core/base/bytes.hpp>
#include <dusk/core/base/u256.hpp>
#include <dusk/core/crypto/hash.hpp>

namespace dusk {

struct Account {
    std::uint64_t nonce = 0;
    u256 balance;
    Hash32 code_hash = EMPTY_CODE_HASH;

    bool has_code() const noexcept { return code_hash != EMPTY_CODE_HASH; }
    /// EIP-161: no nonce, no balance, no code.
    bool is_empty() const noexcept { return nonce == 0 && balance.is_zero() && !has_code(); }

    friend bool operator==(const Account&, const Account&) = default;
};

}  // namespace dusk
