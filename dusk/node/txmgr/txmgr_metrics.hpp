// The metrics of a transaction manager, with op-service's names behind the role's prefix
// (op_batcher_txmgr_…).
#pragma once

#include <string>

#include <dusk/core/base/u256.hpp>
#include <dusk/node/txmgr/eth_client.hpp>
#include <dusk/platform/metrics/metrics.hpp>

namespace dusk::txmgr {

class TxnMetrics {
public:
    explicit TxnMetrics(const std::string& prefix);

    void pending(std::size_t count) const { pending_.set(static_cast<double>(count)); }
    void nonce(std::uint64_t nonce) const { nonce_.set(static_cast<double>(nonce)); }
    void quote(const FeeQuote& quote) const;
    void published() const { publish_.increment(); }
    void refused(const PublishError& error) const;
    void bumped() const { bumps_.increment(); }
    void confirmed(const TxnReceipt& receipt, std::uint64_t latency_ms) const;

private:
    std::string prefix_;
    metrics::Gauge pending_;
    metrics::Gauge nonce_;
    metrics::Gauge base_fee_;
    metrics::Gauge tip_;
    metrics::Gauge blob_base_fee_;
    metrics::Counter publish_;
    metrics::Counter bumps_;
    metrics::Counter confirmed_;
    metrics::Counter fees_gwei_;
    metrics::Gauge latency_ms_;
};

}  // namespace dusk::txmgr
