#include <algorithm>

#include <dusk/core/base/endian.hpp>
#include <dusk/core/base/result.hpp>
#include <dusk/node/pool/journal.hpp>
#include <dusk/node/store/schema.hpp>

namespace dusk::pool {
namespace {

using store::Table;

constexpr std::size_t HEAD_SIZE = 8;
/// So many neighbours leave as one: a block takes long runs of them.
constexpr std::size_t RANGE_SIZE_MIN = 16;

Bytes encode_row(const PooledTxn& txn) {
    Bytes row;
    row.reserve(HEAD_SIZE + txn.encoded.size());
    append_be(row, txn.added_s);
    append(row, txn.encoded);
    return row;
}

/// None: a row of a format that is no more.
std::optional<std::uint64_t> sequence_of(BytesView key) {
    if (key.size() != sizeof(std::uint64_t)) return std::nullopt;
    return load_be<std::uint64_t>(key);
}

}  // namespace

kv::Result<std::vector<Journal::Row>> Journal::read() const {
    std::vector<Row> rows;
    if (!enabled_) return rows;
    auto iterator = database_.iterate(Table::pool);
    for (iterator.seek_first(); iterator.valid(); iterator.next()) {
        const auto sequence = sequence_of(iterator.key());
        const auto row = iterator.value();
        if (sequence && row.size() >= HEAD_SIZE)
            rows.push_back(
                {load_be<std::uint64_t>(row), *sequence, to_bytes(row.subspan(HEAD_SIZE))});
    }
    DUSK_TRY_VOID(iterator.status());
    return rows;
}

kv::Result<void> Journal::put(const PooledTxn& txn) {
    if (!enabled_) return {};
    return database_.put(Table::pool, store::number_key(txn.sequence), encode_row(txn));
}

kv::Result<void> Journal::put(const std::vector<PooledTxnPtr>& txns) {
    if (!enabled_ || txns.empty()) return {};
    kv::Batch batch;
    for (const auto& txn : txns)
        batch.put(Table::pool, store::number_key(txn->sequence), encode_row(*txn));
    return database_.write(batch);
}

void Journal::erase(const std::vector<std::uint64_t>& sequences) {
    if (!enabled_ || sequences.empty()) return;
    auto sorted = sequences;
    std::ranges::sort(sorted);
    kv::Batch batch;
    for (auto first = sorted.begin(); first != sorted.end();) {
        auto last = first;
        while (last + 1 != sorted.end() && *(last + 1) == *last + 1) ++last;
        if (static_cast<std::size_t>(last - first) + 1 >= RANGE_SIZE_MIN) {
            batch.erase_range(Table::pool, store::number_key(*first), store::number_key(*last + 1));
        } else {
            for (auto one = first; one <= last; ++one)
                batch.erase(Table::pool, store::number_key(*one));
        }
        first = last + 1;
    }
    (void)database_.write(batch);
}

void Journal::sweep(const std::function<bool(std::uint64_t)>& is_in) {
    if (!enabled_) return;
    kv::Batch batch;
    auto iterator = database_.iterate(Table::pool);
    for (iterator.seek_first(); iterator.valid(); iterator.next())
        if (const auto sequence = sequence_of(iterator.key()); !sequence || !is_in(*sequence))
            batch.erase(Table::pool, iterator.key());
    if (batch.count() > 0) (void)database_.write(batch);
}

}  // namespace dusk::pool
