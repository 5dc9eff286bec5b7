// Compression of channels, for the decoders of core/codec (OP specs, derivation.md#channel-format;
// fjord/derivation.md#brotli-channel-compression). Limits: what fits into memory; inputs are
// channels of at most MAX_RLP_BYTES_PER_CHANNEL.
#pragma once

#include <optional>
#include <string_view>

#include <dusk/core/base/bytes.hpp>

namespace dusk::batcher {

struct Compression {
    enum class Kind : std::uint8_t { zlib, brotli };
    Kind kind = Kind::brotli;
    int quality = 10;
    friend bool operator==(const Compression&, const Compression&) = default;
};

/// "zlib", "brotli", "brotli-9", "brotli-10", "brotli-11": the names of op-batcher.
std::optional<Compression> compression_from_text(std::string_view text);

/// The channel's data: compressed, with the version byte that brotli needs.
Bytes compress_channel(BytesView raw, const Compression& compression);
/// About as large, or somewhat larger, in a fraction of the time.
std::size_t estimate_compressed_size(BytesView raw, const Compression& compression);

}  // namespace dusk::batcher
