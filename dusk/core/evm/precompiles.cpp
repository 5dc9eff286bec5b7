#include <dusk/core/evm/precompile_gas.hpp>
#include <dusk/core/evm/precompile_run.hpp>
#include <dusk/core/evm/precompiles.hpp>

namespace dusk::evm {
namespace {

struct Precompile {
    std::uint16_t address;
    Revision since;
    std::uint64_t (*gas)(const PrecompileSet&, BytesView) noexcept;
    PrecompileOutput (*run)(const PrecompileSet&, BytesView, const CryptoProvider&);
    std::size_t PrecompileLimits::* size_max = nullptr;
};

template <CurveOp Op>
PrecompileOutput run_curve(const PrecompileSet&, BytesView input, const CryptoProvider& crypto) {
    return crypto.curve(Op, input);
}

constexpr std::uint16_t P256_VERIFY = 0x100;

constexpr Precompile PRECOMPILES[] = {
    {0x01, Revision::frontier, ecrecover_gas, run_curve<CurveOp::ecrecover>},
    {0x02, Revision::frontier, sha256_gas, run_sha256},
    {0x03, Revision::frontier, ripemd160_gas, run_ripemd160},
    {0x04, Revision::frontier, identity_gas, run_identity},
    {0x05, Revision::byzantium, modexp_gas, run_modexp},
    {0x06, Revision::byzantium, bn254_add_gas, run_curve<CurveOp::bn254_add>},
    {0x07, Revision::byzantium, bn254_mul_gas, run_curve<CurveOp::bn254_mul>},
    {0x08, Revision::byzantium, bn254_pairing_gas, run_curve<CurveOp::bn254_pairing>,
     &PrecompileLimits::bn254_pairing_size_max},
    {0x09, Revision::istanbul, blake2f_gas, run_blake2f},
    {0x0a, Revision::cancun, kzg_point_evaluation_gas, run_curve<CurveOp::kzg_point_evaluation>},
    {0x0b, Revision::prague, bls12_g1_add_gas, run_curve<CurveOp::bls12_g1_add>},
    {0x0c, Revision::prague, bls12_g1_msm_gas, run_curve<CurveOp::bls12_g1_msm>,
     &PrecompileLimits::bls12_g1_msm_size_max},
    {0x0d, Revision::prague, bls12_g2_add_gas, run_curve<CurveOp::bls12_g2_add>},
    {0x0e, Revision::prague, bls12_g2_msm_gas, run_curve<CurveOp::bls12_g2_msm>,
     &PrecompileLimits::bls12_g2_msm_size_max},
    {0x0f, Revision::prague, bls12_pairing_gas, run_curve<CurveOp::bls12_pairing>,
     &PrecompileLimits::bls12_pairing_size_max},
    {0x10, Revision::prague, bls12_map_fp_to_g1_gas, run_curve<CurveOp::bls12_map_fp_to_g1>},
    {0x11, Revision::prague, bls12_map_fp2_to_g2_gas, run_curve<CurveOp::bls12_map_fp2_to_g2>},
    {P256_VERIFY, Revision::osaka, p256_verify_gas, run_curve<CurveOp::p256_verify>},
};

constexpr Address address_of(const Precompile& precompile) noexcept {
    Address address;
    address[18] = static_cast<std::uint8_t>(precompile.address >> 8);
    address[19] = static_cast<std::uint8_t>(precompile.address);
    return address;
}

bool is_active(const PrecompileSet& set, const Precompile& precompile) noexcept {
    if (precompile.address == P256_VERIFY && set.p256_before_osaka) return true;
    return set.revision >= precompile.since;
}

const Precompile* find_fixed(const PrecompileSet& set, const Address& address) noexcept {
    for (std::size_t i = 0; i < 18; ++i)
        if (address[i] != 0) return nullptr;
    for (const auto& precompile : PRECOMPILES)
        if (address_of(precompile) == address)
            return is_active(set, precompile) ? &precompile : nullptr;
    return nullptr;
}

const Precompile* find(const PrecompileSet& set, const Address& address) noexcept {
    for (const auto& move : set.moves)
        if (move.address == address)
            return move.precompile ? find_fixed(set, *move.precompile) : nullptr;
    return find_fixed(set, address);
}

}  // namespace

bool is_precompile(const PrecompileSet& set, const Address& address) noexcept {
    return find(set, address) != nullptr;
}

std::vector<Address> precompile_addresses(const PrecompileSet& set) {
    std::vector<Address> addresses;
    for (const auto& precompile : PRECOMPILES)
        if (is_active(set, precompile)) addresses.push_back(address_of(precompile));
    return addresses;
}

PrecompileResult run_precompile(const PrecompileSet& set, const Address& address, BytesView input,
                                std::int64_t gas, const CryptoProvider& crypto) {
    const auto* precompile = find(set, address);
    DUSK_CHECK(precompile != nullptr);
    DUSK_CHECK(gas >= 0);
    const bool is_too_long =
        precompile->size_max != nullptr && input.size() > set.limits.*precompile->size_max;
    if (is_too_long) return {.status = PrecompileStatus::failure};
    const auto cost = precompile->gas(set, input);
    if (cost > static_cast<std::uint64_t>(gas)) return {.status = PrecompileStatus::out_of_gas};
    auto output = precompile->run(set, input, crypto);
    if (!output) return {.status = PrecompileStatus::failure};
    return {.status = PrecompileStatus::ok,
            .gas_left = gas - static_cast<std::int64_t>(cost),
            .output = *std::move(output)};
}

}  // namespace dusk::evm
