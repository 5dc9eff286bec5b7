// The contracts of a network: code by id, with the storage each has at genesis.
#pragma once

#include <memory>
#include <utility>
#include <vector>

#include <dusk/core/base/check.hpp>
#include <dusk/settlement/vm/contract.hpp>

namespace dusk::settlement {

struct DeployedContract {
    ContractId id;
    /// Name and version of the code, e.g. "transfer/1": its keccak256 is the account's code hash.
    std::string version;
    std::unique_ptr<const Contract> code;
    /// Storage before the first block.
    std::vector<std::pair<Hash32, Bytes>> genesis_storage{};
};

/// Ordered by id.
class ContractSet {
public:
    void add(DeployedContract contract) {
        const auto place =
            std::ranges::lower_bound(contracts_, contract.id, {}, &DeployedContract::id);
        DUSK_CHECK(place == contracts_.end() || place->id != contract.id);
        contracts_.insert(place, std::move(contract));
    }
    const DeployedContract* find(const ContractId& id) const noexcept {
        const auto place = std::ranges::lower_bound(contracts_, id, {}, &DeployedContract::id);
        return place != contracts_.end() && place->id == id ? &*place : nullptr;
    }
    auto begin() const noexcept { return contracts_.begin(); }
    auto end() const noexcept { return contracts_.end(); }

private:
    std::vector<DeployedContract> contracts_;
};

}  // namespace dusk::settlement
