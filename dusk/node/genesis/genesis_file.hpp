// genesis.json, as op-geth and op-reth read and write it: chain config, header fields, alloc.
// Limits: a file of at most GENESIS_FILE_SIZE_MAX bytes; accounts sorted and unique once read.
#pragma once

#include <string>
#include <vector>

#include <dusk/core/chain/forks.hpp>
#include <dusk/core/chain/header.hpp>
#include <dusk/node/genesis/genesis_state.hpp>
#include <dusk/platform/config/reader.hpp>

namespace dusk::genesis {

inline constexpr std::size_t GENESIS_FILE_SIZE_MAX = 256 * 1024 * 1024;

/// The `optimism` object of a chain config: base fee parameters (OP specs, canyon, holocene).
struct Eip1559Parameters {
    std::uint64_t elasticity = 6;
    std::uint64_t denominator = 50;
    std::uint64_t denominator_canyon = 250;
    friend bool operator==(const Eip1559Parameters&, const Eip1559Parameters&) = default;
};

struct Genesis {
    std::uint64_t chain_id = 0;
    OpForkSchedule forks;
    Eip1559Parameters eip1559;
    /// Roots, ommers hash and the fields that forks add are filled in by `genesis_header`.
    Header header;
    std::vector<GenesisAccount> alloc;
};

/// Parses a genesis.json; `name` stands for the file in errors.
config::Read<Genesis> parse_genesis(std::string_view text, const std::string& name);
config::Read<Genesis> read_genesis(const std::string& path);
/// The file's text, one account a line.
std::string format_genesis(const Genesis& genesis);

/// Block 0: `genesis.header` with the given roots, and by the forks active at its time the empty
/// withdrawals root (Canyon) or the message passer's storage root (Isthmus), zero blob fields and
/// parent beacon root (Ecotone), the empty requests hash (Isthmus).
Header genesis_header(const Genesis& genesis, const Hash32& state_root,
                      const Hash32& message_passer_storage_root);

/// Holocene and Jovian extra data of block 0 (OP specs, holocene/exec-engine.md,
/// jovian/exec-engine.md).
Bytes genesis_extra_data(OpFork fork, const Eip1559Parameters& eip1559, std::uint64_t min_base_fee);

}  // namespace dusk::genesis
