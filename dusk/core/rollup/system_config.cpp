#include <algorithm>

#include <dusk/core/base/endian.hpp>
#include <dusk/core/rollup/system_config.hpp>

namespace dusk::rollup {

std::expected<void, ScalarError> check_ecotone_scalar(const Hash32& scalar) {
    // OP system-config.md#post-ecotone-scalar-encoding: version 0 has one scalar, version 1 two.
    if (scalar[0] > 1) return std::unexpected(ScalarError::unknown_version);
    const std::size_t used = scalar[0] == 0 ? 4 : 8;
    const auto padding = scalar.view().subspan(1, 31 - used);
    if (std::ranges::any_of(padding, [](std::uint8_t b) { return b != 0; }))
        return std::unexpected(ScalarError::padding_not_zero);
    return {};
}

std::expected<FeeScalars, ScalarError> decode_ecotone_scalar(const Hash32& scalar) {
    const auto bytes = scalar.view();
    if (scalar[0] == 0) {
        if (!check_ecotone_scalar(scalar)) return FeeScalars{.base_fee_scalar = 0xffffffff};
        return FeeScalars{.base_fee_scalar = load_be<std::uint32_t>(bytes.subspan(28))};
    }
    if (scalar[0] != 1) return std::unexpected(ScalarError::unknown_version);
    return FeeScalars{.base_fee_scalar = load_be<std::uint32_t>(bytes.subspan(28)),
                      .blob_base_fee_scalar = load_be<std::uint32_t>(bytes.subspan(24))};
}

Hash32 encode_ecotone_scalar(const FeeScalars& scalars) {
    Hash32 out;
    out[0] = 1;
    store_be(out.data() + 24, scalars.blob_base_fee_scalar);
    store_be(out.data() + 28, scalars.base_fee_scalar);
    return out;
}

OperatorFee decode_operator_fee(const Hash32& params) {
    return {.scalar = load_be<std::uint32_t>(params.view().subspan(20)),
            .constant = load_be<std::uint64_t>(params.view().subspan(24))};
}

Hash32 encode_operator_fee(const OperatorFee& fee) {
    Hash32 out;
    store_be(out.data() + 20, fee.scalar);
    store_be(out.data() + 24, fee.constant);
    return out;
}

Eip1559Params encode_eip1559_params(std::uint32_t denominator, std::uint32_t elasticity) {
    Eip1559Params out;
    store_be(out.data(), denominator);
    store_be(out.data() + 4, elasticity);
    return out;
}

}  // namespace dusk::rollup
