#include <algorithm>

#include <fmt/core.h>

#include <dusk/core/base/result.hpp>
#include <dusk/node/pool/txn_pool.hpp>
#include <dusk/node/store/schema.hpp>

namespace dusk::pool {
namespace {

using store::Table;

std::unexpected<PoolError> refuse(Refusal refusal, std::string message) {
    return std::unexpected(PoolError{refusal, std::move(message)});
}

/// The tip that a block producer gets at `base_fee`; zero where the fee cap is below it.
u256 priority_fee_at(const Transaction& txn, const u256& base_fee) {
    if (txn.max_fee_per_gas < base_fee) return {};
    return std::min(txn.max_priority_fee_per_gas, txn.max_fee_per_gas - base_fee);
}

/// a * b and a + b that stay at the highest word instead of wrapping.
u256 saturating_mul(const u256& a, const u256& b) {
    const auto product = mul_full(a, b);
    return product.high.is_zero() ? product.low : u256::max();
}
u256 saturating_add(const u256& a, const u256& b) {
    const auto sum = add_with_carry(a, b);
    return sum.carry ? u256::max() : sum.value;
}

/// Stored as arrival time and encoding: what a restart needs to restore the order.
Bytes encode_row(const PooledTxn& txn) {
    Bytes row;
    append_be(row, txn.added_s);
    append_be(row, txn.sequence);
    append(row, txn.encoded);
    return row;
}

}  // namespace

TxnPool::TxnPool(kv::Database& database, const CryptoProvider& crypto, PoolLimits limits,
                 std::function<std::uint64_t()> now_s)
    : database_(database), crypto_(crypto), limits_(limits), now_s_(std::move(now_s)) {}

kv::Result<void> TxnPool::load() {
    std::vector<PooledTxn> stored;
    auto iterator = database_.iterate(Table::pool);
    for (iterator.seek_first(); iterator.valid(); iterator.next()) {
        const auto row = iterator.value();
        if (row.size() < 16) continue;
        auto txn = decode(row.subspan(16));
        if (!txn) continue;
        txn->added_s = load_be<std::uint64_t>(row);
        txn->sequence = load_be<std::uint64_t>(row.subspan(8));
        stored.push_back(*std::move(txn));
    }
    DUSK_TRY_VOID(iterator.status());
    std::ranges::sort(stored, {}, &PooledTxn::sequence);

    const std::lock_guard lock(mutex_);
    kv::Batch batch;
    for (auto& txn : stored) {
        sequence_ = std::max(sequence_, txn.sequence + 1);
        const auto hash = txn.hash;
        const bool kept = check(txn).has_value() &&
                          insert(std::make_shared<const PooledTxn>(std::move(txn)), batch);
        if (!kept) batch.erase(Table::pool, hash);
    }
    return database_.write(batch);
}

std::expected<PooledTxn, PoolError> TxnPool::decode(BytesView encoded) const {
    if (encoded.size() > limits_.txn_size_max)
        return refuse(Refusal::oversized,
                      fmt::format("oversized data: transaction size {}, limit {}", encoded.size(),
                                  limits_.txn_size_max));
    auto txn = decode_transaction(encoded);
    if (!txn) {
        if (txn.error() == TxnDecodeError::unsupported_type)
            return refuse(Refusal::invalid, "transaction type not supported");
        return refuse(Refusal::invalid, "rlp: malformed transaction");
    }
    if (txn->is_deposit() || txn->type == TxnType::blob)
        return refuse(Refusal::invalid, "transaction type not supported");
    if (!txn->chain_id)
        return refuse(Refusal::invalid,
                      "only replay-protected (EIP-155) transactions allowed over RPC");
    PooledTxn pooled{.txn = *std::move(txn), .encoded = to_bytes(encoded)};
    pooled.hash = keccak256(pooled.encoded);
    const auto sender = recover_sender(pooled.txn, crypto_);
    if (!sender) return refuse(Refusal::invalid, "invalid sender");
    pooled.sender = *sender;
    return pooled;
}

u256 TxnPool::cost_of(const PooledTxn& pooled) const {
    const auto& txn = pooled.txn;
    auto cost = saturating_mul(txn.max_fee_per_gas, txn.gas_limit);
    cost = saturating_add(cost, txn.value);
    if (!head_.rules.op) return cost;
    cost = saturating_add(cost, l1_data_fee(*head_.rules.op, head_.l1_fees, pooled.encoded));
    return saturating_add(cost, operator_fee(*head_.rules.op, head_.l1_fees, txn.gas_limit));
}

std::expected<void, PoolError> TxnPool::check(const PooledTxn& pooled) const {
    const auto& txn = pooled.txn;
    if (const auto checked = check_txn(txn, head_.rules); !checked)
        return refuse(Refusal::invalid, describe(checked.error(), txn, head_.rules));
    if (txn.gas_limit > head_.header.gas_limit)
        return refuse(Refusal::invalid,
                      describe(TxnError::gas_limit_above_block, txn, head_.rules));
    if (txn.max_priority_fee_per_gas < u256{limits_.price_limit_wei})
        return refuse(Refusal::underpriced,
                      fmt::format("transaction underpriced: tip needed {}, tip permitted {}",
                                  limits_.price_limit_wei, txn.max_priority_fee_per_gas.low64()));
    const auto account = head_.state->account(pooled.sender);
    const auto nonce = account ? account->nonce : 0;
    if (txn.nonce < nonce)
        return refuse(Refusal::nonce_too_low,
                      fmt::format("nonce too low: next nonce {}, tx nonce {}", nonce, txn.nonce));
    if (account && account->has_code()) {
        const auto code = head_.state->code(account->code_hash);
        const bool delegated = code->size() == 23 && (*code)[0] == 0xef && (*code)[1] == 0x01;
        if (!delegated)
            return refuse(Refusal::invalid, describe(TxnError::sender_not_eoa, txn, head_.rules));
    }
    if (cost_of(pooled) > (account ? account->balance : u256{}))
        return refuse(Refusal::insufficient_funds, "insufficient funds for gas * price + value");
    return {};
}

std::expected<Hash32, PoolError> TxnPool::add(BytesView encoded) {
    DUSK_TRY(pooled, decode(encoded));
    PooledTxnPtr added;
    std::vector<PooledTxnPtr> pending;
    std::vector<Sink> sinks;
    {
        const std::lock_guard lock(mutex_);
        if (by_hash_.contains(pooled.hash)) return refuse(Refusal::already_known, "already known");
        DUSK_TRY_VOID(check(pooled));
        pooled.added_s = now_s_();
        pooled.sequence = sequence_++;
        added = std::make_shared<const PooledTxn>(std::move(pooled));
        const auto known = accounts_.find(added->sender);
        const auto gap_before =
            known == accounts_.end() ? added->txn.nonce : first_gap(known->second);
        kv::Batch batch;
        DUSK_TRY_VOID(insert(added, batch));
        batch.put(Table::pool, added->hash, encode_row(*added));
        if (const auto written = database_.write(batch); !written)
            return refuse(Refusal::invalid,
                          "the pool cannot be written: " + written.error().message);
        const auto& account = accounts_.at(added->sender);
        const auto gap_after = first_gap(account);
        for (auto nonce = std::min(gap_before, added->txn.nonce); nonce < gap_after; ++nonce)
            if (const auto found = account.txns.find(nonce); found != account.txns.end())
                if (nonce >= gap_before || found->second == added) pending.push_back(found->second);
        sinks = sinks_;
    }
    for (const auto& sink : sinks)
        for (const auto& txn : pending) sink(txn);
    return added->hash;
}

std::expected<void, PoolError> TxnPool::insert(PooledTxnPtr txn, kv::Batch& batch) {
    auto found = accounts_.find(txn->sender);
    const auto existing = found == accounts_.end() ? nullptr : [&]() -> PooledTxnPtr {
        const auto same = found->second.txns.find(txn->txn.nonce);
        return same == found->second.txns.end() ? nullptr : same->second;
    }();
    if (existing) {
        const auto bumped = [&](const u256& old) {
            return saturating_mul(old, 100 + limits_.price_bump_percent) / 100;
        };
        if (txn->txn.max_fee_per_gas < bumped(existing->txn.max_fee_per_gas) ||
            txn->txn.max_priority_fee_per_gas < bumped(existing->txn.max_priority_fee_per_gas) ||
            txn->txn.max_fee_per_gas == existing->txn.max_fee_per_gas)
            return refuse(Refusal::replacement_underpriced, "replacement transaction underpriced");
    } else {
        if (found != accounts_.end() && found->second.txns.size() >= limits_.account_slots)
            return refuse(Refusal::account_limit, "account limit exceeded");
        DUSK_TRY_VOID(make_room(*txn, batch));
    }
    // Making room may have emptied and erased the account.
    auto& account = accounts_[txn->sender];
    if (account.txns.empty()) {
        const auto state = head_.state->account(txn->sender);
        account.state_nonce = state ? state->nonce : 0;
        account.balance = state ? state->balance : u256{};
    }
    if (existing) {
        by_hash_.erase(existing->hash);
        batch.erase(Table::pool, existing->hash);
    }
    account.txns[txn->txn.nonce] = txn;
    by_hash_[txn->hash] = txn;
    ++generation_;
    return {};
}

std::expected<void, PoolError> TxnPool::make_room(const PooledTxn& txn, kv::Batch& batch) {
    if (by_hash_.size() < limits_.global_slots) return {};
    const auto worst = std::ranges::min_element(by_hash_, {}, [&](const auto& entry) {
        return priority_fee_at(entry.second->txn, head_.next_base_fee);
    });
    const auto& victim = *worst->second;
    if (priority_fee_at(txn.txn, head_.next_base_fee) <=
        priority_fee_at(victim.txn, head_.next_base_fee))
        return refuse(Refusal::underpriced, "txpool is full");
    erase_from(Address{victim.sender}, victim.txn.nonce, batch);
    return {};
}

void TxnPool::erase_one(const PooledTxnPtr& txn, kv::Batch& batch) {
    by_hash_.erase(txn->hash);
    batch.erase(Table::pool, txn->hash);
    ++generation_;
}

void TxnPool::erase_from(const Address& sender, std::uint64_t nonce, kv::Batch& batch) {
    const auto account = accounts_.find(sender);
    if (account == accounts_.end()) return;
    auto& txns = account->second.txns;
    const auto first = txns.lower_bound(nonce);
    for (auto entry = first; entry != txns.end(); ++entry) erase_one(entry->second, batch);
    txns.erase(first, txns.end());
    if (txns.empty()) accounts_.erase(account);
}

std::uint64_t TxnPool::first_gap(const Account& account) const {
    auto nonce = account.state_nonce;
    for (auto entry = account.txns.lower_bound(nonce);
         entry != account.txns.end() && entry->first == nonce; ++entry)
        ++nonce;
    return nonce;
}

/// Drops what the new head has included, or made unaffordable, or what is too old.
void TxnPool::refresh(Account& account, const Address& sender, kv::Batch& batch) {
    const auto state = head_.state->account(sender);
    account.state_nonce = state ? state->nonce : 0;
    account.balance = state ? state->balance : u256{};
    const auto expired_before = now_s_() - std::min(now_s_(), limits_.lifetime_s);
    std::erase_if(account.txns, [&](const auto& entry) {
        const auto& txn = entry.second;
        const bool goes = entry.first < account.state_nonce || txn->added_s < expired_before ||
                          cost_of(*txn) > account.balance ||
                          txn->txn.gas_limit > head_.header.gas_limit;
        if (goes) erase_one(txn, batch);
        return goes;
    });
}

void TxnPool::reset(PoolHead head, const std::vector<Transaction>& reverted) {
    std::vector<PooledTxn> returning;
    for (const auto& txn : reverted)
        if (auto pooled = decode(encode_transaction(txn))) returning.push_back(*std::move(pooled));

    const std::lock_guard lock(mutex_);
    head_ = std::move(head);
    ++generation_;
    kv::Batch batch;
    for (auto& txn : returning) {
        if (by_hash_.contains(txn.hash) || !check(txn)) continue;
        txn.added_s = now_s_();
        txn.sequence = sequence_++;
        const auto shared = std::make_shared<const PooledTxn>(std::move(txn));
        if (insert(shared, batch)) batch.put(Table::pool, shared->hash, encode_row(*shared));
    }
    for (auto account = accounts_.begin(); account != accounts_.end();) {
        refresh(account->second, account->first, batch);
        account = account->second.txns.empty() ? accounts_.erase(account) : std::next(account);
    }
    // A failed write leaves rows that the next load drops.
    if (batch.count() > 0) (void)database_.write(batch);
}

PooledTxnPtr TxnPool::find(const Hash32& hash) const {
    const std::lock_guard lock(mutex_);
    const auto found = by_hash_.find(hash);
    return found == by_hash_.end() ? nullptr : found->second;
}

std::uint64_t TxnPool::next_nonce(const Address& sender) const {
    const std::lock_guard lock(mutex_);
    const auto account = accounts_.find(sender);
    if (account != accounts_.end()) return first_gap(account->second);
    const auto state = head_.state->account(sender);
    return state ? state->nonce : 0;
}

PoolCounts TxnPool::counts() const {
    const std::lock_guard lock(mutex_);
    PoolCounts counts;
    for (const auto& [sender, account] : accounts_) {
        const auto pending = static_cast<std::size_t>(first_gap(account) - account.state_nonce);
        counts.pending += pending;
        counts.queued += account.txns.size() - pending;
    }
    return counts;
}

std::uint64_t TxnPool::generation() const {
    const std::lock_guard lock(mutex_);
    return generation_;
}

TxnPool::Content TxnPool::content() const {
    const std::lock_guard lock(mutex_);
    Content content;
    for (const auto& [sender, account] : accounts_) {
        const auto gap = first_gap(account);
        for (const auto& [nonce, txn] : account.txns)
            (nonce < gap ? content.pending : content.queued)[sender].push_back(txn);
    }
    return content;
}

void TxnPool::remove(const Hash32& hash) {
    const std::lock_guard lock(mutex_);
    const auto found = by_hash_.find(hash);
    if (found == by_hash_.end()) return;
    const auto txn = found->second;
    kv::Batch batch;
    erase_one(txn, batch);
    const auto account = accounts_.find(txn->sender);
    account->second.txns.erase(txn->txn.nonce);
    if (account->second.txns.empty()) accounts_.erase(account);
    (void)database_.write(batch);
}

void TxnPool::on_pending(Sink sink) {
    const std::lock_guard lock(mutex_);
    sinks_.push_back(std::move(sink));
}

bool TxnPool::BestTxns::Candidate::operator<(const Candidate& other) const {
    if (priority_fee != other.priority_fee) return priority_fee < other.priority_fee;
    return sequence > other.sequence;
}

void TxnPool::BestTxns::push(std::size_t sender) {
    if (positions_[sender] >= senders_[sender].size()) return;
    const auto& pooled = *senders_[sender][positions_[sender]];
    if (pooled.txn.max_fee_per_gas < base_fee_) return;  // nor can those that follow it
    heap_.push_back({priority_fee_at(pooled.txn, base_fee_), pooled.sequence, sender});
    std::push_heap(heap_.begin(), heap_.end());
}

PooledTxnPtr TxnPool::BestTxns::next() {
    if (last_) push(*last_);
    last_.reset();
    if (heap_.empty()) return nullptr;
    std::pop_heap(heap_.begin(), heap_.end());
    const auto sender = heap_.back().sender;
    heap_.pop_back();
    last_ = sender;
    return senders_[sender][positions_[sender]++];
}

void TxnPool::BestTxns::skip_sender() { last_.reset(); }

TxnPool::BestTxns TxnPool::best(const u256& base_fee) const {
    BestTxns result;
    result.base_fee_ = base_fee;
    const std::lock_guard lock(mutex_);
    for (const auto& [sender, account] : accounts_) {
        const auto gap = first_gap(account);
        std::vector<PooledTxnPtr> pending;
        for (const auto& [nonce, txn] : account.txns)
            if (nonce < gap) pending.push_back(txn);
        if (pending.empty()) continue;
        result.senders_.push_back(std::move(pending));
        result.positions_.push_back(0);
    }
    for (std::size_t i = 0; i < result.senders_.size(); ++i) result.push(i);
    return result;
}

}  // namespace dusk::pool
