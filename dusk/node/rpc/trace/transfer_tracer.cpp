#include <dusk/node/rpc/trace/transfer_tracer.hpp>

namespace dusk::eth {
namespace {

constexpr std::uint8_t LOG0 = 0xa0;
constexpr std::uint8_t LOG4 = 0xa4;
constexpr std::uint8_t SELFDESTRUCT = 0xff;

/// ERC-7528: ether as a token.
constexpr Address ETHER_ADDRESS{{0xee, 0xee, 0xee, 0xee, 0xee, 0xee, 0xee, 0xee, 0xee, 0xee,
                                 0xee, 0xee, 0xee, 0xee, 0xee, 0xee, 0xee, 0xee, 0xee, 0xee}};
/// keccak256("Transfer(address,address,uint256)")
constexpr Hash32 TRANSFER_TOPIC{{0xdd, 0xf2, 0x52, 0xad, 0x1b, 0xe2, 0xc8, 0x9b, 0x69, 0xc2, 0xb0,
                                 0x68, 0xfc, 0x37, 0x8d, 0xaa, 0x95, 0x2b, 0xa7, 0xf1, 0x63, 0xc4,
                                 0xa1, 0x16, 0x28, 0xf5, 0x5a, 0x4d, 0xf5, 0x23, 0xb3, 0xef}};

}  // namespace

void TransferTracer::note(const Address& from, const Address& to, const u256& value) {
    if (value.is_zero()) return;
    Log log{.address = ETHER_ADDRESS,
            .topics = {TRANSFER_TOPIC, to_hash32(to_u256(from)), to_hash32(to_u256(to))},
            .data = to_bytes(to_hash32(value))};
    entries_.push_back({std::move(log), count_++});
}

void TransferTracer::on_step(const evm::Step& step) {
    if (step.opcode >= LOG0 && step.opcode <= LOG4) entries_.push_back({std::nullopt, count_++});
    if (step.opcode != SELFDESTRUCT || step.stack.empty()) return;
    const auto& from = step.message.recipient;
    note(from, to_address(step.stack.back()), state_.balance(from));
}

void TransferTracer::on_enter(const evm::Message& message) {
    open_.push_back(entries_.size());
    if (message.kind == evm::CallKind::delegatecall || message.kind == evm::CallKind::staticcall)
        return;
    note(message.sender, evm::is_create(message.kind) ? message.recipient : message.code_address,
         message.value);
}

void TransferTracer::on_exit(const evm::Message&, const evm::CallResult& result) {
    if (!result.is_success()) entries_.resize(open_.back());
    open_.pop_back();
}

std::vector<TransferTracer::NumberedLog> TransferTracer::merged(
    const std::vector<Log>& logs) const {
    std::vector<NumberedLog> out;
    std::size_t next = 0;
    for (const auto& entry : entries_) {
        if (entry.transfer)
            out.push_back({*entry.transfer, entry.index});
        else if (next < logs.size())
            out.push_back({logs[next++], entry.index});
    }
    return out;
}

}  // namespace dusk::eth
