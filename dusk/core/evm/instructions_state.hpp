// Accounts, storage and logs: BALANCE, EXTCODE*, SLOAD, SSTORE, TLOAD, TSTORE, LOG, SELFDESTRUCT
// (yellow paper H.2; EIP-1052, 1153, 1283, 2200, 2929, 3529, 6780). EXTCODE* of a delegated account
// see the designator itself (EIP-7702).
#pragma once

#include <dusk/core/evm/machine.hpp>

namespace dusk::evm::instructions {

[[gnu::noinline]] inline std::int64_t balance(auto& m, u256* top, std::int64_t gas) {
    const auto account = to_address(top[0]);
    gas -= account_surcharge(m, account);
    if (gas >= 0) top[0] = m.state.balance(account);
    return gas;
}

[[gnu::noinline]] inline std::int64_t extcodesize(auto& m, u256* top, std::int64_t gas) {
    const auto account = to_address(top[0]);
    gas -= account_surcharge(m, account);
    if (gas >= 0) top[0] = m.state.code(account)->size();
    return gas;
}

/// EIP-1052: zero for accounts that are empty or do not exist.
[[gnu::noinline]] inline std::int64_t extcodehash(auto& m, u256* top, std::int64_t gas) {
    const auto account = to_address(top[0]);
    gas -= account_surcharge(m, account);
    if (gas >= 0) top[0] = m.state.is_empty(account) ? u256{} : to_u256(m.state.code_hash(account));
    return gas;
}

[[gnu::noinline]] inline std::int64_t extcodecopy(auto& m, u256* top, std::int64_t gas) {
    const auto account = to_address(top[0]);
    gas = charge_range(m.frame, gas, top[-1], top[-3], COPY_WORD);
    if (gas < 0) return gas;
    gas -= account_surcharge(m, account);
    if (gas < 0 || top[-3].is_zero()) return gas;
    copy_padded(m.frame, top[-1].low64(), *m.state.code(account), top[-2], top[-3].low64());
    return gas;
}

[[gnu::noinline]] inline std::int64_t sload(auto& m, u256* top, std::int64_t gas) {
    const auto& self = m.frame.message.recipient;
    if (m.env.revision >= Revision::berlin && !m.state.warm_slot(self, top[0]))
        gas -= m.schedule.cold_slot_surcharge;
    if (gas >= 0) top[0] = m.state.storage(self, top[0]);
    return gas;
}

struct StorageCharge {
    std::int64_t gas = 0;
    std::int64_t refund = 0;
};

/// Yellow paper H.2, SSTORE before EIP-1283 and between EIP-1716 and EIP-2200.
inline StorageCharge charge_by_current(const GasSchedule& s, const u256& current,
                                       const u256& next) {
    if (current.is_zero() && !next.is_zero()) return {s.storage_set, 0};
    const bool is_cleared = !current.is_zero() && next.is_zero();
    return {s.storage_reset, is_cleared ? s.storage_clear_refund : 0};
}

/// EIP-2200 (and EIP-1283) in the form of EIP-2929, with the refunds of EIP-3529.
inline StorageCharge charge_net(const GasSchedule& s, const u256& original, const u256& current,
                                const u256& next) {
    if (current == next) return {s.storage_noop, 0};
    if (original == current) {
        if (original.is_zero()) return {s.storage_set, 0};
        return {s.storage_reset, next.is_zero() ? s.storage_clear_refund : 0};
    }
    StorageCharge charge{s.storage_noop, 0};
    if (!original.is_zero()) {
        if (current.is_zero()) charge.refund -= s.storage_clear_refund;
        if (next.is_zero()) charge.refund += s.storage_clear_refund;
    }
    if (original == next)
        charge.refund += (original.is_zero() ? s.storage_set : s.storage_reset) - s.storage_noop;
    return charge;
}

[[gnu::noinline]] inline std::int64_t sstore(auto& m, u256* top, std::int64_t gas) {
    if (m.frame.message.is_static) return m.fail(Status::static_violation);
    const auto& s = m.schedule;
    if (gas <= s.storage_sentry) return -1;
    const auto& self = m.frame.message.recipient;
    if (m.env.revision >= Revision::berlin && !m.state.warm_slot(self, top[0]))
        gas -= s.cold_slot_access;
    if (gas < 0) return gas;
    const auto [current, original] = m.state.storage_value(self, top[0]);
    const auto charge = s.storage_metering == StorageMetering::net
                            ? charge_net(s, original, current, top[-1])
                            : charge_by_current(s, current, top[-1]);
    gas -= charge.gas;
    if (gas < 0) return gas;
    m.frame.gas_refund += charge.refund;
    m.state.set_storage(self, top[0], top[-1]);
    return gas;
}

[[gnu::noinline]] inline std::int64_t tload(auto& m, u256* top, std::int64_t gas) {
    top[0] = m.state.transient_storage(m.frame.message.recipient, top[0]);
    return gas;
}

[[gnu::noinline]] inline std::int64_t tstore(auto& m, u256* top, std::int64_t gas) {
    if (m.frame.message.is_static) return m.fail(Status::static_violation);
    m.state.set_transient_storage(m.frame.message.recipient, top[0], top[-1]);
    return gas;
}

template <unsigned TOPICS>
[[gnu::noinline]] inline std::int64_t log(auto& m, u256* top, std::int64_t gas) {
    if (m.frame.message.is_static) return m.fail(Status::static_violation);
    if (!is_memory_size(top[-1])) return -1;
    gas -= LOG_DATA_BYTE * static_cast<std::int64_t>(top[-1].low64());
    if (gas < 0) return gas;
    gas = expand_memory(m.frame, gas, top[0], top[-1]);
    if (gas < 0) return gas;
    std::vector<Hash32> topics(TOPICS);
    for (unsigned i = 0; i < TOPICS; ++i) topics[i] = to_hash32(top[-2 - static_cast<int>(i)]);
    m.state.add_log(m.frame.message.recipient, std::move(topics),
                    to_bytes(memory_range(m.frame, top[0], top[-1])));
    return gas;
}

/// Moves the balance; destroys the account if the revision says so (EIP-6780).
inline void leave_to(auto& m, const Address& self, const Address& beneficiary) {
    const auto amount = m.state.balance(self);
    const bool is_destroyed =
        m.env.revision < Revision::cancun || m.state.is_created_in_transaction(self);
    m.state.sub_balance(self, amount);
    m.state.add_balance(beneficiary, amount);
    if (!is_destroyed) return;
    m.state.set_balance(self, 0);
    m.state.mark_destructed(self);
}

[[gnu::noinline]] inline std::int64_t selfdestruct(auto& m, u256* top, std::int64_t gas) {
    if (m.frame.message.is_static) return m.fail(Status::static_violation);
    const auto& self = m.frame.message.recipient;
    const auto beneficiary = to_address(top[0]);
    if (m.env.revision >= Revision::berlin && !m.state.warm_address(beneficiary))
        gas -= m.schedule.cold_account_access;
    if (gas < 0) return gas;
    // EIP-161: only a value that arrives makes an account.
    const bool is_new = m.env.revision >= Revision::spurious_dragon
                            ? !m.state.balance(self).is_zero() && m.state.is_empty(beneficiary)
                            : !m.state.exists(beneficiary);
    if (is_new) gas -= m.schedule.selfdestruct_new_account;
    if (gas < 0) return gas;
    if (!m.state.is_destructed(self)) m.frame.gas_refund += m.schedule.selfdestruct_refund;
    leave_to(m, self, beneficiary);
    m.frame.status = Status::success;
    return gas;
}

}  // namespace dusk::evm::instructions
