// The books of evm_tx_router: credits in wei, nonces, fees earned by relayers, contracts by
// address, and the blob gas of the current block.
#pragma once

#include <optional>

#include <dusk/settlement/contracts/evm_storage.hpp>
#include <dusk/settlement/contracts/l1_fee_market.hpp>

namespace dusk::settlement {

class EvmLedger {
public:
    explicit EvmLedger(ContractHost& host) noexcept : host_(host), storage_(host) {}

    std::uint64_t l1_chain_id() const;
    std::uint64_t nonce(const Address& address) const;
    void set_nonce(const Address& address, std::uint64_t nonce);

    u256 credit(const Address& address) const;
    /// False: it would pass 2^256.
    [[nodiscard]] bool add_credit(const Address& address, const u256& wei);
    /// False: there is less.
    [[nodiscard]] bool take_credit(const Address& address, const u256& wei);
    [[nodiscard]] bool move_credit(const Address& from, const Address& to, const u256& wei);

    u256 fees(const AccountKey& relayer) const;
    void set_fees(const AccountKey& relayer, const u256& wei);

    std::optional<ContractId> contract_of(const Address& address) const;

    BlobSchedule blob_schedule() const;
    /// Excess blob gas of the running block's header.
    std::uint64_t excess_blob_gas() const;
    /// Blob gas of the running block so far.
    std::uint64_t blob_gas_used() const;
    void add_blob_gas(std::uint64_t gas);

private:
    ContractHost& host_;
    EvmStorage storage_;
};

}  // namespace dusk::settlement
