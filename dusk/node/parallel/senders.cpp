#include <atomic>

#include <dusk/node/parallel/senders.hpp>

namespace dusk::parallel {
namespace {

/// Signatures that one thread takes at a time.
constexpr std::size_t PART = 8;

}  // namespace

std::optional<Address> recover_sender(const Transaction& txn, const CryptoProvider& crypto,
                                      SenderCache& cache) {
    if (txn.is_deposit()) return txn.from;
    const auto hash = transaction_hash(txn);
    if (const auto known = cache.get(hash)) return known;
    const auto sender = dusk::recover_sender(txn, crypto);
    if (sender) cache.put(hash, *sender);
    return sender;
}

std::optional<std::vector<Address>> recover_senders(std::span<const Transaction> txns,
                                                    const CryptoProvider& crypto,
                                                    SenderCache& cache, WorkerPool& workers) {
    std::vector<Address> senders(txns.size());
    std::atomic<bool> failed = false;
    workers.for_each((txns.size() + PART - 1) / PART, [&](std::size_t part) {
        const auto end = std::min(txns.size(), (part + 1) * PART);
        for (auto i = part * PART; i < end && !failed; ++i) {
            if (const auto sender = parallel::recover_sender(txns[i], crypto, cache))
                senders[i] = *sender;
            else
                failed = true;
        }
    });
    if (failed) return std::nullopt;
    return senders;
}

}  // namespace dusk::parallel
