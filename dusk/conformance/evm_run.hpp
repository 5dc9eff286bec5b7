// Runs one piece of code in an empty state and prints what it returns, for looking at small
// programs.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include <dusk/conformance/eip3155.hpp>

namespace dusk::conformance {

struct EvmRunOptions {
    /// Hex.
    std::string code;
    std::string input;
    std::int64_t gas = 10'000'000'000;
    std::uint64_t value = 0;
    std::string sender = "0x000000000000000000000000000000000073656e";
    std::string receiver = "0x0000000000000000000000007265636569766572";
    std::string fork = "Osaka";
    bool is_creation = false;
    /// Present: to the error stream.
    std::optional<TraceOptions> trace;
};

/// Prints the output as hex; 0 if the code succeeded, 1 if it failed, 2 for bad options.
int run_evm(const EvmRunOptions& options);

}  // namespace dusk::conformance
