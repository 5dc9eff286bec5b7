// What eth_sendRawTransaction decodes goes through the relay's queue unchanged.
#include <fuzz/settlement/settlement.hpp>

#include <dusk/adapter/network_txn.hpp>
#include <dusk/core/base/check.hpp>
#include <dusk/core/codec/rlp.hpp>

using namespace dusk;

void dusk::fuzz::network_txn(BytesView input) {
    if (const auto network = adapter::decode_network_txn(input)) {
        const auto again = adapter::decode_queued(adapter::encode_queued(*network));
        DUSK_CHECK(again.has_value());
        DUSK_CHECK(again->hash == network->hash);
        DUSK_CHECK(again->sidecars == network->sidecars);
    }
    static_cast<void>(adapter::decode_queued(input));
}

/// The network form with blobs, which are too long for an input: the first four bytes say how many
/// of what there are, whether a version stands before them, and how far the last blob is off.
void dusk::fuzz::network_txn_blobs(BytesView input) {
    if (input.size() < 4) return;
    const auto list_of = [](std::size_t count, std::size_t size, std::size_t last_size) {
        Bytes payload;
        for (std::size_t i = 0; i < count; ++i)
            rlp::encode(payload, BytesView{Bytes(i + 1 == count ? last_size : size)});
        return rlp::encode_list(payload);
    };
    constexpr std::size_t BLOB_SIZE = 131'072;
    const std::size_t blobs = input[0] % 8u;
    const bool is_versioned = (input[2] & 1) != 0;
    Bytes payload;
    // The transaction without its type.
    if (const auto inner = input.subspan(4); !inner.empty() && inner[0] == 3)
        append(payload, inner.subspan(1));
    if (is_versioned) rlp::encode(payload, std::uint64_t{input[2]} / 2);
    append(payload, list_of(blobs, BLOB_SIZE, BLOB_SIZE - input[3] % 4u));
    append(payload, list_of(input[1] % 8u, 48, 48));
    append(payload, list_of(is_versioned ? blobs * 128 : blobs, 48, 48));
    Bytes encoded{3};
    append(encoded, rlp::encode_list(payload));
    network_txn(encoded);
}
