// What the L2 node keeps on disk, and under which keys. Numbers in keys are 8 bytes big-endian, so
// that their order is the numbers' order.
#pragma once

#include <array>
#include <string_view>

#include <dusk/core/base/bytes.hpp>
#include <dusk/core/base/endian.hpp>
#include <dusk/core/base/u256.hpp>

namespace dusk::store {

enum class Table : std::uint8_t {
    headers,    ///< block hash -> header RLP
    bodies,     ///< block hash -> transactions, withdrawals (RLP), senders
    receipts,   ///< block hash -> receipts, each EIP-2718, as an RLP list
    canonical,  ///< number -> block hash
    txn_index,  ///< transaction hash -> number || index (canonical blocks only)
    accounts,   ///< address -> account at the head
    storage,    ///< address || slot -> value at the head
    codes,      ///< code hash -> code
    nodes,      ///< node hash -> node of any state or storage trie
    diffs,      ///< number || block hash -> what the block changed
    undo,       ///< number || block hash -> what it changed it from
    meta,       ///< name -> value
    pool,       ///< transaction hash -> pooled transaction
};

inline constexpr std::array<std::string_view, 13> TABLE_NAMES = {
    "headers", "bodies", "receipts", "canonical", "txn_index", "accounts", "storage",
    "codes",   "nodes",  "diffs",    "undo",      "meta",      "pool"};
inline constexpr std::string_view SCHEMA = "l2-node";
inline constexpr std::uint32_t SCHEMA_VERSION = 1;

inline constexpr std::string_view META_GENESIS = "genesis";
inline constexpr std::string_view META_HEAD = "head";
inline constexpr std::string_view META_SAFE = "safe";
inline constexpr std::string_view META_FINALIZED = "finalized";

inline FixedBytes<8> number_key(std::uint64_t number) {
    FixedBytes<8> key;
    store_be(key.data(), number);
    return key;
}

inline FixedBytes<40> block_key(std::uint64_t number, const Hash32& hash) {
    FixedBytes<40> key;
    store_be(key.data(), number);
    std::ranges::copy(hash, key.begin() + 8);
    return key;
}

inline FixedBytes<52> slot_key(const Address& address, const u256& slot) {
    FixedBytes<52> key;
    std::ranges::copy(address, key.begin());
    store_be(key.data() + 20, slot);
    return key;
}

}  // namespace dusk::store
