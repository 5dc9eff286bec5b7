// A session: contract calls on an overlay of the state after some block, in the circumstances of
// the block being executed (spec/duskvm.md sections 5 and 8). A failed call leaves neither writes
// nor events.
#pragma once

#include <dusk/settlement/state/gas.hpp>
#include <dusk/settlement/state/overlay.hpp>
#include <dusk/settlement/vm/contract_set.hpp>

namespace dusk::settlement {

struct SessionContext {
    std::uint64_t block_height = 0;
    std::uint64_t block_timestamp_s = 0;
    std::uint8_t chain_id = 0;
};

/// Facts of the running transaction that contracts may ask for.
struct TxContext {
    std::optional<AccountKey> public_sender;
    std::vector<Hash32> blob_versioned_hashes;
};

struct CallReceipt {
    CallOutcome outcome;
    std::uint64_t gas_spent = 0;
    std::vector<ContractEvent> events;
};

inline constexpr std::uint64_t UNLIMITED_GAS = ~std::uint64_t{0};

class Session {
public:
    Session(const StateSource& base, const ContractSet& contracts, const CryptoProvider& crypto,
            SessionContext context)
        : overlay_(base), contracts_(contracts), crypto_(crypto), context_(context) {}

    /// A call by the host: no caller.
    CallReceipt call(const ContractId& callee, std::string_view method, BytesView args,
                     std::uint64_t gas_limit);

    void set_tx(TxContext tx) { tx_ = std::move(tx); }
    void clear_tx() { tx_ = {}; }
    Overlay& overlay() noexcept { return overlay_; }
    const Overlay& overlay() const noexcept { return overlay_; }
    const SessionContext& context() const noexcept { return context_; }

private:
    class Frame;
    struct Invocation;
    CallOutcome run(const Invocation& invocation, std::uint64_t& gas_spent);

    Overlay overlay_;
    const ContractSet& contracts_;
    const CryptoProvider& crypto_;
    SessionContext context_;
    TxContext tx_;
    std::vector<ContractEvent> events_;
};

}  // namespace dusk::settlement
