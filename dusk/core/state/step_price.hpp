// What an instruction costs with everything that depends on its operands and on the state, told
// before it runs: tracers show it where the instruction fails or where its frame's gas pays for
// more. As geth computes it (core/vm/interpreter.go, gas_table.go, operations_acl.go): what a call
// passes on counts, what a creation passes on does not; where a size is beyond all bounds, only the
// base price is known.
#pragma once

#include <dusk/core/evm/revision.hpp>
#include <dusk/core/evm/tracer.hpp>
#include <dusk/core/state/state.hpp>

namespace dusk {

/// 0 for undefined instructions. `state`: as the step finds it; reading makes nothing warm.
std::int64_t step_price(const evm::Step& step, evm::Revision revision, State& state);

}  // namespace dusk
