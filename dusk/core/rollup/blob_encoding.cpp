#include <algorithm>
#include <array>

#include <dusk/core/rollup/blob_encoding.hpp>

namespace dusk::rollup {

namespace {

constexpr std::uint8_t ENCODING_VERSION = 0;
constexpr std::size_t ELEMENT_SIZE = 32;
/// A round turns 127 bytes of data into four field elements: 31 bytes into each, and three bytes as
/// four times six bits into their first bytes.
constexpr std::size_t ROUND_DATA = 4 * 31 + 3;
constexpr std::size_t ROUND_BLOB = 4 * ELEMENT_SIZE;
constexpr std::size_t ROUNDS = BLOB_SIZE / ROUND_BLOB;
/// The version and the length of the data stand before the data.
constexpr std::size_t HEADER_SIZE = 4;
static_assert(ROUNDS * ROUND_DATA - HEADER_SIZE == MAX_BLOB_DATA_SIZE);

using RoundData = std::array<std::uint8_t, ROUND_DATA>;

// Order of a round's data: 31 bytes, x, 31 bytes, y, 31 bytes, z, 31 bytes.
constexpr std::size_t X = 31;
constexpr std::size_t Y = 63;
constexpr std::size_t Z = 95;
constexpr std::array<std::size_t, 4> CHUNKS{0, 32, 64, 96};

void encode_round(const RoundData& data, std::uint8_t* out) {
    const auto x = data[X];
    const auto y = data[Y];
    const auto z = data[Z];
    const std::array<int, 4> tops{x & 0x3f, (y & 0x0f) | ((x & 0xc0) >> 2), z & 0x3f,
                                  ((z & 0xc0) >> 2) | ((y & 0xf0) >> 4)};
    for (std::size_t i = 0; i < 4; ++i) {
        out[i * ELEMENT_SIZE] = static_cast<std::uint8_t>(tops[i]);
        std::copy_n(data.begin() + static_cast<std::ptrdiff_t>(CHUNKS[i]), 31,
                    out + i * ELEMENT_SIZE + 1);
    }
}

/// False if a field element has one of its two top bits set. The very first element is not looked
/// at: op-node and kona mask its bits.
bool decode_round(const std::uint8_t* in, bool first, RoundData& data) {
    std::array<int, 4> tops{};
    for (std::size_t i = 0; i < 4; ++i) {
        const auto top = in[i * ELEMENT_SIZE];
        if (top > 0x3f && !(first && i == 0)) return false;
        tops[i] = top & 0x3f;
        std::copy_n(in + i * ELEMENT_SIZE + 1, 31,
                    data.begin() + static_cast<std::ptrdiff_t>(CHUNKS[i]));
    }
    data[X] = static_cast<std::uint8_t>(tops[0] | ((tops[1] & 0x30) << 2));
    data[Y] = static_cast<std::uint8_t>((tops[1] & 0x0f) | ((tops[3] & 0x0f) << 4));
    data[Z] = static_cast<std::uint8_t>(tops[2] | ((tops[3] & 0x30) << 2));
    return true;
}

}  // namespace

std::expected<Bytes, BlobError> encode_blob(BytesView data) {
    if (data.size() > MAX_BLOB_DATA_SIZE) return std::unexpected(BlobError::data_too_large);
    Bytes blob(BLOB_SIZE);
    if (data.empty()) return blob;
    const auto size = data.size();
    Bytes stream{ENCODING_VERSION, static_cast<std::uint8_t>(size >> 16),
                 static_cast<std::uint8_t>(size >> 8), static_cast<std::uint8_t>(size)};
    append(stream, data);
    for (std::size_t round = 0; round * ROUND_DATA < stream.size(); ++round) {
        RoundData chunk{};
        const auto rest = BytesView{stream}.subspan(round * ROUND_DATA);
        std::ranges::copy(rest.first(std::min(ROUND_DATA, rest.size())), chunk.begin());
        encode_round(chunk, blob.data() + round * ROUND_BLOB);
    }
    return blob;
}

std::expected<Bytes, BlobError> decode_blob(BytesView blob) {
    if (blob.size() != BLOB_SIZE) return std::unexpected(BlobError::wrong_size);
    // Bytes 1 to 4, because byte 0 holds six of the bits of the first x.
    if (blob[1] != ENCODING_VERSION) return std::unexpected(BlobError::unknown_version);
    const std::size_t size =
        static_cast<std::size_t>(blob[2]) << 16 | static_cast<std::size_t>(blob[3]) << 8 | blob[4];
    if (size > MAX_BLOB_DATA_SIZE) return std::unexpected(BlobError::bad_length);

    // The first round is there even without data.
    const std::size_t rounds =
        std::max<std::size_t>(1, (HEADER_SIZE + size + ROUND_DATA - 1) / ROUND_DATA);
    Bytes stream;
    stream.reserve(rounds * ROUND_DATA);
    for (std::size_t round = 0; round < rounds; ++round) {
        RoundData chunk{};
        if (!decode_round(blob.data() + round * ROUND_BLOB, round == 0, chunk))
            return std::unexpected(BlobError::bad_field_element);
        stream.insert(stream.end(), chunk.begin(), chunk.end());
    }
    const auto nonzero = [](std::uint8_t b) { return b != 0; };
    if (std::ranges::any_of(BytesView{stream}.subspan(HEADER_SIZE + size), nonzero) ||
        std::ranges::any_of(blob.subspan(rounds * ROUND_BLOB), nonzero))
        return std::unexpected(BlobError::trailing_data);
    return to_bytes(BytesView{stream}.subspan(HEADER_SIZE, size));
}

}  // namespace dusk::rollup
