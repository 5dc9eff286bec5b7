// What a blob decodes to encodes to a blob that decodes to the same.
#include <algorithm>

#include <dusk/core/base/check.hpp>
#include <dusk/core/rollup/blob_encoding.hpp>

using namespace dusk;
using namespace dusk::rollup;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    Bytes blob(BLOB_SIZE);
    std::copy_n(data, std::min(size, blob.size()), blob.begin());
    if (const auto decoded = decode_blob(blob))
        DUSK_CHECK(decode_blob(*encode_blob(*decoded)) == decoded);
    const BytesView fitting{data, std::min(size, MAX_BLOB_DATA_SIZE)};
    DUSK_CHECK(decode_blob(*encode_blob(fitting)) == to_bytes(fitting));
    return 0;
}
