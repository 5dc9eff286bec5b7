#include <algorithm>
#include <utility>

#include <dusk/core/base/check.hpp>
#include <dusk/core/codec/hex.hpp>
#include <dusk/node/txmgr/txn_manager.hpp>
#include <dusk/platform/log/log.hpp>

namespace dusk::txmgr {

namespace {

constexpr std::string_view COMPONENT = "txmgr";
// Intrinsic gas (yellow paper, appendix G; EIP-2028) and its floor (EIP-7623).
constexpr std::uint64_t TXN_GAS = 21'000;
constexpr std::uint64_t ZERO_BYTE_GAS = 4;
constexpr std::uint64_t NONZERO_BYTE_GAS = 16;
constexpr std::uint64_t FLOOR_GAS_PER_TOKEN = 10;
constexpr std::uint64_t TOKENS_PER_NONZERO_BYTE = 4;

}  // namespace

std::uint64_t data_gas(BytesView data) noexcept {
    const auto zeros = static_cast<std::uint64_t>(std::ranges::count(data, 0));
    const auto nonzeros = data.size() - zeros;
    const auto tokens = zeros + nonzeros * TOKENS_PER_NONZERO_BYTE;
    return TXN_GAS + std::max(zeros * ZERO_BYTE_GAS + nonzeros * NONZERO_BYTE_GAS,
                              tokens * FLOOR_GAS_PER_TOKEN);
}

TxnManager::TxnManager(TxnManagerConfig config, const EthereumKey& key, EthClient& client,
                       Clock& clock)
    : config_(std::move(config)),
      key_(key),
      client_(client),
      clock_(clock),
      metrics_(config_.metrics_prefix) {
    DUSK_CHECK(config_.num_confirmations > 0);
}

bool TxnManager::holds(bool with_blobs) const noexcept {
    return std::ranges::any_of(
        entries_, [&](const Entry& entry) { return entry.sidecar ? with_blobs : !with_blobs; });
}

std::expected<void, std::string> TxnManager::submit(TxnCandidate candidate, TxnCallback callback) {
    if (!has_room()) return std::unexpected("too many pending transactions");
    Entry entry;
    if (!candidate.blobs.empty()) {
        auto sidecar = make_sidecar(std::exchange(candidate.blobs, {}));
        if (!sidecar) return std::unexpected(std::move(sidecar).error());
        entry.sidecar = std::make_shared<const Sidecar>(*std::move(sidecar));
    }
    entry.candidate = std::move(candidate);
    entry.callback = std::move(callback);
    entry.submitted_ms = clock_.steady_ms();
    entries_.push_back(std::move(entry));
    return {};
}

void TxnManager::poll() {
    metrics_.pending(entries_.size());
    if (entries_.empty()) return;
    const auto head = client_.head();
    if (!head) {
        log::warn(COMPONENT, "L1 does not answer: {}", head.error());
        return;
    }
    check_receipts(*head);
    publish_due(*head);
    finish();
}

void TxnManager::cancel_unpublished() {
    for (auto& entry : entries_)
        if (!entry.held && !entry.outcome)
            entry.outcome = std::unexpected(SendError{SendErrorKind::cancelled, "given up"});
    finish();
}

TxnOutcome TxnManager::send_and_wait(TxnCandidate candidate) {
    std::optional<TxnOutcome> result;
    if (auto queued = submit(std::move(candidate), [&](const TxnOutcome& out) { result = out; });
        !queued)
        return std::unexpected(SendError{SendErrorKind::rejected, queued.error()});
    while (true) {
        poll();
        if (result) return *std::move(result);
        clock_.sleep(config_.retry_interval);
    }
}

// Receipts ------------------------------------------------------------------------------------

void TxnManager::check_receipts(const L1Head& head) {
    std::vector<Hash32> hashes;
    for (const auto& entry : entries_)
        for (const auto& sent : entry.sent) hashes.push_back(sent.hash);
    const auto receipts = client_.receipts(hashes);
    if (!receipts) {
        log::warn(COMPONENT, "no receipts: {}", receipts.error());
        return;
    }
    std::size_t at = 0;
    for (auto& entry : entries_) {
        std::optional<TxnReceipt> found;
        bool frees_nonce = false;
        for (const auto& sent : entry.sent) {
            const auto& receipt = (*receipts)[at++];
            if (!receipt) continue;
            found = receipt;
            frees_nonce = sent.frees_nonce;
        }
        note_receipt(entry, found, frees_nonce, head.number);
    }
}

void TxnManager::note_receipt(Entry& entry, const std::optional<TxnReceipt>& receipt,
                              bool frees_nonce, std::uint64_t head_number) {
    if (receipt && frees_nonce) {
        log::info(COMPONENT, "the way is clear for nonce {}", *entry.nonce + 1);
        entry.nonce.reset();
        entry.sent.clear();
        entry.fees.reset();
        entry.clearing_fees.reset();
        entry.held = entry.accepted = false;
        return;
    }
    if (!receipt) {
        if (!std::exchange(entry.mined, std::nullopt)) return;
        log::warn(COMPONENT, "transaction of nonce {} is no longer in L1's chain", *entry.nonce);
        entry.published_ms.reset();  // sent again at once, as it was
        entry.next_try_ms = 0;
        entry.accepted = false;
        return;
    }
    entry.mined = receipt;
    entry.nonce_too_low_count = 0;
    entry.nonce_too_low_ms.reset();
    if (head_number + 1 < receipt->block_number + config_.num_confirmations) return;
    entry.outcome = *receipt;
    metrics_.confirmed(*receipt, clock_.steady_ms() - entry.submitted_ms);
}

// Sending -------------------------------------------------------------------------------------

bool TxnManager::elapsed(const std::optional<std::uint64_t>& since_ms,
                         Milliseconds duration) const {
    return since_ms &&
           clock_.steady_ms() - *since_ms >= static_cast<std::uint64_t>(duration.count());
}

bool TxnManager::is_due(const Entry& entry) const {
    if (entry.mined || entry.outcome || clock_.steady_ms() < entry.next_try_ms) return false;
    return !entry.accepted || entry.outbid ||
           elapsed(entry.published_ms, config_.resubmission_timeout);
}

void TxnManager::publish_due(const L1Head& head) {
    std::optional<FeeQuote> quote;
    for (auto& entry : entries_) {
        if (!is_due(entry)) {
            // Later ones wait for this one to be in the pool.
            if (!entry.mined && !entry.outcome && !entry.accepted) return;
            continue;
        }
        if (!quote) {
            const auto asked = client_.quote(head);
            if (!asked) {
                log::warn(COMPONENT, "no prices from L1: {}", asked.error());
                return;
            }
            quote = *asked;
            metrics_.quote(*quote);
        }
        if (!publish(entry, *quote)) return;
    }
}

bool TxnManager::assign_nonce(Entry& entry) {
    if (entry.nonce) return true;
    auto nonce = client_.nonce(address());
    if (!nonce) {
        log::warn(COMPONENT, "no nonce from L1: {}", nonce.error());
        return false;
    }
    const auto taken = [&](std::uint64_t candidate) {
        return std::ranges::any_of(entries_,
                                   [&](const Entry& other) { return other.nonce == candidate; });
    };
    while (taken(*nonce)) ++*nonce;
    entry.nonce = *nonce;
    metrics_.nonce(*nonce);
    return true;
}

bool TxnManager::assign_gas(Entry& entry) {
    auto& candidate = entry.candidate;
    if (candidate.gas_limit != 0) return true;
    const auto gas = client_.estimate_gas(address(), candidate.to, candidate.value, candidate.data);
    if (gas) {
        candidate.gas_limit = *gas;
        return true;
    }
    log::warn(COMPONENT, "no gas estimate: {}", gas.error());
    const auto now = clock_.steady_ms();
    if (!entry.refused_ms) entry.refused_ms = now;
    entry.next_try_ms = now + static_cast<std::uint64_t>(config_.retry_interval.count());
    if (elapsed(entry.refused_ms, config_.not_in_mempool_timeout))
        entry.outcome = std::unexpected(SendError{SendErrorKind::rejected, gas.error()});
    return false;
}

Fees TxnManager::next_fees(const Entry& entry, const FeeQuote& quote) const {
    if (!entry.fees) return suggest_fees(quote, config_.fees);
    // What a reorg took out, or may not have arrived, goes as it was.
    if (!entry.outbid && !entry.published_ms) return *entry.fees;
    const auto bumped = bump_fees(*entry.fees, quote, config_.fees, entry.sidecar != nullptr);
    if (bumped.limited)
        log::warn(COMPONENT, "fees of nonce {} are at their limit", *entry.nonce);
    else
        metrics_.bumped();
    return bumped.fees;
}

Transaction TxnManager::sign(const Entry& entry, const Fees& fees) const {
    Transaction txn;
    txn.type = entry.sidecar ? TxnType::blob : TxnType::dynamic_fee;
    txn.chain_id = config_.chain_id;
    txn.nonce = *entry.nonce;
    txn.max_priority_fee_per_gas = fees.tip_cap;
    txn.max_fee_per_gas = fees.fee_cap;
    txn.gas_limit = entry.candidate.gas_limit;
    txn.to = entry.candidate.to;
    txn.value = entry.candidate.value;
    txn.data = entry.candidate.data;
    if (entry.sidecar) {
        txn.max_fee_per_blob_gas = fees.blob_fee_cap;
        txn.blob_versioned_hashes = entry.sidecar->versioned_hashes;
    }
    const auto signature = key_.sign(signing_hash(txn));
    txn.signature = {to_u256(signature.r), to_u256(signature.s), signature.odd_y};
    return txn;
}

bool TxnManager::publish(Entry& entry, const FeeQuote& quote) {
    if (!assign_gas(entry) || !assign_nonce(entry)) return false;
    const auto fees = next_fees(entry, quote);
    const auto txn = sign(entry, fees);
    const auto hash = transaction_hash(txn);
    const auto sent = client_.publish(entry.sidecar ? encode_network_txn(txn, *entry.sidecar)
                                                    : encode_transaction(txn));
    const bool tracked = std::ranges::find(entry.sent, hash, &Sent::hash) != entry.sent.end();
    if (sent || sent.error().kind == PublishErrorKind::transport) {
        if (!tracked) entry.sent.push_back({hash});
        if (sent || !entry.fees) entry.fees = fees;
        entry.held = true;
    }
    if (!sent) return settle_refusal(entry, sent.error(), fees, quote);

    log::debug(COMPONENT, "published {} with nonce {}", to_hex(hash), txn.nonce);
    metrics_.published();
    entry.accepted = true;
    entry.outbid = false;
    entry.published_ms = clock_.steady_ms();
    entry.nonce_too_low_count = 0;
    entry.nonce_too_low_ms.reset();
    entry.refused_ms.reset();
    entry.reserved_ms.reset();
    return true;
}

bool TxnManager::settle_refusal(Entry& entry, const PublishError& error, const Fees& fees,
                                const FeeQuote& quote) {
    const auto now = clock_.steady_ms();
    metrics_.refused(error);
    log::warn(COMPONENT, "L1 refuses a transaction",
              {{"nonce", *entry.nonce}, {"error", error.text}});
    entry.next_try_ms = now + static_cast<std::uint64_t>(config_.retry_interval.count());
    switch (error.kind) {
        case PublishErrorKind::transport:
            return false;
        case PublishErrorKind::nonce_too_low:
            settle_nonce_too_low(entry, error.text);
            return false;
        case PublishErrorKind::replacement_underpriced:
        case PublishErrorKind::underpriced:
            entry.fees = fees;
            entry.outbid = true;
            break;
        case PublishErrorKind::already_reserved:
            if (!entry.reserved_ms || holds_other_kind(entry)) entry.reserved_ms = now;
            if (elapsed(entry.reserved_ms, config_.resubmission_timeout)) {
                entry.reserved_ms = now;
                clear_reservation(entry, quote);
            }
            break;
        case PublishErrorKind::insufficient_funds:
            break;  // waits for funds: what is queued is still wanted
        case PublishErrorKind::other:
            if (entry.held) break;
            if (!entry.refused_ms) entry.refused_ms = now;
            if (elapsed(entry.refused_ms, config_.not_in_mempool_timeout))
                entry.outcome = std::unexpected(SendError{SendErrorKind::rejected, error.text});
            break;
    }
    if (!entry.held) entry.nonce.reset();
    return entry.accepted;
}

bool TxnManager::holds_other_kind(const Entry& entry) const {
    return std::ranges::any_of(entries_, [&](const Entry& other) {
        return other.held && (other.sidecar == nullptr) != (entry.sidecar == nullptr);
    });
}

void TxnManager::settle_nonce_too_low(Entry& entry, const std::string& text) {
    if (!entry.held) {
        entry.nonce.reset();  // the next attempt asks L1 for another
        return;
    }
    if (!entry.nonce_too_low_ms) entry.nonce_too_low_ms = clock_.steady_ms();
    // Receipts may lag behind: only time tells whether one of ours took the nonce.
    if (++entry.nonce_too_low_count >= config_.nonce_too_low_max &&
        elapsed(entry.nonce_too_low_ms, config_.resubmission_timeout))
        entry.outcome = std::unexpected(SendError{SendErrorKind::nonce_taken, text});
}

/// A transaction of the pool's kind to ourselves replaces what reserves the account: a pending
/// transaction of an earlier life (OP#9683, OP#10941).
void TxnManager::clear_reservation(Entry& entry, const FeeQuote& quote) {
    Entry clearing;
    clearing.candidate = {.to = address(), .gas_limit = TXN_GAS};
    clearing.nonce = entry.nonce;
    if (!entry.sidecar) {
        auto sidecar = make_sidecar({Bytes(kzg::BLOB_SIZE)});
        DUSK_CHECK(sidecar.has_value());
        clearing.sidecar = std::make_shared<const Sidecar>(*std::move(sidecar));
    }
    // Doubled each time: enough for either pool.
    const auto fees = entry.clearing_fees
                          ? bump_fees(*entry.clearing_fees, quote, config_.fees, true).fees
                          : suggest_fees(quote, config_.fees);
    entry.clearing_fees = fees;
    const auto txn = sign(clearing, fees);
    const auto sent = client_.publish(clearing.sidecar ? encode_network_txn(txn, *clearing.sidecar)
                                                       : encode_transaction(txn));
    log::warn(COMPONENT, "clearing the account's reservation",
              {{"nonce", txn.nonce}, {"result", sent ? std::string{"sent"} : sent.error().text}});
    if (!sent) return;
    entry.sent.push_back({transaction_hash(txn), true});
    entry.held = true;
}

void TxnManager::finish() {
    // Callbacks may submit: the entries that ended leave the queue first.
    std::vector<Entry> ended;
    for (auto& entry : entries_)
        if (entry.outcome) ended.push_back(std::move(entry));
    std::erase_if(entries_, [](const Entry& entry) { return entry.outcome.has_value(); });
    for (auto& entry : ended) entry.callback(*entry.outcome);
    metrics_.pending(entries_.size());
}

}  // namespace dusk::txmgr
