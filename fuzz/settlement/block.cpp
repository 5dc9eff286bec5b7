// A DuskDS block or block record that decodes encodes to bytes that decode to the same.
#include <dusk/core/base/check.hpp>
#include <dusk/settlement/ledger/block_record.hpp>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace dusk;
    const BytesView input{data, size};
    if (const auto block = settlement::decode_block(input)) {
        const auto again = settlement::decode_block(BytesView{settlement::encode_block(*block)});
        DUSK_CHECK(again && *again == *block);
    }
    if (const auto record = settlement::decode_block_record(input)) {
        const auto again =
            settlement::decode_block_record(settlement::encode_block_record(*record));
        DUSK_CHECK(again && *again == *record);
    }
    return 0;
}
