// l1_standard_bridge: DUSK from L1 to L2 through the messenger (OP specs, bridges.md), native half.
//
// Dusk method: depositETHToWithValue rkyv (to, amount_lux, min_gas_limit, extra_data): amount u64
// @0,
//   to[20] @8, min_gas_limit u32 @28, extra_data @32. The transaction attaches deposit =
//   amount_lux. The L2 event names the sender by evm_address(account); a transaction without a
//   public sender deposits from address zero.
// Ethereum methods: depositETH(uint32,bytes), depositETHTo(address,uint32,bytes),
// bridgeETH(uint32,bytes),
//   bridgeETHTo(address,uint32,bytes), receive(), otherBridge(), messenger(), version(), paused().
// Spec: DuskEVM L1 contracts, sections 4.2, 5 and 7.1.
#pragma once

#include <dusk/settlement/vm/contract.hpp>

namespace dusk::settlement {

class L1StandardBridge final : public Contract {
public:
    CallOutcome call(ContractHost& host, std::string_view method, BytesView args) const override;
};

namespace bridge {

inline constexpr std::string_view DEPOSIT_METHOD = "depositETHToWithValue";
inline constexpr Address L2_STANDARD_BRIDGE{
    {0x42, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0x10}};
inline constexpr std::uint32_t RECEIVE_DEFAULT_GAS_LIMIT = 200'000;

struct DepositArguments {
    Address to;
    std::uint64_t amount_lux = 0;
    std::uint32_t min_gas_limit = 0;
    Bytes extra_data{};
    friend bool operator==(const DepositArguments&, const DepositArguments&) = default;
};
Bytes encode_deposit_arguments(const DepositArguments& deposit);
std::optional<DepositArguments> decode_deposit_arguments(BytesView args);

}  // namespace bridge
}  // namespace dusk::settlement
