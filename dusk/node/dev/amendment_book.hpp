// AmendmentBook: the amendments (amendment.hpp) of all blocks, in memory and in the chain's
// database. Thread-safe.
#pragma once

#include <expected>
#include <map>
#include <memory>
#include <mutex>
#include <string>

#include <dusk/core/state/state_diff.hpp>
#include <dusk/core/state/state_view.hpp>
#include <dusk/platform/kv/kv.hpp>

namespace dusk::dev {

/// Null: none.
using Amendment = std::shared_ptr<const StateDiff>;

class AmendmentBook {
public:
    /// The database is a ChainStore's; it outlives the book.
    explicit AmendmentBook(kv::Database& database) : database_(database) {}

    /// Reads what an earlier process left.
    std::expected<void, std::string> load();
    Amendment find(const Hash32& block) const;
    /// Null takes it away. It is on disk when this returns.
    std::expected<void, std::string> put(const Hash32& block, Amendment amendment);
    /// The state after the block, amended.
    std::unique_ptr<StateView> amend(const Hash32& block, std::unique_ptr<StateView> view) const;

private:
    kv::Database& database_;
    mutable std::mutex mutex_;
    std::map<Hash32, Amendment> amendments_;  ///< guarded by mutex_
};

}  // namespace dusk::dev
