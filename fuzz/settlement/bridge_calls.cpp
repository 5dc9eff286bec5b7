// Any arguments to any method of the bridge contracts: a result or a fault, never a crash. The
// first byte chooses contract and method; rkyv arguments, evm_call's ABI and event bodies are all
// reached.
#include <fuzz/settlement/settlement.hpp>

#include <dusk/core/base/check.hpp>
#include <dusk/platform/crypto/provider.hpp>
#include <dusk/settlement/contracts/contract_ids.hpp>
#include <dusk/settlement/contracts/evm_events.hpp>
#include <dusk/settlement/contracts/evm_tx_router.hpp>
#include <dusk/settlement/contracts/l1_cross_domain_messenger.hpp>
#include <dusk/settlement/contracts/l1_standard_bridge.hpp>
#include <dusk/settlement/contracts/optimism_portal.hpp>
#include <dusk/settlement/contracts/system_config.hpp>
#include <dusk/settlement/ledger/system_contracts.hpp>

using namespace dusk;
using namespace dusk::settlement;

namespace {

/// A host without storage behind it, whose calls all succeed with nothing.
class EmptyHost final : public ContractHost {
public:
    explicit EmptyHost(CallContext context) : context_(std::move(context)) {}
    const CallContext& context() const override { return context_; }
    Bytes load(const Hash32&) const override { return {}; }
    void store(const Hash32&, BytesView) override {}
    CallOutcome call(const ContractId&, std::string_view, BytesView) override { return Bytes{}; }
    void emit(std::string_view topic, BytesView data) override {
        static_cast<void>(
            events::to_log({context_.self, std::string(topic), to_bytes(data)}, Address{}));
    }
    bool charge(std::uint64_t) override { return true; }
    const CryptoProvider& crypto() const override { return native_crypto(); }

private:
    CallContext context_;
};

constexpr std::string_view METHODS[] = {
    "evm_call",     "execute",    "evm_send",      "deposit_credit",        "receive_credit",
    "evm_query",    "nonce",      "credit",        "contract_of",           "fees",
    "evm_dispatch", "claim_fees", "set_gas_limit", "depositETHToWithValue", "sendMessage",
};

}  // namespace

void dusk::fuzz::bridge_calls(BytesView input) {
    if (input.size() < 2) return;
    const EvmTxRouter router;
    const OptimismPortal portal;
    const L1CrossDomainMessenger messenger;
    const L1StandardBridge bridge;
    const SystemConfig config;
    const Contract* const contracts[] = {&router, &portal, &messenger, &bridge, &config};
    const ContractId ids[] = {EVM_TX_ROUTER_ID, OPTIMISM_PORTAL_ID, L1_CROSS_DOMAIN_MESSENGER_ID,
                              L1_STANDARD_BRIDGE_ID, SYSTEM_CONFIG_ID};
    const auto which = input[0] % 5;
    const auto method = METHODS[input[1] % std::size(METHODS)];
    CallContext context{.self = ids[which], .block_height = 7};
    context.caller = method == "evm_call"       ? EVM_TX_ROUTER_ID
                     : method == "evm_dispatch" ? ids[which]
                                                : TRANSFER_CONTRACT;
    context.callstack.assign(method == "receive_credit" ? 3 : 1, *context.caller);
    context.public_sender.emplace();
    EmptyHost host(std::move(context));
    const auto args = input.subspan(2);
    static_cast<void>(contracts[which]->call(host, method, args));
    static_cast<void>(events::decode_transaction_deposited(args));
    static_cast<void>(events::decode_config_update(args));
    static_cast<void>(events::decode_evm_log(args));
    static_cast<void>(events::decode_evm_txn_executed(args));
    static_cast<void>(router::decode_query_result(args));
}
