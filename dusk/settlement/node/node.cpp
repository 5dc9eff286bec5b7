#include <future>

#include <dusk/core/codec/hex.hpp>
#include <dusk/platform/log/log.hpp>
#include <dusk/platform/thread/named.hpp>
#include <dusk/settlement/node/node.hpp>

namespace dusk::settlement {
namespace {

std::string refusal(const Hash32& id, std::string_view reason) {
    return fmt::format("Tx {} not accepted: {}", to_hex_plain(id), reason);
}

}  // namespace

Node::Node(NodeConfig config, Clock& clock, std::unique_ptr<Chain> chain)
    : config_(std::move(config)),
      clock_(clock),
      chain_(std::move(chain)),
      mempool_(config_.mempool) {}

std::expected<std::unique_ptr<Node>, std::string> Node::open(NodeConfig config, Clock& clock) {
    config.chain.min_block_time_s = std::max<std::uint64_t>((config.block_time_ms + 999) / 1000, 1);
    DUSK_TRY(chain, Chain::open(config.chain));
    std::unique_ptr<Node> node(new Node(std::move(config), clock, std::move(chain)));
    node->load_mempool();
    return node;
}

Node::~Node() { stop(); }

void Node::set_listener(std::function<void(const NodeEvent&)> listener) {
    listener_ = std::move(listener);
}
void Node::set_broadcast(std::function<void(const ConsensusMessage&)> broadcast) {
    broadcast_ = std::move(broadcast);
}

void Node::notify(const NodeEvent& event) const {
    if (listener_) listener_(event);
}

/// Waiting transactions of the last run, lower nonces first; what no longer holds is dropped.
void Node::load_mempool() {
    auto stored = chain_->store().waiting();
    std::ranges::sort(stored, {}, [](const MempoolEntry& entry) { return entry.tx.payload.nonce; });
    std::vector<Hash32> stale;
    for (auto& entry : stored) {
        const auto sender = sender_state(entry.tx.payload.sender);
        const auto id = entry.id;
        if (!mempool_.add(std::make_shared<const MempoolEntry>(std::move(entry)), sender))
            stale.push_back(id);
    }
    if (auto written = chain_->store().remove_waiting(stale); !written) healthy_ = false;
}

// Transactions ----------------------------------------------------------------------------------

std::expected<std::shared_ptr<const MempoolEntry>, std::string> Node::check_stateless(
    Tx tx, std::size_t size) const {
    const auto id = tx_id(tx);
    const auto& p = tx.payload;
    if (size > MAX_TX_SIZE) return std::unexpected(refusal(id, "transaction too large"));
    if (p.chain_id != config_.chain.genesis.chain_id)
        return std::unexpected(refusal(id, "invalid chain id"));
    if (auto sound = check_preconditions(tx); !sound)
        return std::unexpected(refusal(id, sound.error().reason));
    if (encode_protocol_bytes(execution_form(tx)).size() > MAX_ARGUMENT_SIZE)
        return std::unexpected(refusal(id, "transaction over the argument buffer of 64 KiB"));
    if (chain_->store().locate_tx(id))
        return std::unexpected(refusal(id, "this transaction exists in the ledger"));
    const auto& bls = chain_->bls();
    if (!bls.verify_single(p.sender, signature_message(p), tx.signature))
        return std::unexpected(refusal(id, "invalid signature"));
    if ((p.receiver && !bls.is_valid_key(*p.receiver)) ||
        (p.refund_address && !bls.is_valid_key(*p.refund_address)))
        return std::unexpected(refusal(id, "invalid account key"));
    if (auto sidecars = verified_sidecars(tx); !sidecars)
        return std::unexpected(refusal(id, sidecars.error()));
    return std::make_shared<const MempoolEntry>(
        MempoolEntry{id, std::move(tx), size, clock_.now_ms()});
}

Mempool::SenderState Node::sender_state(const AccountKey& key) const {
    const auto account = chain_->account(key);
    return {account.nonce, account.balance};
}

std::expected<void, std::string> Node::preverify(const Tx& tx, std::size_t size) const {
    DUSK_TRY(entry, check_stateless(tx, size));
    const auto sender = sender_state(tx.payload.sender);
    const std::lock_guard lock(mempool_mutex_);
    if (auto fits = mempool_.check(*entry, sender); !fits)
        return std::unexpected(refusal(entry->id, describe(fits.error())));
    return {};
}

std::expected<Hash32, std::string> Node::propagate(Tx tx, std::size_t size) {
    DUSK_TRY(entry, check_stateless(std::move(tx), size));
    std::vector<Hash32> gone;
    {
        const std::lock_guard lock(mempool_mutex_);
        // Read under the lock: a block that uses the nonce meanwhile removes it after us.
        auto added = mempool_.add(entry, sender_state(entry->tx.payload.sender));
        if (!added) return std::unexpected(refusal(entry->id, describe(added.error())));
        gone = *std::move(added);
        if (auto stored = chain_->store().add_waiting(*entry, gone); !stored) {
            mempool_.erase(entry->id);
            return std::unexpected(refusal(entry->id, "the ledger cannot be written"));
        }
    }
    for (const auto& id : gone) notify(TxRemoved{id});
    notify(TxIncluded{entry});
    return entry->id;
}

Simulation Node::simulate(const Tx& tx) const {
    const auto query = chain_->query(1);
    const auto outcome = execute_tx(*query.session, tx);
    if (!outcome) return {0, outcome.error().reason};
    return {outcome->gas_spent, outcome->err};
}

std::vector<std::shared_ptr<const MempoolEntry>> Node::waiting() const {
    const std::lock_guard lock(mempool_mutex_);
    return mempool_.by_price();
}

std::shared_ptr<const MempoolEntry> Node::waiting(const Hash32& id) const {
    const std::lock_guard lock(mempool_mutex_);
    return mempool_.find(id);
}

std::uint64_t Node::next_nonce(const AccountKey& account) const {
    const auto nonce = chain_->account(account).nonce;
    const std::lock_guard lock(mempool_mutex_);
    return mempool_.next_nonce(account, nonce);
}

// Thread ----------------------------------------------------------------------------------------

void Node::start() {
    thread_ = std::thread(named("consensus", [this] { run(); }));
}

void Node::stop() {
    {
        const std::lock_guard lock(task_mutex_);
        stopping_ = true;
    }
    task_added_.notify_all();
    if (thread_.joinable()) thread_.join();
}

void Node::run() {
    begin_round();
    for (;;) {
        std::function<void()> task;
        {
            std::unique_lock lock(task_mutex_);
            const auto has_work = [this] { return stopping_ || !tasks_.empty(); };
            const auto now = clock_.now_ms();
            // Waiting in short spans keeps a moved clock (a test's, a corrected one) honest.
            const auto span =
                wake_ms_ ? std::min<std::uint64_t>(*wake_ms_ > now ? *wake_ms_ - now : 0, 200)
                         : 200;
            task_added_.wait_for(lock, Milliseconds{span}, has_work);
            if (stopping_) return;
            if (!tasks_.empty()) {
                task = std::move(tasks_.front());
                tasks_.pop_front();
            }
        }
        if (task) task();
        if (!healthy_) wake_ms_.reset();
        if (round_ && wake_ms_ && clock_.now_ms() >= *wake_ms_) {
            wake_ms_.reset();
            carry_out(round_->on_time(clock_.now_ms()));
        }
    }
}

void Node::run_task(std::function<void()> task) {
    std::promise<void> done;
    {
        const std::lock_guard lock(task_mutex_);
        tasks_.push_back([&] {
            task();
            done.set_value();
        });
    }
    task_added_.notify_all();
    done.get_future().wait();
}

void Node::receive(ConsensusMessage message) {
    {
        const std::lock_guard lock(task_mutex_);
        tasks_.push_back([this, message = std::move(message)] {
            if (round_) carry_out(round_->on_message(message, clock_.now_ms()));
        });
    }
    task_added_.notify_all();
}

std::expected<void, std::string> Node::revert_to(std::uint64_t height, bool drop_txs) {
    if (!thread_.joinable()) return revert_now(height, drop_txs);
    std::expected<void, std::string> result;
    run_task([&] { result = revert_now(height, drop_txs); });
    return result;
}

std::expected<void, std::string> Node::revert_now(std::uint64_t height, bool drop_txs) {
    std::vector<Hash32> dropped;
    if (drop_txs) {
        const std::lock_guard lock(mempool_mutex_);
        for (const auto& entry : mempool_.by_price()) dropped.push_back(entry->id);
        mempool_.erase(dropped);
        drop(dropped);
    }
    DUSK_TRY(gone, chain_->revert_to(height));
    log::warn("duskds", "reverted to height {}: {} blocks taken back", height, gone.size());
    not_before_s_ = gone.back().block.header.timestamp_s + 1;
    for (const auto& record : gone)
        notify(BlockReverted{record.block.header.hash, record.block.header.height});
    // Oldest first, so that nonces arrive in order. What no longer fits is lost with its block.
    if (!drop_txs)
        for (auto record = gone.rbegin(); record != gone.rend(); ++record)
            for (const auto& tx : record->block.txs)
                std::ignore = propagate(tx, encode_protocol_bytes(tx).size());
    if (thread_.joinable()) begin_round();
    return {};
}

}  // namespace dusk::settlement
