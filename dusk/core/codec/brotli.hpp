// Decompression of brotli streams (RFC 7932), bounded as zlib_inflate is. Windows above 16 MiB (the
// "large window" extension) are refused. A broken stream gives everything decoded before the break.
#pragma once

#include <dusk/core/codec/inflate.hpp>

namespace dusk {

/// Decompresses the brotli stream at the front of `input` to at most `output_max` bytes.
Inflated brotli_decompress(BytesView input, std::size_t output_max);

}  // namespace dusk
