// Decompression of zlib streams (RFC 1950 and 1951), bounded by an output limit: time and memory
// grow with the input and the output produced. Channel data may break off or break anywhere, so the
// bytes decoded before that are part of the result. What is accepted and how much comes out of a
// broken stream is what Go's compress/zlib gives, the reader of the OP derivation's reference
// (derivation.md#batch-decoding).
#pragma once

#include <dusk/core/base/bytes.hpp>

namespace dusk {

enum class [[nodiscard]] InflateStatus : std::uint8_t {
    done,        ///< the stream ended as it should; what follows it is not looked at
    needs_more,  ///< the input ends inside the stream
    corrupt,     ///< the input is no stream of this format, or its checksum differs
    limit,       ///< the stream has more output than allowed
};

struct Inflated {
    Bytes output;  ///< everything decoded before the end, the error or the limit
    InflateStatus status = InflateStatus::done;
};

/// Decompresses the zlib stream at the front of `input` to at most `output_max` bytes.
Inflated zlib_inflate(BytesView input, std::size_t output_max);

}  // namespace dusk
