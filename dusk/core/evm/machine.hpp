// What instruction functions work on, and the helpers they share: gas for memory and copies, access
// to accounts. An instruction gets its operands at top[0], top[-1], … and leaves its result where
// the top will be after its pops and pushes. Gas goes by value: negative on return means the frame
// failed with frame.status, which is out_of_gas unless fail() said otherwise.
#pragma once

#include <dusk/core/evm/context.hpp>
#include <dusk/core/evm/frame.hpp>
#include <dusk/core/evm/gas.hpp>

namespace dusk::evm {

/// `State` is the journaled state (core/state/state.hpp); a parameter, for it is built on this
/// module.
template <class State>
struct Machine {
    Frame& frame;
    State& state;
    const Environment& env;
    const GasSchedule& schedule;

    std::int64_t fail(Status status) noexcept {
        frame.status = status;
        return -1;
    }
};

/// Offsets and sizes beyond this cannot be paid for.
inline constexpr std::uint64_t MEMORY_SIZE_MAX = std::uint64_t{1} << 32;

constexpr bool is_memory_size(const u256& value) noexcept {
    return value.fits_u64() && value.low64() <= MEMORY_SIZE_MAX;
}

/// Pays for and makes memory of at least `end` bytes.
std::int64_t grow_memory(Frame& frame, std::int64_t gas, std::uint64_t end);

/// Pays for and makes memory up to offset + size, both at most MEMORY_SIZE_MAX.
inline std::int64_t expand_memory(Frame& frame, std::int64_t gas, std::uint64_t offset,
                                  std::uint64_t size) {
    if (offset + size <= frame.memory.size()) [[likely]]
        return gas;
    return grow_memory(frame, gas, offset + size);
}

/// The same for stack operands; a size of zero touches nothing (yellow paper 9.1).
inline std::int64_t expand_memory(Frame& frame, std::int64_t gas, const u256& offset,
                                  const u256& size) {
    if (size.is_zero()) return gas;
    if (!is_memory_size(offset) || !is_memory_size(size)) return -1;
    return expand_memory(frame, gas, offset.low64(), size.low64());
}

/// Pays for expansion to hold [offset, offset + size) and `word_cost` for each word of it.
inline std::int64_t charge_range(Frame& frame, std::int64_t gas, const u256& offset,
                                 const u256& size, std::int64_t word_cost) {
    if (!is_memory_size(size)) return -1;
    gas -= word_cost * words_of(size.low64());
    return gas < 0 ? gas : expand_memory(frame, gas, offset, size);
}

/// A range of memory already paid for.
inline BytesView memory_range(const Frame& frame, const u256& offset, const u256& size) noexcept {
    return frame.memory.view(offset.low64(), size.low64());
}

/// Copies source[offset…] to memory at `target`; what lies past the source's end reads as zero.
void copy_padded(Frame& frame, std::uint64_t target, BytesView source, const u256& offset,
                 std::uint64_t size);

/// EIP-2929: warms the account; what its access costs beyond the base cost.
template <class State>
std::int64_t account_surcharge(Machine<State>& m, const Address& address) {
    if (m.env.revision < Revision::berlin) return 0;
    return m.state.warm_address(address) ? 0 : m.schedule.cold_account_surcharge;
}

}  // namespace dusk::evm
