#include <dusk/core/crypto/hash.hpp>
#include <dusk/settlement/ledger/bloom.hpp>

namespace dusk::settlement {
namespace {

template <class Bit>
void for_each_bit(BytesView input, Bit&& visit) {
    const auto hash = blake3(input);
    for (const std::size_t k : {0u, 2u, 4u}) {
        const unsigned bit = ((unsigned{hash[k]} << 8) | hash[k + 1]) & 0x7ff;
        visit(255 - (bit >> 3), static_cast<std::uint8_t>(1u << (hash[k + 1] & 7)));
    }
}

void insert(EventBloom& bloom, BytesView input) {
    for_each_bit(input, [&](unsigned index, std::uint8_t mask) {
        bloom[index] = static_cast<std::uint8_t>(bloom[index] | mask);
    });
}

}  // namespace

void bloom_add(EventBloom& bloom, const ContractEvent& event) {
    Bytes input = to_bytes(event.source);
    append(input, as_bytes(event.topic));
    insert(bloom, input);
    append(input, event.data);
    insert(bloom, input);
}

bool bloom_may_contain(const EventBloom& bloom, const ContractId& contract,
                       std::string_view topic) {
    Bytes input = to_bytes(contract);
    append(input, as_bytes(topic));
    bool all = true;
    for_each_bit(
        input, [&](unsigned index, std::uint8_t mask) { all = all && (bloom[index] & mask) != 0; });
    return all;
}

}  // namespace dusk::settlement
