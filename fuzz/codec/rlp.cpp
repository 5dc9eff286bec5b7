// Any item that is accepted encodes back to the very bytes it was read from.
#include <fuzz/codec/codec.hpp>

#include <dusk/core/codec/rlp.hpp>

using namespace dusk;

namespace {

void check_item(const rlp::Item& item, unsigned depth) {
    if (!item.is_list) {
        Bytes again;
        rlp::encode(again, item.payload);
        DUSK_CHECK(equal(again, item.encoded));
        return;
    }
    DUSK_CHECK(equal(rlp::encode_list(item.payload), item.encoded));
    if (depth == 0) return;
    rlp::ListReader reader{item.payload};
    while (!reader.at_end()) {
        const auto next = reader.next();
        if (!next) return;
        check_item(*next, depth - 1);
    }
}

}  // namespace

void dusk::fuzz::rlp_items(BytesView input) {
    auto rest = input;
    if (const auto item = rlp::take_item(rest)) check_item(*item, 64);
    if (auto reader = rlp::ListReader::open(input)) {
        if (const auto value = reader->next_u256()) {
            Bytes again;
            rlp::encode(again, *value);
            DUSK_CHECK(rlp::ListReader{again}.next_u256() == *value);
        }
    }
}
