// What a header must satisfy given its parent, before anything is executed (yellow paper 4.3.4;
// EIP-1559, 3675, 4788, 4844, 4895, 7685; OP specs, holocene, isthmus and jovian/exec-engine.md).
#pragma once

#include <expected>
#include <string_view>

#include <dusk/core/chain/chain_config.hpp>
#include <dusk/core/chain/header.hpp>

namespace dusk {

enum class [[nodiscard]] HeaderError : std::uint8_t {
    wrong_number,
    wrong_parent_hash,
    timestamp_not_after_parent,
    gas_used_above_limit,
    bad_gas_limit,
    bad_extra_data,
    bad_proof_of_stake_fields,  ///< difficulty, nonce or ommers hash
    wrong_base_fee,
    bad_withdrawals_root,  ///< absent, present too early, or not OP's fixed value
    bad_blob_gas_used,     ///< absent, present too early, out of range
    wrong_excess_blob_gas,
    bad_beacon_root,    ///< absent or present too early
    bad_requests_hash,  ///< absent, present too early, or not OP's fixed value
};

std::string_view to_string(HeaderError error) noexcept;

/// For blocks from Paris on.
std::expected<void, HeaderError> validate_header(const ChainConfig& config, const Header& parent,
                                                 const Header& header);

/// sha256(""): the requests hash where there are no requests.
extern const Hash32 EMPTY_REQUESTS_HASH;

}  // namespace dusk
