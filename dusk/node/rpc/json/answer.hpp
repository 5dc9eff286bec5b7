// Answer: what a step towards a method's result gives, or the error that the client is told.
#pragma once

#include <expected>

#include <dusk/core/base/result.hpp>
#include <dusk/platform/rpc/method_table.hpp>

namespace dusk::eth {

template <class T>
using Answer = std::expected<T, rpc::Error>;

}  // namespace dusk::eth
