// prestateTracer: the accounts and slots that a transaction comes by, as they were before it, and
// in diff mode what it made of them (geth: eth/tracers/native/prestate.go).
#include <map>
#include <set>

#include <dusk/core/state/execute.hpp>
#include <dusk/node/rpc/opcodes.hpp>
#include <dusk/node/rpc/traces.hpp>

namespace dusk::eth {
namespace {

struct Seen {
    bool exists = false;
    u256 balance;
    std::uint64_t nonce = 0;
    std::shared_ptr<const Bytes> code;
    std::map<u256, u256> storage;
};

Object slots_json(const std::map<u256, u256>& slots) {
    Object out;
    for (const auto& [key, value] : slots)
        out[hex(to_hash32(key)).get_string()] = hex(to_hash32(value));
    return out;
}

class PrestateTrace final : public Trace {
public:
    PrestateTrace(const Object& options, const TraceSubject& subject)
        : state_(subject.state),
          is_diff_(flag(options, "diffMode")),
          with_code_(!flag(options, "disableCode")),
          with_storage_(!flag(options, "disableStorage")) {
        see(subject.sender);
        const auto nonce = state_.nonce(subject.sender);
        if (!subject.txn.to) created_.insert(create_address(subject.sender, nonce));
        see(subject.txn.to.value_or(create_address(subject.sender, nonce)));
        see(subject.coinbase);
        for (const auto& authorization : subject.txn.authorization_list) see(authorization.address);
    }

    void on_step(const evm::Step& step) override {
        const auto depth = step.stack.size();
        if (reads_slot(step.opcode) && depth >= 1)
            see_slot(step.message.recipient, step.stack[depth - 1]);
        else if (reads_account(step.opcode) && depth >= 1)
            see(to_address(step.stack[depth - 1]));
        else if (calls_account(step.opcode) && depth >= 5)
            see(to_address(step.stack[depth - 2]));
        else if (creates(step.opcode))
            see_creation(step);
    }

    void on_enter(const evm::Message& message) override {
        if (evm::is_create(message.kind)) created_.insert(message.recipient);
    }

    Value result(const TxnOutcome&) override {
        if (is_diff_) return diff();
        Object out;
        for (const auto& [address, seen] : seen_)
            if (seen.exists || !created_.contains(address))
                out[hex(address).get_string()] = describe(seen);
        return out;
    }

private:
    Seen& see(const Address& address) {
        const auto [entry, is_new] = seen_.try_emplace(address);
        auto& seen = entry->second;
        if (!is_new) return seen;
        if (const auto account = state_.account(address)) {
            seen.exists = true;
            seen.balance = account->balance;
            seen.nonce = account->nonce;
        }
        seen.code = state_.code(address);
        return seen;
    }

    void see_slot(const Address& address, const u256& slot) {
        if (with_storage_) see(address).storage.try_emplace(slot, state_.storage(address, slot));
    }

    void see_creation(const evm::Step& step) {
        const auto depth = step.stack.size();
        const auto& creator = step.message.recipient;
        if (step.opcode == 0xf0) {
            see(create_address(creator, state_.nonce(creator)));
            return;
        }
        if (depth < 4) return;
        const auto offset = step.stack[depth - 2];
        const auto size = step.stack[depth - 3];
        if (!offset.fits_u64() || !size.fits_u64()) return;
        // Memory that the instruction has yet to grow is zero; such code is rare and left out.
        if (offset.low64() > step.memory.size() ||
            size.low64() > step.memory.size() - offset.low64())
            return;
        see(create2_address(creator, to_hash32(step.stack[depth - 4]),
                            step.memory.subspan(offset.low64(), size.low64())));
    }

    Object describe(const Seen& seen) const {
        Object out{{"balance", quantity(seen.balance)}};
        if (seen.nonce != 0) out["nonce"] = seen.nonce;
        if (with_code_ && !seen.code->empty()) out["code"] = hex(*seen.code);
        if (!seen.storage.empty()) out["storage"] = slots_json(seen.storage);
        return out;
    }

    /// Only what differs, before and after.
    Value diff() {
        Object pre;
        Object post;
        for (auto& [address, seen] : seen_) {
            const auto key = hex(address);
            const auto& name = key.get_string();
            const auto after = state_.account(address);
            if (!after) {
                if (seen.exists) pre[name] = describe(seen);
                continue;
            }
            auto changes = changes_of(address, seen, *after);
            if (changes.empty()) continue;
            if (seen.exists) pre[name] = describe(seen);
            post[name] = std::move(changes);
        }
        return Object{{"post", std::move(post)}, {"pre", std::move(pre)}};
    }

    /// Leaves in `seen` only the slots that changed.
    Object changes_of(const Address& address, Seen& seen, const Account& after) {
        Object out;
        if (after.balance != seen.balance) out["balance"] = quantity(after.balance);
        if (after.nonce != seen.nonce) out["nonce"] = after.nonce;
        const auto code = state_.code(address);
        if (with_code_ && *code != *seen.code) out["code"] = hex(*code);
        std::map<u256, u256> changed;
        std::erase_if(seen.storage, [&](const auto& slot) {
            const auto now = state_.storage(address, slot.first);
            if (now == slot.second) return true;
            if (!now.is_zero()) changed[slot.first] = now;
            return slot.second.is_zero();
        });
        if (!changed.empty()) out["storage"] = slots_json(changed);
        if (out.empty() && !seen.storage.empty()) out["storage"] = Object{};
        return out;
    }

    State& state_;
    const bool is_diff_;
    const bool with_code_;
    const bool with_storage_;
    std::map<Address, Seen> seen_;
    std::set<Address> created_;
};

}  // namespace

std::unique_ptr<Trace> make_prestate_trace(const Object& options, const TraceSubject& subject) {
    return std::make_unique<PrestateTrace>(options, subject);
}

}  // namespace dusk::eth
