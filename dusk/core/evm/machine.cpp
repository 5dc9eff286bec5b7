#include <dusk/core/evm/machine.hpp>

namespace dusk::evm {

std::int64_t grow_memory(Frame& frame, std::int64_t gas, std::uint64_t end) {
    if (end > MEMORY_SIZE_MAX) return -1;
    const auto words = words_of(end);
    gas -= memory_cost(words) - memory_cost(words_of(frame.memory.size()));
    if (gas >= 0) frame.memory.grow(static_cast<std::size_t>(words) * 32);
    return gas;
}

void copy_padded(Frame& frame, std::uint64_t target, BytesView source, const u256& offset,
                 std::uint64_t size) {
    if (size == 0) return;
    const auto begin = std::min<std::uint64_t>(offset.saturated64(), source.size());
    const auto copied = std::min<std::uint64_t>(size, source.size() - begin);
    auto* out = frame.memory.data() + target;
    std::ranges::copy(source.subspan(begin, copied), out);
    std::fill(out + copied, out + size, std::uint8_t{0});
}

}  // namespace dusk::evm
