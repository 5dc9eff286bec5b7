#include <dusk/node/rpc/trace/access_list_tracer.hpp>
#include <dusk/node/rpc/trace/opcodes.hpp>

namespace dusk::eth {

void AccessListTracer::touch(const u256& word) {
    const auto address = to_address(word);
    if (!excluded_.contains(address)) touched_[address];
}

void AccessListTracer::on_step(const evm::Step& step) {
    const auto depth = step.stack.size();
    const auto top = [&](std::size_t i) { return step.stack[depth - 1 - i]; };
    if (reads_slot(step.opcode) && depth >= 1)
        touched_[step.message.recipient].insert(top(0));
    else if (reads_account(step.opcode) && depth >= 1)
        touch(top(0));
    else if (calls_account(step.opcode) && depth >= 5)
        touch(top(1));
}

void AccessListTracer::add(const AccessList& list) {
    for (const auto& entry : list) {
        if (entry.storage_keys.empty() && excluded_.contains(entry.address)) continue;
        auto& slots = touched_[entry.address];
        for (const auto& key : entry.storage_keys) slots.insert(to_u256(key));
    }
}

AccessList AccessListTracer::list() const {
    AccessList out;
    for (const auto& [address, slots] : touched_) {
        AccessListEntry entry{.address = address, .storage_keys = {}};
        for (const auto& slot : slots) entry.storage_keys.push_back(to_hash32(slot));
        out.push_back(std::move(entry));
    }
    return out;
}

}  // namespace dusk::eth
