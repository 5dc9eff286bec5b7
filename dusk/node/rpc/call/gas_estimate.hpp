// The least gas with which a call succeeds, by bisection (geth: eth/gasestimator).
#pragma once

#include <dusk/node/rpc/call/call_site.hpp>

namespace dusk::eth {

Answer<std::uint64_t> estimate_gas(const ChainReader& chain, const CallSite& site,
                                   const CallRequest& request);

}  // namespace dusk::eth
