// txpool_*: what waits (geth: internal/ethapi TxPoolAPI).
#include <fmt/format.h>

#include <dusk/core/codec/hex.hpp>
#include <dusk/node/rpc/eth/rows.hpp>
#include <dusk/node/rpc/json/txn_json.hpp>

namespace dusk::eth {
namespace {

using Waiting = std::map<Address, std::vector<pool::PooledTxnPtr>>;
using Describe = Value (*)(const pool::PooledTxn& txn);

Value in_full(const pool::PooledTxn& txn) { return pooled_txn_json(txn); }

Value in_short(const pool::PooledTxn& pooled) {
    const auto& txn = pooled.txn;
    const auto target = txn.to ? checksummed(*txn.to) : std::string("contract creation");
    return Value(fmt::format("{}: {} wei + {} gas × {} wei", target, decimal(txn.value),
                             txn.gas_limit, decimal(txn.max_fee_per_gas)));
}

Object by_nonce(const std::vector<pool::PooledTxnPtr>& txns, Describe describe) {
    Object out;
    for (const auto& pooled : txns) out[std::to_string(pooled->txn.nonce)] = describe(*pooled);
    return out;
}

Object by_sender(const Waiting& waiting, Describe describe) {
    Object out;
    for (const auto& [sender, txns] : waiting) out[checksummed(sender)] = by_nonce(txns, describe);
    return out;
}

Value all(const EthBackend& backend, Describe describe) {
    const auto content = backend.pool().content();
    return Object{{"pending", by_sender(content.pending, describe)},
                  {"queued", by_sender(content.queued, describe)}};
}

Result content(EthBackend& backend, const Params&, CallContext&) { return all(backend, in_full); }
Result inspect(EthBackend& backend, const Params&, CallContext&) { return all(backend, in_short); }

Result content_from(EthBackend& backend, const Params& arguments, CallContext&) {
    DUSK_TRY(sender, params::address(arguments, 0));
    const auto content = backend.pool().content();
    const auto of_sender = [&](const Waiting& waiting) {
        const auto found = waiting.find(sender);
        return found == waiting.end() ? Object{} : by_nonce(found->second, in_full);
    };
    return Object{{"pending", of_sender(content.pending)}, {"queued", of_sender(content.queued)}};
}

Result status(EthBackend& backend, const Params&, CallContext&) {
    const auto counts = backend.pool().counts();
    return Object{{"pending", quantity(counts.pending)}, {"queued", quantity(counts.queued)}};
}

constexpr MethodRow ROWS[] = {
    {"txpool_content", content},
    {"txpool_inspect", inspect},
    {"txpool_contentFrom", content_from, 1},
    {"txpool_status", status},
};

}  // namespace

std::span<const MethodRow> txpool_rows() { return ROWS; }

}  // namespace dusk::eth
