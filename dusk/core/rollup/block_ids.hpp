// References to blocks of L1 and L2, as op-node's RPC names them.
#pragma once

#include <dusk/core/base/bytes.hpp>

namespace dusk::rollup {

struct BlockId {
    Hash32 hash;
    std::uint64_t number = 0;
    friend bool operator==(const BlockId&, const BlockId&) = default;
};

struct L1BlockRef {
    Hash32 hash;
    std::uint64_t number = 0;
    Hash32 parent_hash;
    std::uint64_t time = 0;

    BlockId id() const noexcept { return {hash, number}; }
    friend bool operator==(const L1BlockRef&, const L1BlockRef&) = default;
};

struct L2BlockRef {
    Hash32 hash;
    std::uint64_t number = 0;
    Hash32 parent_hash;
    std::uint64_t time = 0;
    BlockId l1_origin;
    /// Distance to the first L2 block of the epoch.
    std::uint64_t sequence_number = 0;

    BlockId id() const noexcept { return {hash, number}; }
    friend bool operator==(const L2BlockRef&, const L2BlockRef&) = default;
};

}  // namespace dusk::rollup
