// optimism_portal: where L2 deposits start (OP specs, deposits.md, OptimismPortal). Its credit with
// evm_tx_router is the value locked for L2. Withdrawals are not part of it yet: their selectors
// revert.
//
// Ethereum methods: depositTransaction(address,uint256,uint64,bool,bytes) payable, receive()
// payable,
//   minimumGasLimit(uint64), params(), version(), systemConfig(), paused().
// Dusk queries: paused() -> bool.
// Limits: 120,000 bytes of data; 20,000,000 L2 gas a block, priced by OP's resource metering.
#pragma once

#include <dusk/core/base/u256.hpp>
#include <dusk/settlement/vm/contract.hpp>

namespace dusk::settlement {

class OptimismPortal final : public Contract {
public:
    CallOutcome call(ContractHost& host, std::string_view method, BytesView args) const override;
};

namespace portal {

inline constexpr std::size_t DATA_SIZE_MAX = 120'000;
inline constexpr std::uint64_t RECEIVE_DEFAULT_GAS_LIMIT = 100'000;

/// Gas that pays at least for the deposit's calldata on L2.
constexpr std::uint64_t minimum_gas_limit(std::uint64_t byte_count) noexcept {
    return byte_count * 40 + 21'000;
}

/// L2 address of an L1 contract (OP specs, deposits.md#address-aliasing).
Address apply_l1_to_l2_alias(const Address& address) noexcept;

}  // namespace portal
}  // namespace dusk::settlement
