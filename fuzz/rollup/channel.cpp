// Channel data of any form is read to the end, and every batch in it decodes or does not.
#include <fuzz/rollup/rollup.hpp>

#include <dusk/core/base/check.hpp>
#include <dusk/core/rollup/batch.hpp>
#include <dusk/core/rollup/testing.hpp>

using namespace dusk;
using namespace dusk::rollup;

void dusk::fuzz::channel(BytesView input) {
    static const auto config = testing::config_through(OpFork::fjord);
    auto reader = BatchReader::open(input, config, 0);
    while (reader) {
        const auto encoded = reader->next();
        if (!encoded) break;
        const auto batch = decode_batch(*encoded, config, 0);
        if (const auto* singular = batch ? std::get_if<SingularBatch>(&*batch) : nullptr)
            DUSK_CHECK(decode_batch(encode_batch(*singular), config, 0) == batch);
    }
}
