// The methods that look into blocks and their execution, by family: debug_*, trace_* (Parity's) and
// ots_* (Otterscan's).
#pragma once

#include <dusk/node/rpc/backend/method_rows.hpp>

namespace dusk::eth {

std::span<const MethodRow> debug_raw_rows();
std::span<const MethodRow> debug_trace_rows();
std::span<const MethodRow> debug_state_rows();
std::span<const MethodRow> trace_rows();
std::span<const MethodRow> ots_rows();

}  // namespace dusk::eth
