// eth_sendRawTransaction and its kin.
#include <chrono>
#include <condition_variable>
#include <mutex>

#include <fmt/format.h>

#include <dusk/core/codec/hex.hpp>
#include <dusk/node/rpc/backend/sequencer.hpp>
#include <dusk/node/rpc/chain/block_receipts.hpp>
#include <dusk/node/rpc/eth/conditional.hpp>
#include <dusk/node/rpc/eth/rows.hpp>
#include <dusk/node/rpc/events/event_hub.hpp>
#include <dusk/platform/log/log.hpp>

namespace dusk::eth {
namespace {

/// geth: --rpc.txsync.defaulttimeout and --rpc.txsync.maxtimeout.
constexpr std::chrono::milliseconds SYNC_TIMEOUT{20'000};
constexpr std::chrono::milliseconds SYNC_TIMEOUT_MAX{60'000};
/// EIP-7966
constexpr int CODE_SYNC_TIMEOUT = 4;

double ether(const u256& wei) {
    constexpr std::uint64_t WEI_PER_GWEI = 1'000'000'000;
    return static_cast<double>((wei / u256{WEI_PER_GWEI}).saturated64()) / 1e9;
}

/// Guards against mistaken fees (geth: internal/ethapi checkTxFee).
Answer<bool> check_fee(const EthBackend& backend, const Transaction& txn) {
    const auto cap = backend.options().txn_fee_cap_wei;
    if (cap.is_zero()) return true;
    const auto fee = mul_full(txn.max_fee_per_gas, u256{txn.gas_limit});
    if (fee.high.is_zero() && fee.low <= cap) return true;
    return std::unexpected(rpc::server_error(
        fmt::format("tx fee ({:.2f} ether) exceeds the configured cap ({:.2f} ether)",
                    fee.high.is_zero() ? ether(fee.low) : ether(u256::max()), ether(cap))));
}

using Added = std::expected<Hash32, pool::PoolError>;

Answer<Hash32> to_answer(Added added) {
    if (!added) return std::unexpected(rpc::server_error(std::move(added.error().message)));
    return *added;
}

struct Submission {
    Transaction txn;
    Bytes encoded;
    pool::TxnConditionalPtr conditional;
};

Added pooled(EthBackend& backend, Submission given) {
    return backend.pool().add(std::move(given.txn), given.encoded, std::move(given.conditional));
}

/// To the sequencer, whose word it is whether a transaction is accepted (op-geth:
/// eth/api_backend.go, SendTx). `arguments` are the client's.
Answer<Hash32> forward(EthBackend& backend, const Params& arguments, Submission given) {
    const auto asked = given.conditional
                           ? backend.sequencer()->call("eth_sendRawTransactionConditional",
                                                       {arguments[0], arguments[1]})
                           : backend.sequencer()->call("eth_sendRawTransaction", {arguments[0]});
    if (!asked) return std::unexpected(asked.error());
    const auto hash = transaction_hash(given.txn);
    if (!backend.options().pool_admission) return hash;
    if (const auto added = pooled(backend, std::move(given)); !added)
        log::warn("rpc", "the sequencer has taken a transaction that the pool refuses",
                  {{"hash", to_hex(hash)}, {"error", added.error().message}});
    return hash;
}

Answer<Hash32> submit(EthBackend& backend, const Params& arguments,
                      std::optional<pool::TxnConditional> conditional = std::nullopt) {
    DUSK_TRY(encoded, params::bytes(arguments, 0));
    auto txn = decode_transaction(encoded);
    // What is wrong with a malformed one, the pool says.
    if (!txn) return to_answer(backend.pool().add(encoded));
    DUSK_TRY_VOID(check_fee(backend, *txn));
    Submission given{*std::move(txn), std::move(encoded), nullptr};
    if (conditional)
        given.conditional = std::make_shared<const pool::TxnConditional>(*std::move(conditional));
    if (backend.sequencer() != nullptr) return forward(backend, arguments, std::move(given));
    return to_answer(pooled(backend, std::move(given)));
}

Result send_raw(EthBackend& backend, const Params& arguments, CallContext&) {
    DUSK_TRY(hash, submit(backend, arguments));
    return hex(hash);
}

Result send_raw_conditional(EthBackend& backend, const Params& arguments, CallContext&) {
    DUSK_TRY(conditional, parse_conditional(arguments, 1));
    DUSK_TRY_VOID(check_conditional(backend, conditional));
    DUSK_TRY(hash, submit(backend, arguments, std::move(conditional)));
    return hex(hash);
}

/// Wakes whenever the head has moved.
class HeadWatch {
public:
    explicit HeadWatch(EventHub& events) : events_(events) {
        ticket_ = events_.on_chain([shared = shared_](const ChainNews&) {
            const std::lock_guard lock(shared->mutex);
            ++shared->moves;
            shared->moved.notify_all();
        });
    }
    ~HeadWatch() { events_.remove(ticket_); }
    HeadWatch(const HeadWatch&) = delete;
    HeadWatch& operator=(const HeadWatch&) = delete;

    /// False when the time is over or the server stops.
    bool wait(std::chrono::steady_clock::time_point until, const std::stop_token& stop) {
        std::unique_lock lock(shared_->mutex);
        const bool moved =
            shared_->moved.wait_until(lock, stop, until, [&] { return shared_->moves != seen_; });
        seen_ = shared_->moves;
        return moved;
    }

private:
    struct Shared {
        std::mutex mutex;
        std::condition_variable_any moved;
        std::uint64_t moves = 0;
    };
    EventHub& events_;
    /// Shared with the listener, which may still run while the watch goes.
    std::shared_ptr<Shared> shared_ = std::make_shared<Shared>();
    std::uint64_t seen_ = 0;
    EventHub::Ticket ticket_ = 0;
};

Answer<std::optional<Object>> receipt_of(const EthBackend& backend, const Hash32& hash) {
    DUSK_TRY(found, stored(backend.store().find_txn(hash)));
    if (!found) return std::optional<Object>{};
    DUSK_TRY(block, load_receipts(backend, found->block_hash));
    if (found->index >= block.size() ||
        transaction_hash(block.block().body.transactions[found->index]) != hash)
        return std::optional<Object>{};
    return std::optional<Object>{block.json(found->index)};
}

/// EIP-7966: the receipt at once, as soon as there is one.
Result send_raw_sync(EthBackend& backend, const Params& arguments, CallContext& context) {
    auto timeout = SYNC_TIMEOUT;
    if (params::optional(arguments, 1) != nullptr) {
        std::uint64_t wanted_ms = 0;
        if (arguments[1].is_int64() && arguments[1].get_int64() > 0)
            wanted_ms = static_cast<std::uint64_t>(arguments[1].get_int64());
        else {
            DUSK_TRY(parsed, params::quantity64(arguments, 1));
            wanted_ms = parsed;
        }
        const auto most = static_cast<std::uint64_t>(SYNC_TIMEOUT_MAX.count());
        timeout = std::chrono::milliseconds(std::min(wanted_ms, most));
    }
    HeadWatch watch(backend.events());
    DUSK_TRY(hash, submit(backend, arguments));
    const auto until = std::min(context.deadline, std::chrono::steady_clock::now() + timeout);
    do {
        DUSK_TRY(receipt, receipt_of(backend, hash));
        if (receipt) return *std::move(receipt);
    } while (watch.wait(until, context.stop));
    const bool stopped = context.stop.stop_requested();
    return std::unexpected(rpc::Error{
        CODE_SYNC_TIMEOUT,
        fmt::format("The transaction was added to the transaction pool but wasn't processed {}",
                    stopped
                        ? std::string("before the node stopped")
                        : fmt::format("in {}s", std::chrono::duration<double>(timeout).count())),
        hex(hash)});
}

constexpr MethodRow FORWARDING_ROWS[] = {
    {"eth_sendRawTransaction", send_raw, 1, Pace::waits},
    {"eth_sendRawTransactionSync", send_raw_sync, 2, Pace::waits},
    {"eth_sendRawTransactionConditional", send_raw_conditional, 2, Pace::waits},
};

constexpr MethodRow ROWS[] = {
    {"eth_sendRawTransaction", send_raw, 1, Pace::quick},
    {"eth_sendRawTransactionSync", send_raw_sync, 2, Pace::waits},
    {"eth_sendRawTransactionConditional", send_raw_conditional, 2},
};

}  // namespace

std::span<const MethodRow> send_rows() { return ROWS; }
std::span<const MethodRow> forwarding_send_rows() { return FORWARDING_ROWS; }

}  // namespace dusk::eth
