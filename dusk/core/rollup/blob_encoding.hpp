// How batcher data is packed into an EIP-4844 blob (OP specs, protocol/ecotone/derivation.md
// #blob-encoding, version 0): 130,044 bytes at most in 4096 field elements of 254 usable bits.
#pragma once

#include <expected>

#include <dusk/core/base/bytes.hpp>
#include <dusk/core/rollup/limits.hpp>

namespace dusk::rollup {

enum class [[nodiscard]] BlobError : std::uint8_t {
    wrong_size,  ///< not 131,072 bytes
    unknown_version,
    bad_length,         ///< more than a blob can hold
    bad_field_element,  ///< one of the two top bits of a field element is set
    trailing_data,      ///< not zero after the end
    data_too_large,     ///< encoding: more than MAX_BLOB_DATA_SIZE
};

/// The blob (BLOB_SIZE bytes) that carries `data`.
std::expected<Bytes, BlobError> encode_blob(BytesView data);
std::expected<Bytes, BlobError> decode_blob(BytesView blob);

}  // namespace dusk::rollup
