// Notes which accounts and slots an execution touches (geth: eth/tracers/logger AccessListTracer).
#pragma once

#include <map>
#include <set>

#include <dusk/core/chain/transaction.hpp>
#include <dusk/core/evm/tracer.hpp>

namespace dusk::eth {

class AccessListTracer final : public evm::Tracer {
public:
    /// `excluded` are warm in any case: they are listed only for their slots.
    explicit AccessListTracer(std::set<Address> excluded) : excluded_(std::move(excluded)) {}

    void on_step(const evm::Step& step) override;

    void add(const AccessList& list);
    /// Sorted.
    AccessList list() const;

private:
    void touch(const u256& word);

    std::set<Address> excluded_;
    std::map<Address, std::set<u256>> touched_;
};

}  // namespace dusk::eth
