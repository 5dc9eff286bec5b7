// Code made ready to run: padded so that no read passes its end, with a bitmap of valid jump
// destinations (yellow paper 9.4.3).
#pragma once

#include <cstdint>
#include <memory>
#include <vector>

#include <dusk/core/base/bytes.hpp>
#include <dusk/core/base/u256.hpp>
#include <dusk/core/evm/revision.hpp>

namespace dusk::evm {

/// After the code stand this many zeros: a STOP, and the tail of a PUSH32 cut off by the end.
inline constexpr std::size_t CODE_PADDING = 33;

/// What a host's interpreter makes of code beyond the analysis; only the maker knows its form.
struct Translation {
    explicit Translation(Revision for_revision) noexcept : revision(for_revision) {}
    virtual ~Translation() = default;
    Translation(const Translation&) = delete;
    Translation& operator=(const Translation&) = delete;
    const Revision revision;
};

struct CodeAnalysis {
    /// The code and CODE_PADDING zero bytes.
    Bytes padded_code;
    std::size_t code_size = 0;
    /// Bit i: position i is a JUMPDEST that is not inside PUSH data.
    std::vector<std::uint64_t> jump_destinations;
    /// Null where nobody made one.
    std::unique_ptr<const Translation> translation;

    bool is_translated_for(Revision revision) const noexcept {
        return translation != nullptr && translation->revision == revision;
    }
    BytesView code() const noexcept { return {padded_code.data(), code_size}; }
    bool is_jump_destination(std::uint64_t position) const noexcept {
        return position < code_size &&
               ((jump_destinations[position / 64] >> (position % 64)) & 1) != 0;
    }
};

CodeAnalysis analyze(BytesView code);

}  // namespace dusk::evm
