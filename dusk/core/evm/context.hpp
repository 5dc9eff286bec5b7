// What code may ask about its block and transaction, and where older block hashes come from.
#pragma once

#include <cstdint>
#include <vector>

#include <dusk/core/base/bytes.hpp>
#include <dusk/core/base/u256.hpp>
#include <dusk/core/evm/revision.hpp>

namespace dusk::evm {

struct BlockContext {
    std::uint64_t number = 0;
    std::uint64_t timestamp = 0;
    std::uint64_t gas_limit = 0;
    Address coinbase;
    /// Opcode 0x44: the randomness since Paris (EIP-4399), the difficulty as a word before.
    Hash32 prev_randao;
    u256 base_fee;
    u256 blob_base_fee;
    std::uint64_t chain_id = 0;
};

struct TxnContext {
    Address origin;
    /// The effective gas price.
    u256 gas_price;
    std::vector<Hash32> blob_versioned_hashes;
};

/// Hashes of ancestors. Asked only for the 256 blocks before the current one (opcode BLOCKHASH).
class BlockHashSource {
public:
    virtual ~BlockHashSource() = default;
    virtual Hash32 block_hash(std::uint64_t number) const = 0;
};

class Tracer;

/// What every frame of an execution sees of its surroundings.
struct Environment {
    Revision revision;
    const BlockContext& block;
    const TxnContext& txn;
    const BlockHashSource& block_hashes;
    /// Whose on_look() is due at bounded distances; null: nobody's.
    Tracer* watcher = nullptr;
};

}  // namespace dusk::evm
