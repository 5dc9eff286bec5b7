// Channel data of any form is read to the end, and every batch in it decodes or does not.
#include <dusk/core/base/check.hpp>
#include <dusk/core/rollup/batch.hpp>
#include <dusk/core/rollup/testing.hpp>

using namespace dusk;
using namespace dusk::rollup;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    static const auto config = testing::config_through(OpFork::fjord);
    auto reader = BatchReader::open({data, size}, config, 0);
    while (reader) {
        const auto encoded = reader->next();
        if (!encoded) break;
        const auto batch = decode_batch(*encoded, config, 0);
        if (const auto* singular = batch ? std::get_if<SingularBatch>(&*batch) : nullptr)
            DUSK_CHECK(decode_batch(encode_batch(*singular), config, 0) == batch);
    }
    return 0;
}
