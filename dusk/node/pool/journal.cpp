#include <algorithm>

#include <dusk/core/base/endian.hpp>
#include <dusk/core/base/result.hpp>
#include <dusk/node/pool/journal.hpp>
#include <dusk/node/store/schema.hpp>

namespace dusk::pool {
namespace {

using store::Table;

constexpr std::size_t HEAD_SIZE = 16;

Bytes encode_row(const PooledTxn& txn) {
    Bytes row;
    row.reserve(HEAD_SIZE + txn.encoded.size());
    append_be(row, txn.added_s);
    append_be(row, txn.sequence);
    append(row, txn.encoded);
    return row;
}

}  // namespace

kv::Result<std::vector<Journal::Row>> Journal::read() const {
    std::vector<Row> rows;
    if (!enabled_) return rows;
    auto iterator = database_.iterate(Table::pool);
    for (iterator.seek_first(); iterator.valid(); iterator.next()) {
        const auto row = iterator.value();
        if (row.size() < HEAD_SIZE) continue;
        rows.push_back({load_be<std::uint64_t>(row), load_be<std::uint64_t>(row.subspan(8)),
                        to_bytes(row.subspan(HEAD_SIZE))});
    }
    DUSK_TRY_VOID(iterator.status());
    std::ranges::sort(rows, {}, &Row::sequence);
    return rows;
}

kv::Result<void> Journal::put(const PooledTxn& txn) {
    if (!enabled_) return {};
    return database_.put(Table::pool, txn.hash, encode_row(txn));
}

kv::Result<void> Journal::put(const std::vector<PooledTxnPtr>& txns) {
    if (!enabled_ || txns.empty()) return {};
    kv::Batch batch;
    for (const auto& txn : txns) batch.put(Table::pool, txn->hash, encode_row(*txn));
    return database_.write(batch);
}

void Journal::erase(const std::vector<Hash32>& hashes) {
    if (!enabled_ || hashes.empty()) return;
    kv::Batch batch;
    for (const auto& hash : hashes) batch.erase(Table::pool, hash);
    (void)database_.write(batch);
}

void Journal::sweep(const std::function<bool(const Hash32&)>& is_in) {
    if (!enabled_) return;
    std::vector<Hash32> orphans;
    auto iterator = database_.iterate(Table::pool);
    for (iterator.seek_first(); iterator.valid(); iterator.next())
        if (const auto hash = Hash32::from(iterator.key()); !is_in(hash)) orphans.push_back(hash);
    erase(orphans);
}

}  // namespace dusk::pool
