#include <dusk/core/evm/analysis.hpp>
#include <dusk/core/evm/opcodes.hpp>

namespace dusk::evm {

CodeAnalysis analyze(BytesView code) {
    CodeAnalysis out;
    out.code_size = code.size();
    out.padded_code.reserve(code.size() + CODE_PADDING);
    append(out.padded_code, code);
    out.padded_code.resize(code.size() + CODE_PADDING);
    out.jump_destinations.resize(code.size() / 64 + 1);
    for (std::size_t i = 0; i < code.size(); i += 1 + push_size(code[i]))
        if (code[i] == static_cast<std::uint8_t>(Opcode::JUMPDEST))
            out.jump_destinations[i / 64] |= std::uint64_t{1} << (i % 64);
    return out;
}

}  // namespace dusk::evm
