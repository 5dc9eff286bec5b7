#include <algorithm>

#include <dusk/core/base/result.hpp>
#include <dusk/node/chain/pool_feed.hpp>
#include <dusk/node/dev/amendment.hpp>
#include <dusk/node/dev/dev_chain.hpp>
#include <dusk/node/store/records.hpp>
#include <dusk/node/store/schema.hpp>
#include <dusk/platform/clock/clock.hpp>
#include <dusk/platform/log/log.hpp>

namespace dusk::dev {
namespace {

/// Rows of the table of names: this, then a block's hash.
constexpr std::string_view AMENDMENT_PREFIX = "dev-amendment/";

Bytes amendment_key(const Hash32& hash) {
    Bytes key = to_bytes(as_bytes(AMENDMENT_PREFIX));
    append(key, hash);
    return key;
}

std::int64_t clock_s() { return static_cast<std::int64_t>(system_clock().now_ms() / 1000); }

}  // namespace

/// Holds the chain for a change.
class DevChain::Hold {
public:
    explicit Hold(DevChain& chain) : chain_(chain), lock_(chain.mutex_) {
        chain_.holder_ = std::this_thread::get_id();
    }
    ~Hold() { chain_.holder_ = std::thread::id{}; }
    Hold(const Hold&) = delete;
    Hold& operator=(const Hold&) = delete;

private:
    DevChain& chain_;
    const std::lock_guard<std::mutex> lock_;
};

DevChain::DevChain(engine::Chain& chain, pool::TxnPool& pool, const rollup::RollupConfig& rollup,
                   std::vector<EthereumKey> keys, const DevOptions& options)
    : chain_(chain),
      pool_(pool),
      rollup_(rollup),
      keys_(std::move(keys)),
      automine_(options.automine),
      period_s_(options.period_s) {}

DevChain::~DevChain() {
    {
        const std::lock_guard lock(mutex_);
        stopping_ = true;
    }
    clock_wake_.notify_all();
    if (clock_.joinable()) clock_.join();
}

DevChain::Done<> DevChain::start() {
    const auto& database = std::as_const(chain_.store()).database();
    auto rows = database.iterate(store::Table::meta, kv::prefix_range(as_bytes(AMENDMENT_PREFIX)));
    for (rows.seek_first(); rows.valid(); rows.next()) {
        auto diff = store::decode_state_diff(rows.value());
        if (!diff) return std::unexpected("an amendment cannot be decoded");
        amendments_[Hash32::from(rows.key().last(32))] =
            std::make_shared<const StateDiff>(*std::move(diff));
    }
    {
        const Hold hold(*this);
        const auto head = chain_.store().header(chain_.store().head().hash);
        if (!head || !*head) return std::unexpected("the head cannot be read");
        time_offset_s_ =
            std::max<std::int64_t>(0, static_cast<std::int64_t>((*head)->timestamp) - clock_s());
        DUSK_TRY_VOID(tell_pool());
    }
    pool_.on_pending([this](const pool::PooledTxnPtr&) { mine_waiting(); });
    mine_waiting();
    clock_ = std::thread([this] { run_clock(); });
    return {};
}

// ---- state

DevChain::Amendment DevChain::amendment_of(const Hash32& hash) const {
    const std::lock_guard lock(amendments_mutex_);
    const auto found = amendments_.find(hash);
    return found == amendments_.end() ? nullptr : found->second;
}

std::unique_ptr<StateView> DevChain::amend(const Hash32& hash,
                                           std::unique_ptr<StateView> view) const {
    auto amendment = amendment_of(hash);
    if (!amendment) return view;
    return std::make_unique<AmendedView>(std::move(view), std::move(amendment));
}

DevChain::Done<std::unique_ptr<StateView>> DevChain::head_state() const {
    const auto head = chain_.store().head();
    auto view = chain_.store().state_after(head.hash);
    if (!view) return std::unexpected(view.error().message);
    return amend(head.hash, *std::move(view));
}

DevChain::Done<> DevChain::put_amendment(const Hash32& hash, Amendment amendment) {
    kv::Batch batch;
    if (amendment) {
        batch.put(store::Table::meta, amendment_key(hash), store::encode_state_diff(*amendment));
        for (const auto& [code_hash, code] : amendment->codes)
            batch.put(store::Table::codes, code_hash, *code);
    } else {
        batch.erase(store::Table::meta, amendment_key(hash));
    }
    if (const auto written = chain_.store().database().write(batch); !written)
        return std::unexpected(written.error().message);
    const std::lock_guard lock(amendments_mutex_);
    if (amendment)
        amendments_[hash] = std::move(amendment);
    else
        amendments_.erase(hash);
    return {};
}

/// The pool follows the chain by itself, but knows nothing of amendments.
DevChain::Done<> DevChain::tell_pool() {
    auto head = engine::pool_head(chain_, chain_.store().head());
    if (!head) return std::unexpected(head.error().message);
    DUSK_TRY(state, head_state());
    head->state = std::move(state);
    pool_.reset(*std::move(head));
    return {};
}

DevChain::Done<> DevChain::change_state(const Change& change) {
    const Hold hold(*this);
    const auto head = chain_.store().head();
    auto base = chain_.store().state_after(head.hash);
    if (!base) return std::unexpected(base.error().message);
    const auto before = amendment_of(head.hash);
    auto diff = std::make_shared<StateDiff>(before ? *before : StateDiff{});
    change(*diff, **base);
    if (!(*base)->ok()) return std::unexpected("the state cannot be read");
    DUSK_TRY_VOID(put_amendment(head.hash, std::move(diff)));
    return tell_pool();
}

// ---- blocks

std::uint64_t DevChain::timestamp_after(std::uint64_t parent_time, std::uint64_t interval_s) const {
    if (next_timestamp_) return *next_timestamp_;
    if (interval_s != 0) return parent_time + interval_s;
    if (timestamp_interval_s_)
        return parent_time + std::max<std::uint64_t>(1, *timestamp_interval_s_);
    const auto now = std::max<std::int64_t>(0, clock_s() + time_offset_s_);
    return std::max(parent_time + 1, static_cast<std::uint64_t>(now));
}

DevChain::Done<> DevChain::mine_block(std::uint64_t interval_s) {
    const auto parent = chain_.store().head();
    const auto header = chain_.store().header(parent.hash);
    if (!header || !*header) return std::unexpected("the head cannot be read");
    BlockPlan plan{.parent = parent,
                   .timestamp = timestamp_after((*header)->timestamp, interval_s),
                   .base_fee = next_base_fee_,
                   .coinbase = coinbase_,
                   .prev_randao = next_prev_randao_,
                   .gas_limit = gas_limit_,
                   .amendment = amendment_of(parent.hash),
                   .unsigned_txns = std::exchange(unsigned_, {})};
    auto built = build_block(chain_, pool_, rollup_, plan);
    if (!built) return std::unexpected(std::move(built.error()));
    for (const auto& [hash, why] : built->refused)
        log::warn("dev", "an impersonated transaction cannot be executed: {}", why);
    if (const auto stored = chain_.insert_built(built->block); !stored)
        return std::unexpected(stored.error().message);
    if (!chain_.set_forkchoice(built->block->hash, {}, {}))
        return std::unexpected("the head cannot be moved");
    if (next_timestamp_) time_offset_s_ = static_cast<std::int64_t>(*next_timestamp_) - clock_s();
    next_timestamp_.reset();
    next_base_fee_.reset();
    next_prev_randao_.reset();
    return {};
}

DevChain::Done<> DevChain::mine(std::uint64_t count, std::uint64_t interval_s) {
    if (count > MINE_BLOCKS_MAX) return std::unexpected("too many blocks at once");
    const Hold hold(*this);
    for (std::uint64_t i = 0; i < count; ++i) DUSK_TRY_VOID(mine_block(i == 0 ? 0 : interval_s));
    return {};
}

void DevChain::mine_waiting() {
    if (holder_.load() == std::this_thread::get_id()) return;
    const Hold hold(*this);
    if (!automine_) return;
    // As long as blocks take something: a full one leaves the rest to the next.
    for (auto left = pool_.counts().pending + unsigned_.size(); left != 0;) {
        if (const auto mined = mine_block(0); !mined) {
            log::error("dev", "cannot make a block: {}", mined.error());
            return;
        }
        const auto still = pool_.counts().pending + unsigned_.size();
        if (still >= left) return;
        left = still;
    }
}

void DevChain::run_clock() {
    std::unique_lock lock(mutex_);
    while (!stopping_) {
        const auto period_s = period_s_;
        const auto due = std::chrono::seconds(period_s == 0 ? 3'600 : period_s);
        const bool woken =
            clock_wake_.wait_for(lock, due, [&] { return stopping_ || period_s_ != period_s; });
        if (woken || period_s == 0) continue;
        lock.unlock();
        if (const auto mined = mine(1); !mined)
            log::error("dev", "cannot make a block: {}", mined.error());
        lock.lock();
    }
}

void DevChain::set_automine(bool on) {
    {
        const Hold hold(*this);
        automine_ = on;
    }
    mine_waiting();
}

bool DevChain::automine() const {
    const std::lock_guard lock(mutex_);
    return automine_;
}

void DevChain::set_interval(std::uint64_t period_s) {
    {
        const Hold hold(*this);
        period_s_ = period_s;
        automine_ = false;  // as anvil: one or the other
    }
    clock_wake_.notify_all();
}

void DevChain::set_gas_limit(std::uint64_t gas) {
    const Hold hold(*this);
    gas_limit_ = gas;
}

void DevChain::set_coinbase(const Address& address) {
    const Hold hold(*this);
    coinbase_ = address;
}

void DevChain::set_next_base_fee(const u256& wei) {
    const Hold hold(*this);
    next_base_fee_ = wei;
}

void DevChain::set_next_prev_randao(const Hash32& value) {
    const Hold hold(*this);
    next_prev_randao_ = value;
}

// ---- time

std::int64_t DevChain::increase_time(std::uint64_t seconds) {
    const Hold hold(*this);
    // Many blocks in one second leave the head ahead of the clock: from there, then.
    if (const auto head = chain_.store().header(chain_.store().head().hash); head && *head)
        time_offset_s_ =
            std::max(time_offset_s_, static_cast<std::int64_t>((*head)->timestamp) - clock_s());
    time_offset_s_ += static_cast<std::int64_t>(seconds);
    return time_offset_s_;
}

std::int64_t DevChain::set_time(std::uint64_t timestamp) {
    const Hold hold(*this);
    time_offset_s_ = static_cast<std::int64_t>(timestamp) - clock_s();
    return time_offset_s_;
}

DevChain::Done<> DevChain::set_next_timestamp(std::uint64_t timestamp) {
    const Hold hold(*this);
    const auto head = chain_.store().header(chain_.store().head().hash);
    if (!head || !*head) return std::unexpected("the head cannot be read");
    if (timestamp <= (*head)->timestamp)
        return std::unexpected("Timestamp error: " + std::to_string(timestamp) +
                               " is lower than or equal to previous block's timestamp");
    next_timestamp_ = timestamp;
    return {};
}

void DevChain::set_timestamp_interval(std::optional<std::uint64_t> seconds) {
    const Hold hold(*this);
    timestamp_interval_s_ = seconds;
}

// ---- snapshots

std::uint64_t DevChain::snapshot() {
    const Hold hold(*this);
    const auto head = chain_.store().head();
    const auto id = ++snapshot_count_;
    snapshots_[id] = {head, amendment_of(head.hash), time_offset_s_};
    if (snapshots_.size() > SNAPSHOTS_MAX) snapshots_.erase(snapshots_.begin());
    return id;
}

DevChain::Done<> DevChain::go_to(const store::BlockRef& block, const Amendment& amendment) {
    // What the blocks held that go does not come back: the user asked to forget it.
    std::set<Hash32> forgotten;
    std::vector<Hash32> left;
    for (auto number = chain_.store().head().number; number > block.number; --number) {
        const auto hash = chain_.store().canonical_hash(number);
        if (!hash || !*hash) return std::unexpected("a block cannot be read");
        const auto body = chain_.store().body(**hash);
        if (!body || !*body) return std::unexpected("a block cannot be read");
        for (const auto& txn : (*body)->transactions)
            if (!txn.is_deposit()) forgotten.insert(transaction_hash(txn));
        left.push_back(**hash);
    }
    if (!chain_.set_forkchoice(block.hash, {}, {}))
        return std::unexpected("the chain cannot go back");
    DUSK_TRY_VOID(put_amendment(block.hash, amendment));
    // The same block may be made again, and then nothing was changed after it yet.
    for (const auto& hash : left)
        if (amendment_of(hash)) DUSK_TRY_VOID(put_amendment(hash, nullptr));
    drop_pool_txns(forgotten);
    unsigned_.clear();
    next_timestamp_.reset();
    next_base_fee_.reset();
    next_prev_randao_.reset();
    return tell_pool();
}

DevChain::Done<bool> DevChain::revert(std::uint64_t id) {
    const Hold hold(*this);
    const auto found = snapshots_.find(id);
    if (found == snapshots_.end()) return false;
    const auto snapshot = found->second;
    DUSK_TRY_VOID(go_to(snapshot.head, snapshot.amendment));
    time_offset_s_ = snapshot.time_offset_s;
    snapshots_.erase(found, snapshots_.end());
    return true;
}

DevChain::Done<> DevChain::reset() {
    const Hold hold(*this);
    DUSK_TRY_VOID(go_to(chain_.store().genesis_block(), nullptr));
    std::set<Hash32> waiting;
    const auto content = pool_.content();
    for (const auto& accounts : {content.pending, content.queued})
        for (const auto& [sender, txns] : accounts)
            for (const auto& txn : txns) waiting.insert(txn->hash);
    drop_pool_txns(waiting);
    snapshots_.clear();
    impersonated_.clear();
    impersonates_all_ = false;
    time_offset_s_ = 0;
    timestamp_interval_s_.reset();
    gas_limit_.reset();
    coinbase_.reset();
    return {};
}

// ---- senders

const EthereumKey* DevChain::key_of(const Address& address) const {
    const auto found = std::ranges::find(keys_, address, &EthereumKey::address);
    return found == keys_.end() ? nullptr : &*found;
}

void DevChain::impersonate(const Address& address, bool on) {
    const Hold hold(*this);
    if (on)
        impersonated_.insert(address);
    else
        impersonated_.erase(address);
}

void DevChain::impersonate_all(bool on) {
    const Hold hold(*this);
    impersonates_all_ = on;
}

bool DevChain::may_impersonate(const Address& address) const {
    const std::lock_guard lock(mutex_);
    return impersonates_all_ || impersonated_.contains(address);
}

std::uint64_t DevChain::next_nonce(const Address& sender) const {
    const std::lock_guard lock(mutex_);
    const auto waiting = std::ranges::count(unsigned_, sender, &UnsignedTxn::sender);
    return pool_.next_nonce(sender) + static_cast<std::uint64_t>(waiting);
}

DevChain::Done<Hash32> DevChain::send_unsigned(Transaction txn, const Address& sender) {
    // r tells the sender: two of them never make the same transaction.
    std::array<std::uint8_t, 32> r{};
    std::ranges::copy(sender, r.begin() + 12);
    txn.signature = {.r = u256_from_be(r), .s = u256{1}, .odd_y = false};
    const auto hash = transaction_hash(txn);
    {
        const Hold hold(*this);
        unsigned_.push_back({std::move(txn), sender});
    }
    mine_waiting();
    return hash;
}

void DevChain::drop_pool_txns(const std::set<Hash32>& hashes) {
    for (const auto& hash : hashes)
        if (pool_.find(hash)) pool_.remove(hash);
}

bool DevChain::drop(const Hash32& txn_hash) {
    const Hold hold(*this);
    const auto dropped = std::erase_if(unsigned_, [&](const UnsignedTxn& entry) {
        return transaction_hash(entry.txn) == txn_hash;
    });
    if (!pool_.find(txn_hash)) return dropped != 0;
    pool_.remove(txn_hash);
    return true;
}

void DevChain::drop_all(const std::optional<Address>& sender) {
    const Hold hold(*this);
    std::erase_if(unsigned_,
                  [&](const UnsignedTxn& entry) { return !sender || entry.sender == *sender; });
    std::set<Hash32> hashes;
    const auto content = pool_.content();
    for (const auto& accounts : {content.pending, content.queued})
        for (const auto& [address, txns] : accounts)
            for (const auto& txn : txns)
                if (!sender || address == *sender) hashes.insert(txn->hash);
    drop_pool_txns(hashes);
}

}  // namespace dusk::dev
