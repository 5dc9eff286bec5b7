#include <algorithm>
#include <set>

#include <fmt/format.h>

#include <dusk/adapter/relay.hpp>
#include <dusk/core/base/endian.hpp>
#include <dusk/core/codec/hex.hpp>
#include <dusk/platform/log/log.hpp>
#include <dusk/settlement/contracts/contract_ids.hpp>
#include <dusk/settlement/contracts/evm_tx_router.hpp>
#include <dusk/settlement/ledger/moonlight.hpp>

namespace dusk::adapter {

namespace {

using settlement::EVM_TX_ROUTER_ID;
namespace router = settlement::router;

// What the Moonlight transaction needs beside the call itself: signature checks, bookkeeping.
constexpr std::uint64_t RELAY_GAS = 4'000'000;

/// `sender[20] || nonce u64 big-endian`.
Bytes queue_key(const Address& sender, std::uint64_t nonce) {
    Bytes key = to_bytes(sender);
    append_be(key, nonce);
    return key;
}

/// Gas for the wrapper: a callee gets 93 % of its caller's rest, three frames deep, and blobs have
/// a floor.
std::uint64_t moonlight_gas(const Transaction& txn) {
    const auto call_gas = txn.gas_limit + txn.gas_limit / 3;
    const auto blob_gas = txn.blob_versioned_hashes.size() * settlement::GAS_PER_BLOB;
    return std::min(RELAY_GAS + call_gas + blob_gas, settlement::BLOCK_GAS_LIMIT);
}

settlement::TxData wrap(NetworkTxn network) {
    settlement::ContractCall call{EVM_TX_ROUTER_ID, std::string(router::EXECUTE_METHOD),
                                  std::move(network.encoded)};
    if (network.sidecars.empty()) return call;
    settlement::BlobCall blobs{{}, std::move(call)};
    for (auto& sidecar : network.sidecars)
        blobs.blobs.push_back(
            {settlement::versioned_hash(sidecar.commitment),
             std::make_shared<const settlement::BlobSidecar>(std::move(sidecar))});
    return blobs;
}

/// geth's rule: every fee at least 10 % higher, 100 % for blob transactions.
bool outbids(const Transaction& txn, const Transaction& old) {
    const u256 percent{old.type == TxnType::blob || txn.type == TxnType::blob ? 200u : 110u};
    const auto higher = [&](const u256& fee, const u256& before) {
        return fee * u256{100} >= before * percent && fee > before;
    };
    return higher(txn.max_fee_per_gas, old.max_fee_per_gas) &&
           higher(txn.max_priority_fee_per_gas, old.max_priority_fee_per_gas) &&
           (old.type != TxnType::blob ||
            higher(txn.max_fee_per_blob_gas, old.max_fee_per_blob_gas));
}

}  // namespace

Relay::Relay(RelayConfig config, const BlsSigner& relayer, DuskSource& source, ViewStore& store,
             const CryptoProvider& crypto)
    : config_(config), relayer_(relayer), source_(source), store_(store), crypto_(crypto) {
    load();
}

// A queue entry's value: `arrival u64 || transaction`.
void Relay::load() {
    for (const auto& queued : store_.queued()) {
        if (queued.value.size() < 8) continue;
        const auto network = decode_queued(BytesView{queued.value}.subspan(8));
        if (!network) {
            log::error("relay", "queue: {}", network.error());
            continue;
        }
        insert(*network, Address::from(queued.key), load_le<std::uint64_t>(queued.value));
    }
    if (!entries_.empty()) log::info("relay", "{} transactions wait from before", entries_.size());
}

void Relay::insert(const NetworkTxn& network, const Address& sender, std::uint64_t arrival) {
    const Place place{sender, network.txn.nonce};
    if (const auto old = entries_.find(place); old != entries_.end())
        by_hash_.erase(old->second.hash);
    entries_[place] = {.hash = network.hash, .txn = network.txn, .arrival = arrival};
    by_hash_[network.hash] = place;
    arrivals_ = std::max(arrivals_, arrival + 1);
}

void Relay::erase(const Place& place) {
    const auto entry = entries_.find(place);
    if (entry == entries_.end()) return;
    by_hash_.erase(entry->second.hash);
    entries_.erase(entry);
    store_.erase_queued(queue_key(place.first, place.second));
}

Sourced<std::uint64_t> Relay::nonce(const Address& sender) {
    DUSK_TRY(bytes, source_.query(EVM_TX_ROUTER_ID, "nonce", sender));
    if (bytes.size() != 8) return std::unexpected(SourceError{false, "malformed nonce"});
    return load_le<std::uint64_t>(bytes);
}

Sourced<u256> Relay::credit(const Address& address) {
    DUSK_TRY(bytes, source_.query(EVM_TX_ROUTER_ID, "credit", address));
    if (bytes.size() != 32) return std::unexpected(SourceError{false, "malformed credit"});
    return u256_from_be(bytes);
}

Sourced<std::uint64_t> Relay::pending_nonce(const Address& sender) {
    DUSK_TRY(next, nonce(sender));
    const std::scoped_lock lock(mutex_);
    while (entries_.contains({sender, next})) ++next;
    return next;
}

std::optional<std::pair<Transaction, Address>> Relay::find(const Hash32& hash) const {
    const std::scoped_lock lock(mutex_);
    const auto place = by_hash_.find(hash);
    if (place == by_hash_.end()) return std::nullopt;
    return std::pair{entries_.at(place->second).txn, place->second.first};
}

std::size_t Relay::size() const {
    const std::scoped_lock lock(mutex_);
    return entries_.size();
}

// Submission ----------------------------------------------------------------------------------

/// Rules that need no state; geth's texts (core/txpool/validation.go).
std::expected<void, std::string> Relay::check_static(const NetworkTxn& network) const {
    const auto& txn = network.txn;
    if (network.encoded.size() > router::TXN_SIZE_MAX) return std::unexpected("oversized data");
    if (!txn.chain_id)
        return std::unexpected("only replay-protected (EIP-155) transactions allowed over RPC");
    if (*txn.chain_id != config_.l1_chain_id)
        return std::unexpected(
            fmt::format("invalid sender: invalid chain id for signer: have {} want {}",
                        *txn.chain_id, config_.l1_chain_id));
    if (!txn.to) return std::unexpected("contract creation is not possible on DuskDS");
    if (txn.gas_limit > settlement::BLOCK_GAS_LIMIT / 2)
        return std::unexpected("exceeds block gas limit");
    if (txn.max_fee_per_gas < txn.max_priority_fee_per_gas)
        return std::unexpected("max priority fee per gas higher than max fee per gas");
    if (txn.max_fee_per_gas < u256{settlement::VIEW_BASE_FEE_WEI})
        return std::unexpected(
            fmt::format("transaction underpriced: max fee per gas less than block base fee {}",
                        settlement::VIEW_BASE_FEE_WEI));
    const auto intrinsic = router::intrinsic_gas(txn);
    if (txn.gas_limit < intrinsic)
        return std::unexpected(fmt::format("intrinsic gas too low: gas {}, minimum needed {}",
                                           txn.gas_limit, intrinsic));
    if (txn.type == TxnType::blob) {
        if (txn.blob_versioned_hashes.empty()) return std::unexpected("blobless blob transaction");
        if (txn.blob_versioned_hashes.size() > settlement::MAX_BLOBS_PER_TX)
            return std::unexpected("too many blobs in transaction");
        if (txn.max_fee_per_blob_gas.is_zero())
            return std::unexpected("transaction underpriced: blob fee cap 0");
    }
    if (txn.type == TxnType::set_code && txn.authorization_list.empty())
        return std::unexpected("set code tx must have at least one authorization tuple");
    return {};
}

std::expected<void, std::string> Relay::check_queue(const NetworkTxn& network,
                                                    const Address& sender,
                                                    std::uint64_t chain_nonce, const u256& credit) {
    const auto& txn = network.txn;
    if (txn.nonce < chain_nonce)
        return std::unexpected(
            fmt::format("nonce too low: next nonce {}, tx nonce {}", chain_nonce, txn.nonce));
    if (txn.nonce - chain_nonce > NONCE_GAP_MAX)
        return std::unexpected("nonce too high: too far ahead of the account");
    const std::scoped_lock lock(mutex_);
    const auto old = entries_.find({sender, txn.nonce});
    if (old != entries_.end() && !outbids(txn, old->second.txn))
        return std::unexpected("replacement transaction underpriced");
    if (old == entries_.end() && entries_.size() >= QUEUE_MAX)
        return std::unexpected("txpool is full");

    auto total = router::max_cost(txn);
    for (auto at = entries_.lower_bound({sender, chain_nonce});
         total && at != entries_.end() && at->first.first == sender; ++at) {
        if (at->first.second == txn.nonce) continue;
        const auto sum = add_with_carry(*total, router::max_cost(at->second.txn).value_or(u256{}));
        total = sum.carry ? std::nullopt : std::optional(sum.value);
    }
    if (!total || *total > credit)
        return std::unexpected(
            fmt::format("insufficient funds for gas * price + value: balance {}, tx cost {}",
                        to_hex_quantity(credit), total ? to_hex_quantity(*total) : "over 2^256"));
    return {};
}

std::expected<Hash32, std::string> Relay::submit(BytesView network_bytes) {
    DUSK_TRY(network, decode_network_txn(network_bytes));
    DUSK_TRY_VOID(check_static(network));
    const auto sender = recover_sender(network.txn, crypto_);
    if (!sender) return std::unexpected("invalid sender");
    if (find(network.hash) || store_.find_txn(network.hash))
        return std::unexpected("already known");
    DUSK_TRY_VOID(complete_sidecars(network));

    const std::scoped_lock one_at_a_time(submit_mutex_);
    const auto chain_nonce = nonce(*sender);
    if (!chain_nonce) return std::unexpected("DuskDS: " + chain_nonce.error().message);
    const auto balance = credit(*sender);
    if (!balance) return std::unexpected("DuskDS: " + balance.error().message);
    if (find(network.hash)) return std::unexpected("already known");
    DUSK_TRY_VOID(check_queue(network, *sender, *chain_nonce, *balance));

    Bytes value;
    append_le(value, arrivals_);
    append(value, encode_queued(network));
    store_.put_queued({queue_key(*sender, network.txn.nonce), std::move(value)});
    const std::scoped_lock lock(mutex_);
    insert(network, *sender, arrivals_);
    log::info("relay", "accepted {} from {} nonce {}", to_hex(network.hash), to_hex(*sender),
              network.txn.nonce);
    return network.hash;
}

// Relaying ------------------------------------------------------------------------------------

/// Whether another transaction took the entry's nonce, in a block that is final by now.
bool Relay::is_superseded(const Place& place, std::uint64_t next_nonce, const Heads& heads) {
    const auto entry = entries_.find(place);
    if (entry == entries_.end()) return false;
    auto& passed_at = entry->second.passed_at;
    if (place.second >= next_nonce) {
        passed_at.reset();
        return false;
    }
    if (!passed_at) passed_at = heads.latest + 1;
    return heads.finalized >= *passed_at;
}

/// Entries whose nonce a final block has used are done. Until then they stay: a reorg may undo
/// them.
Sourced<void> Relay::forget_final() {
    const auto heads = store_.heads();
    if (!heads) return {};
    std::vector<std::pair<Place, Hash32>> all;
    {
        const std::scoped_lock lock(mutex_);
        for (const auto& [place, entry] : entries_) all.emplace_back(place, entry.hash);
    }
    std::map<Address, std::uint64_t> nonces;
    for (const auto& [place, hash] : all) {
        const auto txn_place = store_.find_txn(hash);
        if (txn_place && txn_place->block_number > heads->finalized) continue;
        if (!txn_place) {
            if (!nonces.contains(place.first)) {
                DUSK_TRY(next, nonce(place.first));
                nonces[place.first] = next;
            }
        }
        const std::scoped_lock lock(mutex_);
        if (!txn_place && !is_superseded(place, nonces[place.first], *heads)) continue;
        erase(place);
    }
    return {};
}

/// Moonlight transactions up to `account_nonce` have been executed. One whose Ethereum transaction
/// still has its nonce to use was refused by the router.
Sourced<void> Relay::settle_in_flight(std::uint64_t account_nonce) {
    while (!in_flight_.empty() && in_flight_.begin()->first <= account_nonce) {
        const auto place = in_flight_.begin()->second;
        DUSK_TRY(next, nonce(place.first));
        in_flight_.erase(in_flight_.begin());
        idle_steps_ = 0;
        if (next > place.second) continue;
        const std::scoped_lock lock(mutex_);
        const auto entry = entries_.find(place);
        if (entry == entries_.end()) continue;
        log::warn("relay", "{} was refused by the router, attempt {}", to_hex(entry->second.hash),
                  entry->second.attempts);
        if (++entry->second.attempts >= ATTEMPTS_MAX) erase(place);
    }
    if (!in_flight_.empty() && ++idle_steps_ > config_.patience_steps) {
        // Lost, or taken back with their block: the same bytes go out again.
        in_flight_.clear();
        idle_steps_ = 0;
    }
    return {};
}

/// What may be sent now, in order: for each sender the unbroken run of nonces from the next one on.
Sourced<std::vector<Relay::Place>> Relay::ready() {
    std::set<Address> senders;
    {
        const std::scoped_lock lock(mutex_);
        for (const auto& [place, entry] : entries_) senders.insert(place.first);
    }
    std::vector<std::pair<std::uint64_t, Place>> runs;
    for (const auto& sender : senders) {
        DUSK_TRY(next, nonce(sender));
        const std::scoped_lock lock(mutex_);
        std::uint64_t arrival = 0;
        for (auto at = entries_.find({sender, next}); at != entries_.end();
             at = entries_.find({sender, ++next})) {
            // Never before one of the same sender that has an earlier nonce.
            arrival = std::max(arrival, at->second.arrival);
            runs.emplace_back(arrival, at->first);
        }
    }
    std::ranges::sort(runs);
    std::vector<Place> out;
    for (const auto& [arrival, place] : runs)
        if (std::ranges::none_of(in_flight_, [&](const auto& f) { return f.second == place; }))
            out.push_back(place);
    return out;
}

/// True: DuskDS has taken it.
Sourced<bool> Relay::send(const Place& place, std::uint64_t moonlight_nonce) {
    const auto key = queue_key(place.first, place.second);
    const auto queued = store_.queued_value(key);
    if (!queued || queued->size() < 8) return false;
    auto network = decode_queued(BytesView{*queued}.subspan(8));
    if (!network) return false;
    const auto hash = network->hash;
    settlement::Tx tx;
    tx.payload = {.chain_id = config_.dusk_chain_id,
                  .sender = relayer_.public_key(),
                  .gas_limit = moonlight_gas(network->txn),
                  .gas_price = config_.gas_price_lux,
                  .nonce = moonlight_nonce,
                  .data = wrap(*std::move(network))};
    tx.signature = relayer_.sign_single(settlement::signature_message(tx.payload));
    const auto sent = source_.propagate(settlement::encode_protocol_bytes(tx));
    if (sent) {
        log::info("relay", "sent {} as Moonlight nonce {}", to_hex(hash), moonlight_nonce);
        return true;
    }
    if (!sent.error().is_refusal) return std::unexpected(sent.error());
    if (sent.error().message.find("already") != std::string::npos) return true;
    log::warn("relay", "DuskDS refused {}: {}", to_hex(hash), sent.error().message);
    const std::scoped_lock lock(mutex_);
    if (const auto entry = entries_.find(place);
        entry != entries_.end() && ++entry->second.attempts >= ATTEMPTS_MAX * 20)
        erase(place);
    return false;
}

Sourced<void> Relay::step() {
    if (size() == 0) return {};
    DUSK_TRY(account, source_.account(relayer_.public_key()));
    if (account.nonce < last_account_nonce_) in_flight_.clear();  // DuskDS took blocks back
    last_account_nonce_ = account.nonce;
    DUSK_TRY_VOID(settle_in_flight(account.nonce));
    DUSK_TRY_VOID(forget_final());
    DUSK_TRY(places, ready());
    for (const auto& place : places) {
        if (in_flight_.size() >= IN_FLIGHT_MAX) break;
        const auto moonlight_nonce =
            (in_flight_.empty() ? account.nonce : in_flight_.rbegin()->first) + 1;
        DUSK_TRY(sent, send(place, moonlight_nonce));
        if (!sent) break;
        in_flight_[moonlight_nonce] = place;
    }
    return {};
}

}  // namespace dusk::adapter
