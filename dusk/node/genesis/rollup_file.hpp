// rollup.json, as op-node reads and writes it (ethereum-optimism/optimism op-node/rollup/types.go).
#pragma once

#include <string>

#include <dusk/core/rollup/rollup_config.hpp>
#include <dusk/platform/config/reader.hpp>

namespace dusk::genesis {

/// Parses and checks a rollup configuration; `name` stands for the file in errors.
config::Read<rollup::RollupConfig> parse_rollup_config(std::string_view text,
                                                       const std::string& name);
config::Read<rollup::RollupConfig> read_rollup_config(const std::string& path);

/// The same as JSON; also the answer of optimism_rollupConfig.
boost::json::value rollup_config_json(const rollup::RollupConfig& config);
/// A SystemConfig as rollup.json and optimism_* answers have it.
boost::json::value system_config_json(const rollup::SystemConfig& config);

/// What a ConfigError means, for people.
std::string_view describe(rollup::ConfigError error) noexcept;

}  // namespace dusk::genesis
