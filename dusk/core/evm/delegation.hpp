// Delegation designators: code of the form ef0100 || address, set by EIP-7702 transactions.
#pragma once

#include <optional>

#include <dusk/core/base/bytes.hpp>

namespace dusk::evm {

inline constexpr std::size_t DELEGATION_SIZE = 23;

/// The account whose code an account with this code runs, or none.
constexpr std::optional<Address> delegation_target(BytesView code) noexcept {
    if (code.size() != DELEGATION_SIZE) return std::nullopt;
    if (code[0] != 0xef || code[1] != 0x01 || code[2] != 0x00) return std::nullopt;
    return Address::from(code.subspan(3));
}

/// The code that delegates to `target`.
inline Bytes delegation_designator(const Address& target) {
    Bytes code{0xef, 0x01, 0x00};
    append(code, target);
    return code;
}

}  // namespace dusk::evm
