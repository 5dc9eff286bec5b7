// What the L2 node keeps on disk, and under which keys. Numbers in keys are 8 bytes big-endian, so
// that their order is the numbers' order.
#pragma once

#include <array>
#include <string_view>

#include <dusk/core/base/bytes.hpp>
#include <dusk/core/base/endian.hpp>
#include <dusk/core/base/u256.hpp>
#include <dusk/core/trie/place.hpp>
#include <dusk/platform/kv/versions.hpp>

namespace dusk::store {

enum class Table : std::uint8_t {
    headers,        ///< block hash -> header RLP
    bodies,         ///< block hash -> transactions, withdrawals (RLP), senders
    receipts,       ///< block hash -> receipts, each EIP-2718, as an RLP list
    canonical,      ///< number -> block hash
    txn_index,      ///< transaction hash -> number || index (canonical blocks only)
    accounts,       ///< address -> account at the head
    storage,        ///< address || slot -> value at the head
    codes,          ///< code hash -> code
    account_nodes,  ///< path || inverted number -> node that the block put there, empty: none
    storage_nodes,  ///< keccak(address) || path || inverted number -> the same of storage tries
    diffs,          ///< number || block hash -> what the block changed (until final and flushed)
    undo,           ///< number || block hash -> what it changed it from (canonical, in the window)
    meta,           ///< name -> value
    pool,           ///< order of arrival -> arrival time, pooled transaction
};

inline constexpr std::array<std::string_view, 14> TABLE_NAMES = {
    "headers", "bodies",        "receipts",      "canonical", "txn_index", "accounts", "storage",
    "codes",   "account_nodes", "storage_nodes", "diffs",     "undo",      "meta",     "pool"};
inline constexpr std::string_view SCHEMA = "l2-node";
inline constexpr std::uint32_t SCHEMA_VERSION = 2;

inline constexpr std::string_view META_GENESIS = "genesis";
inline constexpr std::string_view META_HEAD = "head";
inline constexpr std::string_view META_SAFE = "safe";
inline constexpr std::string_view META_FINALIZED = "finalized";

/// The canonical block up to which trie nodes are in the tables.
inline constexpr std::string_view META_FLUSHED = "flushed";
/// The oldest block whose state can be read: 8 bytes.
inline constexpr std::string_view META_OLDEST_STATE = "oldest-state";
/// Pairs of numbers, 8 bytes each: versions that an unwind may have removed.
inline constexpr std::string_view META_DOUBTFUL = "doubtful";

/// There while an import fills the tables.
inline constexpr std::string_view META_IMPORTING = "importing";

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

/// The table of `place`, and its key there without version: for storage tries the owner, then the
/// path's size in nibbles and the nibbles, so that no path's key begins another's and nodes of a
/// level stand together.
inline Table node_table(const NodePlace& place) {
    return place.owner.is_zero() ? Table::account_nodes : Table::storage_nodes;
}
inline Bytes node_name(const NodePlace& place) {
    Bytes key;
    key.reserve(32 + 1 + 32 + kv::VERSION_SIZE);
    if (!place.owner.is_zero()) append(key, place.owner);
    key.push_back(static_cast<std::uint8_t>(place.path.size()));
    append(key, place.path.packed());
    return key;
}
inline Bytes node_key(const NodePlace& place, std::uint64_t version) {
    auto key = node_name(place);
    kv::append_version(key, version);
    return key;
}

}  // namespace dusk::store
