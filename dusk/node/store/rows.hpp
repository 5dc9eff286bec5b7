// Rows of the tables, decoded, out of a database or a snapshot of one.
#pragma once

#include <string>

#include <dusk/core/base/result.hpp>
#include <dusk/core/chain/header.hpp>
#include <dusk/core/codec/hex.hpp>
#include <dusk/node/store/block_ref.hpp>
#include <dusk/node/store/records.hpp>
#include <dusk/node/store/schema.hpp>
#include <dusk/platform/kv/kv.hpp>

namespace dusk::store {

inline kv::Error corrupt(std::string message) {
    return {kv::ErrorKind::corrupt, "the database is damaged: " + std::move(message)};
}

template <class Reader, class T>
kv::Result<std::optional<T>> read_row(const Reader& reader, Table table, BytesView key,
                                      std::optional<T> (*decode)(BytesView)) {
    DUSK_TRY(row, reader.get(table, key));
    if (!row) return std::optional<T>{};
    auto value = decode(*row);
    if (!value)
        return std::unexpected(corrupt("a row of " +
                                       std::string(TABLE_NAMES[static_cast<std::size_t>(table)]) +
                                       " cannot be decoded"));
    return value;
}

inline std::optional<Header> decode_header_row(BytesView row) {
    auto header = decode_header(row);
    if (!header) return std::nullopt;
    return *std::move(header);
}
inline std::optional<Hash32> decode_hash_row(BytesView row) {
    if (row.size() != 32) return std::nullopt;
    return Hash32::from(row);
}

template <class Reader>
auto read_header(const Reader& reader, const Hash32& hash) {
    return read_row(reader, Table::headers, hash, decode_header_row);
}
/// An error if it is not there.
template <class Reader>
kv::Result<Header> require_header(const Reader& reader, const Hash32& hash) {
    DUSK_TRY(header, read_header(reader, hash));
    if (!header)
        return std::unexpected(kv::Error{kv::ErrorKind::missing, "unknown block " + to_hex(hash)});
    return *std::move(header);
}
template <class Reader>
auto read_canonical(const Reader& reader, std::uint64_t number) {
    return read_row(reader, Table::canonical, number_key(number), decode_hash_row);
}
template <class Reader>
kv::Result<bool> is_canonical(const Reader& reader, const BlockRef& block) {
    DUSK_TRY(hash, read_canonical(reader, block.number));
    return hash == block.hash;
}
/// What a block changed; an error if that is not kept any more.
template <class Reader>
kv::Result<StateDiff> require_diff(const Reader& reader, const BlockRef& block) {
    DUSK_TRY(diff, read_row(reader, Table::diffs, block_key(block.number, block.hash),
                            decode_state_diff));
    if (!diff)
        return std::unexpected(
            kv::Error{kv::ErrorKind::missing,
                      "the changes of block " + std::to_string(block.number) + " are not kept"});
    return *std::move(diff);
}

}  // namespace dusk::store
