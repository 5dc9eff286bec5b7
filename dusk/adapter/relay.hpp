// Relay: takes signed Ethereum transactions, acknowledges them once they are on disk, and carries
// them to DuskDS in Moonlight transactions of one account until they are final.
//
// Order: by sender's nonce; between senders by arrival. A transaction with a later nonce waits for
// those before it. Entries leave the queue when their nonce is used in a final block, when they are
// replaced, or after DuskDS refused them ATTEMPTS_MAX times. Limits: QUEUE_MAX entries,
// NONCE_GAP_MAX ahead of the sender's next nonce, IN_FLIGHT_MAX Moonlight transactions at a time.
#pragma once

#include <deque>
#include <map>
#include <mutex>

#include <dusk/adapter/dusk_source.hpp>
#include <dusk/adapter/network_txn.hpp>
#include <dusk/adapter/view_store.hpp>
#include <dusk/core/crypto/bls_provider.hpp>
#include <dusk/core/crypto/provider.hpp>

namespace dusk::adapter {

struct RelayConfig {
    std::uint64_t l1_chain_id = 0;
    std::uint8_t dusk_chain_id = 0;
    std::uint64_t gas_price_lux = 1;
    /// Steps without progress after which what is in flight is sent again.
    unsigned patience_steps = 50;
};

inline constexpr std::size_t QUEUE_MAX = 4096;
inline constexpr std::uint64_t NONCE_GAP_MAX = 256;
inline constexpr std::size_t IN_FLIGHT_MAX = 16;
inline constexpr unsigned ATTEMPTS_MAX = 5;

class Relay {
public:
    Relay(RelayConfig config, const BlsSigner& relayer, DuskSource& source, ViewStore& store,
          const CryptoProvider& crypto);

    /// Checks, stores, acknowledges: the transaction's hash, or geth's text of what is wrong.
    std::expected<Hash32, std::string> submit(BytesView network_bytes);
    /// Sends what is ready; called now and then.
    Sourced<void> step();

    /// The nonce after the sender's last transaction that is ready here.
    Sourced<std::uint64_t> pending_nonce(const Address& sender);
    Sourced<std::uint64_t> nonce(const Address& sender);
    Sourced<u256> credit(const Address& address);
    /// A queued transaction and its sender.
    std::optional<std::pair<Transaction, Address>> find(const Hash32& hash) const;
    std::size_t size() const;

private:
    struct Entry {
        Hash32 hash;
        Transaction txn;
        std::uint64_t arrival = 0;
        unsigned attempts = 0;
        /// The view's height after which the nonce was seen used by something else.
        std::optional<std::uint64_t> passed_at{};
    };
    using Place = std::pair<Address, std::uint64_t>;  ///< sender and nonce

    std::expected<void, std::string> check_static(const NetworkTxn& network) const;
    std::expected<void, std::string> check_queue(const NetworkTxn& network, const Address& sender,
                                                 std::uint64_t chain_nonce, const u256& credit);
    void load();
    void insert(const NetworkTxn& network, const Address& sender, std::uint64_t arrival);
    void erase(const Place& place);
    Sourced<void> forget_final();
    bool is_superseded(const Place& place, std::uint64_t next_nonce, const Heads& heads);
    Sourced<void> settle_in_flight(std::uint64_t account_nonce);
    Sourced<std::vector<Place>> ready();
    Sourced<bool> send(const Place& place, std::uint64_t moonlight_nonce);

    RelayConfig config_;
    const BlsSigner& relayer_;
    DuskSource& source_;
    ViewStore& store_;
    const CryptoProvider& crypto_;

    /// Held by submit() throughout, so that two transactions of one sender are judged in turn.
    std::mutex submit_mutex_;
    mutable std::mutex mutex_;
    std::map<Place, Entry> entries_;
    std::map<Hash32, Place> by_hash_;
    std::uint64_t arrivals_ = 0;

    // Of step() alone.
    std::map<std::uint64_t, Place> in_flight_;  ///< by Moonlight nonce
    unsigned idle_steps_ = 0;
    std::uint64_t last_account_nonce_ = 0;
};

}  // namespace dusk::adapter
