#include <algorithm>

#include <brotli/encode.h>
#include <zlib.h>

#include <dusk/core/base/check.hpp>
#include <dusk/core/rollup/channel_out.hpp>
#include <dusk/node/batcher/compression.hpp>

namespace dusk::batcher {

namespace {

constexpr int ESTIMATE_BROTLI_QUALITY = 5;
constexpr int ESTIMATE_ZLIB_LEVEL = 6;

Bytes compress_brotli(BytesView raw, int quality) {
    // The encoder writes at most this where the input does not compress.
    auto size = BrotliEncoderMaxCompressedSize(raw.size());
    Bytes out(1 + size);
    out[0] = rollup::CHANNEL_VERSION_BROTLI;
    const bool done =
        BrotliEncoderCompress(quality, BROTLI_DEFAULT_WINDOW, BROTLI_MODE_GENERIC, raw.size(),
                              raw.data(), &size, out.data() + 1) == BROTLI_TRUE;
    DUSK_CHECK(done);
    out.resize(1 + size);
    return out;
}

Bytes compress_zlib(BytesView raw, int level) {
    auto size = compressBound(raw.size());
    Bytes out(size);
    const int result = compress2(out.data(), &size, raw.data(), raw.size(), level);
    DUSK_CHECK(result == Z_OK);
    out.resize(size);
    return out;
}

}  // namespace

std::optional<Compression> compression_from_text(std::string_view text) {
    using enum Compression::Kind;
    if (text == "zlib") return Compression{zlib, Z_BEST_COMPRESSION};
    if (text == "brotli" || text == "brotli-10") return Compression{brotli, 10};
    if (text == "brotli-9") return Compression{brotli, 9};
    if (text == "brotli-11") return Compression{brotli, 11};
    return std::nullopt;
}

Bytes compress_channel(BytesView raw, const Compression& compression) {
    return compression.kind == Compression::Kind::brotli ? compress_brotli(raw, compression.quality)
                                                         : compress_zlib(raw, compression.quality);
}

std::size_t estimate_compressed_size(BytesView raw, const Compression& compression) {
    auto faster = compression;
    faster.quality =
        std::min(faster.quality, faster.kind == Compression::Kind::brotli ? ESTIMATE_BROTLI_QUALITY
                                                                          : ESTIMATE_ZLIB_LEVEL);
    return compress_channel(raw, faster).size();
}

}  // namespace dusk::batcher
