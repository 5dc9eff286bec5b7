// The files of a local network: keys, DuskDS genesis, L2 genesis and rollup configuration.
#pragma once

#include <expected>
#include <string>

#include <dusk/cli/devnet_options.hpp>
#include <dusk/core/rollup/block_ids.hpp>

namespace dusk::cli {

struct DevnetFiles {
    explicit DevnetFiles(std::string folder) : root(std::move(folder)) {}
    std::string path(std::string_view name) const { return root + "/" + std::string(name); }

    std::string settings() const { return path("settings.json"); }
    std::string summary() const { return path("devnet.json"); }
    std::string duskds_genesis() const { return path("duskds-genesis.json"); }
    std::string provisioner_key() const { return path("provisioner.key"); }
    std::string relayer_key() const { return path("relayer.key"); }
    std::string jwt() const { return path("jwt.hex"); }
    std::string genesis() const { return path("genesis.json"); }
    std::string rollup() const { return path("rollup.json"); }

    std::string root;
};

/// Makes what DuskDS and the adapter start from, unless it is there, in a folder that the caller
/// has locked. A folder that was made with other settings is refused; so is emptying one for
/// `fresh` that holds something else than a network. `now_s` becomes the time of DuskDS's genesis.
std::expected<void, std::string> prepare_l1_files(const DevnetFiles& files,
                                                  const DevnetOptions& options,
                                                  std::uint64_t now_s);

/// Makes genesis.json and rollup.json for a rollup that starts at `l1_start`, unless they are
/// there.
std::expected<void, std::string> prepare_l2_files(const DevnetFiles& files,
                                                  const DevnetOptions& options,
                                                  const rollup::L1BlockRef& l1_start);

}  // namespace dusk::cli
