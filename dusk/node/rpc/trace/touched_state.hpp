// TouchedState: the accounts and slots that a transaction comes by, as they were before it. Made
// before the transaction; what it touches outside of code is touched here: sender, recipient,
// coinbase and, on OP chains, the fee vaults.
#pragma once

#include <map>
#include <set>

#include <dusk/core/evm/tracer.hpp>
#include <dusk/core/state/state.hpp>
#include <dusk/node/rpc/trace/traces.hpp>

namespace dusk::eth {

class TouchedState {
public:
    struct Entry {
        bool exists = false;
        u256 balance;
        std::uint64_t nonce = 0;
        std::shared_ptr<const Bytes> code;
        std::map<u256, u256> storage;
    };

    TouchedState(const TraceSubject& subject, bool with_storage);

    void on_step(const evm::Step& step);
    void on_enter(const evm::Message& message);

    /// About how much it holds.
    std::size_t bytes() const noexcept { return bytes_; }
    std::map<Address, Entry>& entries() noexcept { return entries_; }
    /// Created by the transaction, or meant to be.
    bool is_creation(const Address& address) const { return created_.contains(address); }

private:
    void see(const Address& address);
    void see_slot(const Address& address, const u256& slot);
    void see_creation(const evm::Step& step);

    State& state_;
    const bool with_storage_;
    std::map<Address, Entry> entries_;
    std::set<Address> created_;
    std::size_t bytes_ = 0;
};

}  // namespace dusk::eth
