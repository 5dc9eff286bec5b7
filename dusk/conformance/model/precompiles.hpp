// The precompiled contracts: prices and limits written from the EIPs and the OP specs, outputs of
// curve work from the provider that core uses, too. MSMs of more than 8 pairs are left out.
#pragma once

#include <dusk/conformance/model/machine.hpp>

namespace dusk::model {

struct PrecompileOutput {
    bool is_success = false;
    std::int64_t gas_left = 0;
    Bytes bytes;
};

/// None: there is no precompile at `address`.
std::optional<PrecompileOutput> run_precompile(const Setting& setting, const Address& address,
                                               const Bytes& input, std::int64_t gas);

/// The addresses that exist, warm from the start.
std::vector<Address> precompiles_of(const Rules& rules);

}  // namespace dusk::model
