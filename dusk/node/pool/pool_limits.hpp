// The pool's limits. Names are those of geth's --txpool.* flags, meanings too.
#pragma once

#include <cstddef>
#include <cstdint>

namespace dusk::pool {

struct PoolLimits {
    /// Executable transactions of all accounts; beyond it, the accounts with most lose theirs
    /// first, down to account_slots each.
    std::size_t global_slots = 20'000;
    /// Executable transactions that an account has for sure.
    std::size_t account_slots = 1'024;
    /// Transactions behind a nonce gap: of all accounts, and of one.
    std::size_t global_queue = 8'192;
    std::size_t account_queue = 1'024;
    std::uint64_t price_limit_wei = 1;
    std::uint64_t price_bump_percent = 10;
    std::size_t txn_size_max = 128 * 1024;
    /// Transactions that wait behind a gap for longer leave the pool.
    std::uint64_t lifetime_s = 3 * 60 * 60;
    /// Whether what is accepted is on disk before it is acknowledged.
    bool journal = true;
    /// How often rows of the journal without a transaction are looked for.
    std::uint64_t rejournal_s = 60 * 60;
};

/// The pool is full when its transactions fill as many slots as there may be transactions.
inline constexpr std::size_t SLOT_SIZE = 32 * 1024;

}  // namespace dusk::pool
