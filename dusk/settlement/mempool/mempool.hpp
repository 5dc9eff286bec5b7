// Transactions waiting for a block (spec/duskds-transactions.md section 11): admission among
// themselves, replacement, order for building, expiry. Checks against state, signatures and blobs
// come before; the node persists what is added. Not thread-safe.
#pragma once

#include <map>
#include <set>

#include <dusk/settlement/ledger/moonlight.hpp>

namespace dusk::settlement {

struct MempoolLimits {
    std::size_t capacity = 10'000;
    std::uint64_t min_gas_limit = 75'000;
    std::uint64_t expiry_ms = 3ull * 24 * 3600 * 1000;
};

enum class [[nodiscard]] MempoolError : std::uint8_t {
    gas_limit_too_low,
    gas_price_too_low,
    already_present,
    nonce_used,
    nonce_gap,  ///< an earlier nonce is missing
    not_enough_balance,
    replacement_too_cheap,
    full,
};
std::string_view describe(MempoolError error) noexcept;

struct MempoolEntry {
    Hash32 id;
    Tx tx;
    std::size_t size = 0;  ///< of the protocol bytes with sidecars
    std::uint64_t received_ms = 0;
};

class Mempool {
public:
    explicit Mempool(MempoolLimits limits) : limits_(limits) {}

    struct SenderState {
        std::uint64_t nonce = 0;
        std::uint64_t balance = 0;
    };
    /// Ids that had to go for the new one: a replaced transaction, the cheapest of a full pool.
    std::expected<std::vector<Hash32>, MempoolError> add(std::shared_ptr<const MempoolEntry> entry,
                                                         const SenderState& sender);
    /// What `add` would say.
    std::expected<void, MempoolError> check(const MempoolEntry& entry,
                                            const SenderState& sender) const;

    std::size_t size() const noexcept { return by_id_.size(); }
    std::shared_ptr<const MempoolEntry> find(const Hash32& id) const;
    /// By descending gas price, then id.
    std::vector<std::shared_ptr<const MempoolEntry>> by_price() const;
    /// The first nonce of `account` after `nonce` that is not waiting here.
    std::uint64_t next_nonce(const AccountKey& account, std::uint64_t nonce) const;

    bool erase(const Hash32& id);
    /// Takes out the transaction and those of its sender with later nonces.
    std::vector<Hash32> erase_with_followers(const Hash32& id);
    /// Ids of what has a spend id that `txs` use up, themselves included.
    std::vector<Hash32> spent(const std::vector<Tx>& txs) const;
    void erase(const std::vector<Hash32>& ids);
    std::vector<Hash32> erase_expired(std::uint64_t now_ms);

private:
    using SpendId = std::pair<AccountKey, std::uint64_t>;
    /// Descending price, ascending id.
    struct PriceOrder {
        std::uint64_t gas_price = 0;
        Hash32 id;
        friend bool operator<(const PriceOrder& a, const PriceOrder& b) {
            return a.gas_price != b.gas_price ? a.gas_price > b.gas_price : a.id < b.id;
        }
    };

    MempoolLimits limits_;
    /// Shared with block builders and readers, who outlive a removal.
    std::map<Hash32, std::shared_ptr<const MempoolEntry>> by_id_;
    std::map<SpendId, Hash32> by_spend_;
    std::set<PriceOrder> by_price_;
};

}  // namespace dusk::settlement
