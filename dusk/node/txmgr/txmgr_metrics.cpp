#include <dusk/node/txmgr/txmgr_metrics.hpp>

namespace dusk::txmgr {

namespace {

double to_double(const u256& value) { return static_cast<double>(value.saturated64()); }

std::string_view label_of(PublishErrorKind kind) {
    switch (kind) {
        case PublishErrorKind::nonce_too_low:
            return "nonce_too_low";
        case PublishErrorKind::replacement_underpriced:
            return "replacement_underpriced";
        case PublishErrorKind::underpriced:
            return "underpriced";
        case PublishErrorKind::already_reserved:
            return "already_reserved";
        case PublishErrorKind::insufficient_funds:
            return "insufficient_funds";
        case PublishErrorKind::transport:
            return "transport";
        case PublishErrorKind::other:
            break;
    }
    return "other";
}

}  // namespace

TxnMetrics::TxnMetrics(const std::string& prefix)
    : prefix_(prefix + "_txmgr_"),
      pending_(
          metrics::registry().gauge(prefix_ + "pending_txs", "Transactions not confirmed yet")),
      nonce_(metrics::registry().gauge(prefix_ + "current_nonce", "Nonce given out last")),
      base_fee_(metrics::registry().gauge(prefix_ + "basefee_wei", "Base fee of L1")),
      tip_(metrics::registry().gauge(prefix_ + "tipcap_wei", "Tip that L1 suggests")),
      blob_base_fee_(
          metrics::registry().gauge(prefix_ + "blob_basefee_wei", "Blob base fee of L1")),
      publish_(metrics::registry().counter(prefix_ + "tx_publish_count", "Transactions sent")),
      bumps_(metrics::registry().counter(prefix_ + "tx_gas_bump_total", "Raised fees")),
      confirmed_(
          metrics::registry().counter(prefix_ + "tx_confirmed_count", "Confirmed transactions")),
      fees_gwei_(metrics::registry().counter(prefix_ + "tx_fee_gwei_total",
                                             "Fees of confirmed transactions")),
      latency_ms_(metrics::registry().gauge(prefix_ + "tx_confirmed_latency_ms",
                                            "From submission to confirmation")) {}

void TxnMetrics::quote(const FeeQuote& quote) const {
    base_fee_.set(to_double(quote.base_fee));
    tip_.set(to_double(quote.tip));
    blob_base_fee_.set(to_double(quote.blob_base_fee));
}

void TxnMetrics::refused(const PublishError& error) const {
    metrics::registry()
        .counter(prefix_ + "tx_publish_error_count", "Transactions that L1 refused",
                 {{"reason", std::string{label_of(error.kind)}}})
        .increment();
}

void TxnMetrics::confirmed(const TxnReceipt& receipt, std::uint64_t latency_ms) const {
    confirmed_.increment();
    latency_ms_.set(static_cast<double>(latency_ms));
    const auto fee = receipt.effective_gas_price * u256{receipt.gas_used} +
                     receipt.blob_gas_price * u256{receipt.blob_gas_used};
    fees_gwei_.increment(to_double(fee) / 1e9);
}

}  // namespace dusk::txmgr
