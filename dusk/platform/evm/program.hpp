// Program: code translated for the fast interpreter. Each block of straight-line code starts with
// an Op that carries its BlockNeeds; frequent sequences of instructions become one Op. Size: about
// 17 bytes per byte of code.
#pragma once

#include <deque>
#include <memory>
#include <optional>
#include <vector>

#include <dusk/core/evm/analysis.hpp>
#include <dusk/core/evm/gas.hpp>
#include <dusk/platform/evm/machine.hpp>

namespace dusk::evm::fast {

class Program final : public Translation {
public:
    /// In `entries`: the position is a JUMPDEST, so jumps may go there.
    static constexpr std::uint32_t IS_JUMP_DESTINATION = std::uint32_t{1} << 31;

    explicit Program(Revision for_revision) noexcept : Translation(for_revision) {}

    /// By position in the code: the index of the Op that starts a block there, 0 for none.
    std::vector<std::uint32_t> entries;
    std::vector<Op> ops;
    /// Wide operands. Ops point at them.
    std::deque<u256> constants;
    /// By index of an Op: the position of its first instruction.
    std::vector<std::uint32_t> positions;

    std::uint32_t position_of(const Op* op) const noexcept {
        return positions[static_cast<std::size_t>(op - ops.data())];
    }
    std::size_t memory_size() const noexcept {
        return sizeof(*this) + entries.size() * sizeof(entries[0]) +
               ops.size() * (sizeof(ops[0]) + sizeof(positions[0])) +
               constants.size() * sizeof(constants[0]);
    }
};

/// What the instructions from `position` to the end of their block cost, apart from operands.
std::int64_t cost_to_block_end(const GasSchedule& schedule, const CodeAnalysis& code,
                               std::size_t position) noexcept;

std::unique_ptr<Program> translate(Revision revision, const CodeAnalysis& code);

}  // namespace dusk::evm::fast
