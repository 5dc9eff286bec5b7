#include <array>

#include <fmt/format.h>

#include <dusk/core/base/endian.hpp>
#include <dusk/core/base/result.hpp>
#include <dusk/core/rollup/rollup_config.hpp>
#include <dusk/node/driver/safe_db.hpp>

namespace dusk::driver {

using rollup::BlockId;
using sources::fail;
using sources::FailureKind;
using sources::Outcome;

namespace {

enum class Table : std::uint8_t { rows };
constexpr std::array<std::string_view, 1> TABLES{"safe_heads"};
constexpr std::size_t VALUE_SIZE = 32 + 32 + 8 + 1;

Bytes key_of(std::uint64_t l1_number) {
    Bytes key;
    append_be(key, l1_number);
    return key;
}

/// L1 hash, L2 hash, L2 number, complete.
Bytes value_of(const SafeHeadRow& row) {
    Bytes value;
    append(value, row.l1.hash);
    append(value, row.safe.hash);
    append_be(value, row.safe.number);
    value.push_back(row.complete ? 1 : 0);
    return value;
}

Outcome<SafeHeadRow> row_from(BytesView key, BytesView value) {
    if (key.size() != 8 || value.size() != VALUE_SIZE)
        return fail(FailureKind::critical, "safe-head database: malformed row");
    return SafeHeadRow{.l1 = {.hash = Hash32::from(value), .number = load_be<std::uint64_t>(key)},
                       .safe = {.hash = Hash32::from(value.subspan(32)),
                                .number = load_be<std::uint64_t>(value.subspan(64))},
                       .complete = value[72] != 0};
}

sources::Failure storage_failure(const kv::Error& error) {
    return {FailureKind::critical, "safe-head database: " + error.message};
}

}  // namespace

std::expected<std::unique_ptr<SafeDb>, std::string> SafeDb::open(const std::string& path) {
    auto database = kv::Database::open(
        path, TABLES, {.cache_mb = 8, .write_buffer_mb = 8, .schema = "safe-heads"});
    if (!database) return std::unexpected(database.error().message);
    return std::unique_ptr<SafeDb>(new SafeDb(*std::move(database)));
}

std::unique_ptr<SafeDb> SafeDb::in_memory() {
    return std::unique_ptr<SafeDb>(new SafeDb(kv::open_in_memory(TABLES)));
}

Outcome<std::optional<SafeHeadRow>> SafeDb::last() const {
    auto iterator = database_->iterate(Table::rows);
    iterator.seek_last();
    if (!iterator.valid()) {
        const auto status = iterator.status();
        if (!status) return std::unexpected(storage_failure(status.error()));
        return std::nullopt;
    }
    DUSK_TRY(row, row_from(iterator.key(), iterator.value()));
    return row;
}

Outcome<void> SafeDb::put(const SafeHeadRow& row) {
    const auto done = database_->put(Table::rows, key_of(row.l1.number), value_of(row));
    if (!done) return std::unexpected(storage_failure(done.error()));
    return {};
}

Outcome<void> SafeDb::on_safe(const BlockId& l1, const BlockId& safe) {
    return put({.l1 = l1, .safe = safe, .complete = false});
}

Outcome<void> SafeDb::on_l1_done(const BlockId& l1, const BlockId& safe) {
    DUSK_TRY(newest, last());
    if (!newest || newest->safe != safe) return {};
    // After a restart blocks are read again that came before: nothing new is known of them.
    if (l1.number < newest->l1.number) return {};
    const bool follows = l1.number == newest->l1.number + 1 && newest->complete;
    const bool same = l1 == newest->l1;
    if (!follows && !same) return {};
    if (same && newest->complete) return {};
    return put({.l1 = l1, .safe = safe, .complete = true});
}

Outcome<void> SafeDb::on_reset(const rollup::RollupGenesis& genesis, const BlockId& safe,
                               sources::L1Chain& l1) {
    for (;;) {
        DUSK_TRY(newest, last());
        if (!newest) break;
        bool keep = newest->safe.number <= safe.number;
        if (keep) {
            const auto canonical = l1.ref_by_number(newest->l1.number);
            if (!canonical && canonical.error().kind != FailureKind::not_found)
                return std::unexpected(canonical.error());
            keep = canonical && canonical->hash == newest->l1.hash;
        }
        if (keep) return {};
        const auto erased = database_->erase(Table::rows, key_of(newest->l1.number));
        if (!erased) return std::unexpected(storage_failure(erased.error()));
    }
    if (safe == genesis.l2) return put({.l1 = genesis.l1, .safe = safe, .complete = true});
    return {};
}

Outcome<SafeHeadRow> SafeDb::at(std::uint64_t l1_number) const {
    const auto value = database_->get(Table::rows, key_of(l1_number));
    if (!value) return std::unexpected(storage_failure(value.error()));
    if (!*value) return fail(FailureKind::not_found, "safe head not found");
    DUSK_TRY(row, row_from(key_of(l1_number), **value));
    if (!row.complete) return fail(FailureKind::not_found, "safe head not found");
    return row;
}

}  // namespace dusk::driver
