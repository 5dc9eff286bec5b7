// SystemConfig: the rollup parameters that the SystemConfig contract on L1 can change
// (OP specs, protocol/system-config.md; holocene, isthmus and jovian system-config.md).
#pragma once

#include <expected>

#include <dusk/core/base/bytes.hpp>

namespace dusk::rollup {

/// EIP-1559 parameters as eip1559Params has them: denominator and elasticity, 4 bytes each,
/// big-endian (OP holocene/exec-engine.md). All zero: the chain's Canyon constants.
using Eip1559Params = FixedBytes<8>;

struct SystemConfig {
    Address batcher_addr;
    /// Ignored from Ecotone on.
    Hash32 overhead;
    /// From Ecotone on in a versioned encoding (OP system-config.md#post-ecotone-scalar-encoding).
    Hash32 scalar;
    std::uint64_t gas_limit = 0;
    Eip1559Params eip1559_params;
    /// Bytes 20-23 operatorFeeScalar, 24-31 operatorFeeConstant (Isthmus).
    Hash32 operator_fee_params;
    /// Wei per gas (Jovian).
    std::uint64_t min_base_fee = 0;
    /// Zero stands for the default of 400 (Jovian).
    std::uint16_t da_footprint_gas_scalar = 0;

    friend bool operator==(const SystemConfig&, const SystemConfig&) = default;
};

struct FeeScalars {
    std::uint32_t base_fee_scalar = 0;
    std::uint32_t blob_base_fee_scalar = 0;
    friend bool operator==(const FeeScalars&, const FeeScalars&) = default;
};

struct OperatorFee {
    std::uint32_t scalar = 0;
    std::uint64_t constant = 0;
    friend bool operator==(const OperatorFee&, const OperatorFee&) = default;
};

enum class [[nodiscard]] ScalarError : std::uint8_t { unknown_version, padding_not_zero };

/// Whether `scalar` is a well-formed scalar of version 0 or 1.
std::expected<void, ScalarError> check_ecotone_scalar(const Hash32& scalar);
/// The fee scalars in `scalar`. Version 0 with padding that is not zero gives a base fee scalar of
/// 2^32-1, as the specs want; only an unknown version is an error.
std::expected<FeeScalars, ScalarError> decode_ecotone_scalar(const Hash32& scalar);
Hash32 encode_ecotone_scalar(const FeeScalars& scalars);

OperatorFee decode_operator_fee(const Hash32& params);
Hash32 encode_operator_fee(const OperatorFee& fee);

Eip1559Params encode_eip1559_params(std::uint32_t denominator, std::uint32_t elasticity);

}  // namespace dusk::rollup
