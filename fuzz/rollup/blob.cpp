// What a blob decodes to encodes to a blob that decodes to the same.
#include <algorithm>

#include <fuzz/rollup/rollup.hpp>

#include <dusk/core/base/check.hpp>
#include <dusk/core/rollup/blob_encoding.hpp>

using namespace dusk;
using namespace dusk::rollup;

void dusk::fuzz::blob(BytesView input) {
    Bytes blob(BLOB_SIZE);
    std::ranges::copy(input.first(std::min(input.size(), blob.size())), blob.begin());
    if (const auto decoded = decode_blob(blob))
        DUSK_CHECK(decode_blob(*encode_blob(*decoded)) == decoded);
    const auto fitting = input.first(std::min(input.size(), MAX_BLOB_DATA_SIZE));
    DUSK_CHECK(decode_blob(*encode_blob(fitting)) == to_bytes(fitting));
}
