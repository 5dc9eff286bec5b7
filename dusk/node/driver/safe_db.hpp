// Safe-head database: for each L1 block, the safe L2 head after all data up to it was read. A
// challenger disputes outputs by it, so it either knows for certain or refuses: a row answers only
// when its L1 block was read to the end (known pitfalls: gaps). Rows are written before the engine
// is told of a safe head, so that a crash leaves no gap.
#pragma once

#include <memory>
#include <string>

#include <dusk/core/rollup/rollup_config.hpp>
#include <dusk/node/sources/chains.hpp>
#include <dusk/platform/kv/kv.hpp>

namespace dusk::driver {

struct SafeHeadRow {
    rollup::BlockId l1;
    rollup::BlockId safe;
    /// Nothing more comes from this L1 block.
    bool complete = false;
    friend bool operator==(const SafeHeadRow&, const SafeHeadRow&) = default;
};

/// Thread-safe: one writer, any readers.
class SafeDb {
public:
    static std::expected<std::unique_ptr<SafeDb>, std::string> open(const std::string& path);
    /// Not on disk, for tests.
    static std::unique_ptr<SafeDb> in_memory();

    /// `safe` was derived from data up to `l1`.
    sources::Outcome<void> on_safe(const rollup::BlockId& l1, const rollup::BlockId& safe);
    /// `l1` was read to the end and the safe head is `safe`.
    sources::Outcome<void> on_l1_done(const rollup::BlockId& l1, const rollup::BlockId& safe);
    /// Derivation begins anew at `safe`: rows of newer L2 blocks or of L1 blocks that are not
    /// canonical go. At genesis the database begins.
    sources::Outcome<void> on_reset(const rollup::RollupGenesis& genesis,
                                    const rollup::BlockId& safe, sources::L1Chain& l1);
    /// The safe head as of L1 block `l1_number`; not_found where that is not known for certain.
    sources::Outcome<SafeHeadRow> at(std::uint64_t l1_number) const;

private:
    explicit SafeDb(std::unique_ptr<kv::Database> database) : database_(std::move(database)) {}
    sources::Outcome<std::optional<SafeHeadRow>> last() const;
    sources::Outcome<void> put(const SafeHeadRow& row);

    std::unique_ptr<kv::Database> database_;
};

}  // namespace dusk::driver
