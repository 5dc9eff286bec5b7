// The contracts that stand on an OP chain from its first block, as the build collected them: our
// own L1Block, GasPriceOracle and OperatorFeeVault (contracts/), the OP predeploys and the
// preinstalls.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include <dusk/core/base/bytes.hpp>

namespace dusk::genesis {

/// Where a Solidity variable lives: slot, and byte offset from the slot's low end.
struct StoragePlace {
    std::string label;
    std::uint64_t slot = 0;
    unsigned offset = 0;
};

struct Predeploy {
    Address address;
    std::string name;
    /// Runtime code; empty for contracts with immutables, which `creation` makes when run.
    Bytes code;
    Bytes creation;
    std::vector<StoragePlace> layout;

    /// The place of a variable. The label must exist.
    const StoragePlace& place(std::string_view label) const;
};

struct Preinstall {
    Address address;
    std::string name;
    Bytes code;
    /// Permit2 only: where chain id and EIP-712 domain separator (32 bytes each) are written.
    std::optional<std::size_t> chain_id_offset;
    std::optional<std::size_t> domain_separator_offset;
};

struct PredeployData {
    Bytes proxy_code;
    std::vector<Predeploy> predeploys;
    std::vector<Preinstall> preinstalls;
};

/// The embedded data, parsed once.
const PredeployData& predeploy_data();

}  // namespace dusk::genesis
