// Methods as table rows: name, handler, number of parameters.
#pragma once

#include <span>

#include <dusk/node/rpc/backend/backend.hpp>
#include <dusk/platform/rpc/params.hpp>

namespace dusk::eth {

using rpc::CallContext;
using rpc::Pace;
using rpc::Params;
using rpc::Result;
namespace params = rpc::params;

struct MethodRow {
    const char* name;
    Result (*handler)(EthBackend& backend, const Params& params, CallContext& context);
    std::size_t params_max = 0;
    Pace pace = Pace::slow;
};

/// `backend` outlives the table.
void add_rows(rpc::MethodTable& table, EthBackend& backend, std::span<const MethodRow> rows);

}  // namespace dusk::eth
