// The precompiles of the newest rules. First byte: which of them.
#include <fuzz/crypto/crypto.hpp>

#include <dusk/core/base/check.hpp>
#include <dusk/core/evm/precompiles.hpp>
#include <dusk/platform/crypto/provider.hpp>

using namespace dusk;

void dusk::fuzz::precompile(BytesView input) {
    /// Enough for some pairs of a pairing; more only takes longer.
    constexpr std::int64_t GAS = 200'000;
    static const evm::PrecompileSet set{.limits = evm::OP_KARST_PRECOMPILE_LIMITS};
    static const auto addresses = evm::precompile_addresses(set);
    if (input.empty()) return;
    const auto& address = addresses[input[0] % addresses.size()];
    const auto arguments = input.subspan(1);
    const auto result = evm::run_precompile(set, address, arguments, GAS, native_crypto());
    DUSK_CHECK(result.gas_left >= 0 && result.gas_left <= GAS);
    if (result.status != evm::PrecompileStatus::ok) {
        DUSK_CHECK(result.gas_left == 0 && result.output.empty());
        return;
    }
    // With exactly the gas it takes the answer is the same, with less there is none.
    const auto cost = GAS - result.gas_left;
    const auto again = evm::run_precompile(set, address, arguments, cost, native_crypto());
    DUSK_CHECK(again.status == evm::PrecompileStatus::ok && again.gas_left == 0);
    DUSK_CHECK(again.output == result.output);
    if (cost == 0) return;
    const auto less = evm::run_precompile(set, address, arguments, cost - 1, native_crypto());
    DUSK_CHECK(less.status == evm::PrecompileStatus::out_of_gas);
}
