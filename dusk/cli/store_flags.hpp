// Flags of the execution node's store: names as go-ethereum has them.
#pragma once

#include <CLI/CLI.hpp>

#include <dusk/node/store/chain_store.hpp>

namespace dusk::cli {

struct StoreFlags {
    std::size_t cache_mb = 256;
    bool archive = false;
    std::string gcmode = "full";
    /// 0: all.
    std::uint64_t history_state = store::HISTORY_BLOCKS_DEFAULT;
};

/// --cache, --archive, --gcmode, --history.state
void add_store_flags(CLI::App& command, StoreFlags& flags);
store::StoreOptions store_options(const StoreFlags& flags);

}  // namespace dusk::cli
