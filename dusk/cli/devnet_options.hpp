// What a local network is asked to be, and where its parts listen.
#pragma once

#include <cstdint>
#include <string>

#include <dusk/cli/dev_accounts.hpp>
#include <dusk/core/chain/forks.hpp>

namespace dusk::cli {

struct DevnetPorts {
    std::uint16_t duskds = 8080;
    std::uint16_t l1_rpc = 8645;
    std::uint16_t l1_beacon = 5052;
    std::uint16_t http = 8545;
    std::uint16_t ws = 8546;
    std::uint16_t engine = 8551;
    std::uint16_t rollup = 9545;
    std::uint16_t batcher = 8548;
    std::uint16_t verifier_http = 8555;
    std::uint16_t verifier_ws = 8556;
    std::uint16_t verifier_engine = 8561;
    std::uint16_t verifier_rollup = 9555;
};

struct DevnetOptions {
    std::string datadir = "data/devnet";
    bool fresh = false;
    bool verifier = false;
    /// DuskDS and its Ethereum view alone; the rollup's files are written for whoever runs it.
    bool l1_only = false;
    bool json = false;
    std::string log_level = "info";
    std::uint64_t l1_block_time_ms = 2'000;
    /// How long ago the genesis of both layers lies.
    std::uint64_t genesis_age_s = 0;
    std::uint64_t l2_block_time_s = 2;
    std::uint64_t l2_chain_id = 31'744;
    std::string fork = "jovian";
    std::string mnemonic{DEV_MNEMONIC};
    std::string data_availability = "blobs";
    std::uint64_t channel_duration = 2;
    std::uint16_t port_offset = 0;
    DevnetPorts ports{};
};

/// Accounts beyond the funded ones, by index of the same mnemonic: who runs the network.
inline constexpr std::uint32_t BATCHER_INDEX = 20;
inline constexpr std::uint32_t SEQUENCER_INDEX = 21;
inline constexpr std::uint32_t OWNER_INDEX = 22;
inline constexpr std::uint32_t RELAYER_INDEX = 23;
inline constexpr std::uint32_t PROVISIONER_INDEX = 24;

inline constexpr std::uint64_t DEVNET_L1_CHAIN_ID = 250;

inline std::string loopback_url(std::uint16_t port) {
    return "http://127.0.0.1:" + std::to_string(port);
}

}  // namespace dusk::cli
