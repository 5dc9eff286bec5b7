// Flags from the environment, as op-node, op-batcher and geth have them.
#pragma once

#include <map>
#include <string>
#include <string_view>

#include <CLI/CLI.hpp>

namespace dusk::cli {

/// Each flag of `command` so far has a variable: PREFIX_SOME_FLAG for --some.flag and --some-flag.
/// `others` are the names of those that break the rule, by flag. The command line goes before.
void add_environment(CLI::App& command, std::string_view prefix,
                     const std::map<std::string, std::string>& others = {});

}  // namespace dusk::cli
