#include <dusk/core/base/endian.hpp>
#include <dusk/node/rpc/json/l1_attributes.hpp>

namespace dusk::eth {
namespace {

// Sizes of the call data of each form, selector included.
constexpr std::size_t BEDROCK_SIZE = 4 + 8 * 32;
constexpr std::size_t ECOTONE_SIZE = 164;
constexpr std::size_t ISTHMUS_SIZE = 176;
constexpr std::size_t JOVIAN_SIZE = 178;

u256 word_at(BytesView data, std::size_t offset) { return u256_from_be(data.subspan(offset, 32)); }

L1FeeParams read_bedrock(BytesView data) {
    L1FeeParams out;
    out.base_fee = word_at(data, 4 + 2 * 32);
    out.overhead = word_at(data, 4 + 6 * 32);
    out.scalar = word_at(data, 4 + 7 * 32);
    return out;
}

/// Packed: each form adds to the end of the one before.
L1FeeParams read_ecotone(BytesView data) {
    L1FeeParams out;
    out.base_fee_scalar = load_be<std::uint32_t>(data.subspan(4));
    out.blob_base_fee_scalar = load_be<std::uint32_t>(data.subspan(8));
    out.base_fee = word_at(data, 36);
    out.blob_base_fee = word_at(data, 68);
    if (data.size() >= ISTHMUS_SIZE) {
        out.operator_fee_scalar = load_be<std::uint32_t>(data.subspan(164));
        out.operator_fee_constant = load_be<std::uint64_t>(data.subspan(168));
    }
    if (data.size() >= JOVIAN_SIZE)
        out.da_footprint_scalar = load_be<std::uint16_t>(data.subspan(176));
    return out;
}

}  // namespace

std::optional<L1FeeParams> l1_fee_params_of(const store::Body& body) {
    if (body.transactions.empty() || !body.transactions[0].is_deposit()) return std::nullopt;
    const BytesView data = body.transactions[0].data;
    switch (data.size()) {
        case BEDROCK_SIZE:
            return read_bedrock(data);
        case ECOTONE_SIZE:
        case ISTHMUS_SIZE:
        case JOVIAN_SIZE:
            return read_ecotone(data);
        default:
            return std::nullopt;
    }
}

}  // namespace dusk::eth
