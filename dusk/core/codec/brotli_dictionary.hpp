// Brotli's static dictionary and the transforms of its words (RFC 7932, section 8, appendices A and
// B).
#pragma once

#include <optional>
#include <string_view>

#include <dusk/core/base/bytes.hpp>

namespace dusk::brotli {

inline constexpr std::size_t WORD_SIZE_MIN = 4;
inline constexpr std::size_t WORD_SIZE_MAX = 24;
inline constexpr std::size_t DICTIONARY_SIZE = 122784;
inline constexpr std::size_t TRANSFORM_COUNT = 121;

/// What is done to a word, between a prefix and a suffix. The numbers are appendix B's.
enum class Transform : std::uint8_t {
    identity = 0,
    ferment_first = 1,
    ferment_all = 2,
    omit_first_1 = 3,
    omit_first_9 = 11,
    omit_last_1 = 12,
    omit_last_9 = 20,
};

struct TransformRow {
    std::string_view prefix;
    Transform transform;
    std::string_view suffix;
};

/// All words, by size and then by index.
BytesView dictionary() noexcept;
/// Row `index` of appendix B; `index` is below TRANSFORM_COUNT.
const TransformRow& transform_row(std::size_t index) noexcept;

/// A word with its prefix and suffix.
struct TransformedWord {
    static constexpr std::size_t WORD_AND_AFFIXES_MAX = 48;
    std::array<std::uint8_t, WORD_AND_AFFIXES_MAX> bytes;
    std::size_t size = 0;

    BytesView view() const noexcept { return BytesView{bytes}.first(size); }
};

/// The word that a reference to `word_size` bytes means at `address` past the window, if there is
/// one.
std::optional<TransformedWord> dictionary_word(std::size_t word_size, std::size_t address) noexcept;

}  // namespace dusk::brotli
