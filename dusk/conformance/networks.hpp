// Networks as fixtures name them: a fork, or the step from one to the next at timestamp 15,000.
#pragma once

#include <optional>
#include <string_view>

#include <boost/json.hpp>

#include <dusk/core/chain/chain_config.hpp>

namespace dusk::conformance {

/// The chain of `network`, Ethereum's or, by an OP fork's name, an OP chain; `config` is the
/// fixture's own object (chain id, blob schedule). None if the network is unknown.
std::optional<ChainConfig> network_config(std::string_view network,
                                          const boost::json::value* config);

/// A fork by its name in fixtures.
std::optional<evm::Revision> revision_by_name(std::string_view name);

}  // namespace dusk::conformance
