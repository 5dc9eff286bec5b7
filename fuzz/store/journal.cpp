// The pool's journal as a crash, an older version or a broken disk may leave it. A row of the input
// is two bytes of size and the row.
#include <fuzz/store/store.hpp>

#include <dusk/core/base/check.hpp>
#include <dusk/core/base/endian.hpp>
#include <dusk/node/pool/journal.hpp>
#include <dusk/node/store/schema.hpp>

using namespace dusk;

namespace {

std::unique_ptr<kv::Database> open() {
    auto database = kv::open_in_memory(store::TABLE_NAMES);
    DUSK_CHECK(database != nullptr);
    return database;
}

}  // namespace

void dusk::fuzz::journal_rows(BytesView input) {
    static const auto database = open();
    pool::Journal journal(*database, true);
    kv::Batch batch;
    std::uint64_t rows = 0;
    while (input.size() >= 2) {
        const auto size = std::min<std::size_t>(load_be<std::uint16_t>(input), input.size() - 2);
        const auto row = input.subspan(2, size);
        batch.put(store::Table::pool, store::number_key(rows++), row);
        // A key of another form.
        batch.put(store::Table::pool, row.first(std::min<std::size_t>(row.size(), 7)), row);
        input = input.subspan(2 + size);
    }
    DUSK_CHECK(database->write(batch).has_value());
    const auto read = journal.read();
    DUSK_CHECK(read && read->size() <= rows);
    journal.sweep([](std::uint64_t) { return false; });
    const auto left = journal.read();
    DUSK_CHECK(left && left->empty());
}
