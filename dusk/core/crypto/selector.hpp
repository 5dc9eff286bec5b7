// Names hashed as Solidity does: function selectors and event topics.
#pragma once

#include <string_view>

#include <dusk/core/crypto/hash.hpp>

namespace dusk {

/// The first four bytes of keccak256 of a signature like "transfer(address,uint256)".
inline FixedBytes<4> selector(std::string_view signature) noexcept {
    return FixedBytes<4>::from(keccak256(as_bytes(signature)));
}

/// The first topic of an event's logs.
inline Hash32 event_topic(std::string_view signature) noexcept {
    return keccak256(as_bytes(signature));
}

}  // namespace dusk
