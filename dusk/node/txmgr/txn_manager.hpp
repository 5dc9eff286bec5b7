// Sends the transactions of one Ethereum key to L1 and sees each through until it is confirmed:
// fees, nonces, sending again at a higher price, reorgs (the role of op-service's txmgr).
//
// Driven by poll(): one thread owns a manager and calls it every so often; nothing happens in
// between. Transactions get nonces in the order in which they were submitted, and none is sent
// before those ahead of it are in L1's pool. A nonce is given up where L1 refused the transaction,
// so that no gap stays. Limits: pending_max transactions at a time.
#pragma once

#include <chrono>
#include <deque>
#include <expected>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include <dusk/core/chain/transaction.hpp>
#include <dusk/node/txmgr/eth_client.hpp>
#include <dusk/node/txmgr/fees.hpp>
#include <dusk/node/txmgr/sidecar.hpp>
#include <dusk/node/txmgr/txmgr_metrics.hpp>
#include <dusk/platform/clock/clock.hpp>
#include <dusk/platform/crypto/ethereum_key.hpp>

namespace dusk::txmgr {

struct TxnManagerConfig {
    std::uint64_t chain_id = 0;
    /// Blocks with the transaction's own counted in; at least 1.
    std::uint64_t num_confirmations = 10;
    /// A transaction that is not mined after this is sent again with higher fees.
    Milliseconds resubmission_timeout{48'000};
    /// Between attempts that L1 refuses or does not answer.
    Milliseconds retry_interval{1'000};
    /// One that L1 has refused for this long fails.
    Milliseconds not_in_mempool_timeout{120'000};
    /// "nonce too low" so many times, and no receipt: somebody else used the nonce.
    unsigned nonce_too_low_max = 3;
    /// 0: no limit.
    std::size_t pending_max = 1;
    FeeRules fees{};
    std::string metrics_prefix = "op_batcher_default";
};

struct TxnCandidate {
    Address to;
    Bytes data{};
    u256 value{};
    /// 0: asks L1 for an estimate.
    std::uint64_t gas_limit = 0;
    std::vector<Bytes> blobs{};
};

enum class SendErrorKind : std::uint8_t {
    cancelled,    ///< by the caller
    nonce_taken,  ///< another transaction of the key took the nonce
    rejected,     ///< L1 keeps refusing it
};
struct SendError {
    SendErrorKind kind;
    std::string text;
};
/// A receipt may be one of failed execution.
using TxnOutcome = std::expected<TxnReceipt, SendError>;
using TxnCallback = std::move_only_function<void(const TxnOutcome&)>;

class TxnManager {
public:
    /// `client` and `clock` outlive the manager.
    TxnManager(TxnManagerConfig config, const EthereumKey& key, EthClient& client, Clock& clock);

    const Address& address() const noexcept { return key_.address(); }
    std::size_t pending_count() const noexcept { return entries_.size(); }
    bool has_room() const noexcept {
        return config_.pending_max == 0 || entries_.size() < config_.pending_max;
    }
    /// Whether L1 may hold a pending transaction of this kind.
    bool holds(bool with_blobs) const noexcept;

    /// Queues a transaction; the next poll() sends it. The callback is called once, by poll() or
    /// cancel_unpublished(); it may submit more. An error: no room, or no blobs.
    std::expected<void, std::string> submit(TxnCandidate candidate, TxnCallback callback);
    /// Looks for receipts, sends what is due, reports what has ended.
    void poll();
    /// Gives up what no node has seen yet.
    void cancel_unpublished();
    /// Submits and polls until the end, for callers with one transaction at a time.
    TxnOutcome send_and_wait(TxnCandidate candidate);

private:
    struct Sent {
        Hash32 hash;
        bool frees_nonce = false;  ///< a transaction to itself that clears the way
    };
    struct Entry {
        TxnCandidate candidate;
        TxnCallback callback;
        std::shared_ptr<const Sidecar> sidecar;  ///< shared with nobody; absent without blobs
        std::optional<std::uint64_t> nonce;
        std::optional<Fees> fees;
        std::vector<Sent> sent;
        /// A node has it, or may have it: the nonce stays.
        bool held = false;
        bool accepted = false;
        bool outbid = false;  ///< the next attempt must offer more
        std::optional<TxnReceipt> mined;
        std::optional<TxnOutcome> outcome;
        std::uint64_t submitted_ms = 0;
        /// Of the last attempt that a node took; none: the transaction goes as it was.
        std::optional<std::uint64_t> published_ms;
        std::uint64_t next_try_ms = 0;
        unsigned nonce_too_low_count = 0;
        std::optional<std::uint64_t> nonce_too_low_ms;
        std::optional<std::uint64_t> refused_ms;
        std::optional<std::uint64_t> reserved_ms;
        std::optional<Fees> clearing_fees;
    };

    void check_receipts(const L1Head& head);
    void note_receipt(Entry& entry, const std::optional<TxnReceipt>& receipt, bool frees_nonce,
                      std::uint64_t head_number);
    void publish_due(const L1Head& head);
    bool is_due(const Entry& entry) const;
    /// Whether the entries behind it may go on.
    bool publish(Entry& entry, const FeeQuote& quote);
    bool assign_nonce(Entry& entry);
    bool assign_gas(Entry& entry);
    Fees next_fees(const Entry& entry, const FeeQuote& quote) const;
    bool settle_refusal(Entry& entry, const PublishError& error, const Fees& fees,
                        const FeeQuote& quote);
    /// Whether one of ours is what reserves the account against `entry`.
    bool holds_other_kind(const Entry& entry) const;
    void settle_nonce_too_low(Entry& entry, const std::string& text);
    void clear_reservation(Entry& entry, const FeeQuote& quote);
    Transaction sign(const Entry& entry, const Fees& fees) const;
    void finish();
    bool elapsed(const std::optional<std::uint64_t>& since_ms, Milliseconds duration) const;

    TxnManagerConfig config_;
    EthereumKey key_;
    EthClient& client_;
    Clock& clock_;
    TxnMetrics metrics_;
    std::deque<Entry> entries_;  ///< in the order of submission
};

/// The gas of a transaction to an account without code: intrinsic gas, and the floor of EIP-7623.
std::uint64_t data_gas(BytesView data) noexcept;

}  // namespace dusk::txmgr
