#include <utility>

#include <dusk/core/base/check.hpp>
#include <dusk/core/codec/brotli_dictionary.hpp>

namespace dusk::brotli {
namespace {

// Appendix A.
constexpr std::uint8_t DICTIONARY[] = {
#embed "brotli_dictionary.bin"
};
static_assert(sizeof(DICTIONARY) == DICTIONARY_SIZE);

// Section 8: the base-2 logarithm of the number of words of each size; no words where it is 0.
constexpr std::uint8_t INDEX_BITS[WORD_SIZE_MAX + 1] = {
    0, 0, 0, 0, 10, 10, 11, 11, 10, 10, 10, 10, 10, 9, 9, 8, 7, 7, 8, 7, 7, 6, 6, 5, 5};

constexpr auto OFFSETS = [] {
    std::array<std::uint32_t, WORD_SIZE_MAX + 2> offsets{};
    for (std::uint32_t size = WORD_SIZE_MIN; size <= WORD_SIZE_MAX; ++size)
        offsets[size + 1] = offsets[size] + (size << INDEX_BITS[size]);
    return offsets;
}();
static_assert(OFFSETS[WORD_SIZE_MAX + 1] == DICTIONARY_SIZE);

constexpr auto identity = Transform::identity;
constexpr auto ferment_first = Transform::ferment_first;
constexpr auto ferment_all = Transform::ferment_all;
constexpr Transform omit_first_1{3};
constexpr Transform omit_first_2{4};
constexpr Transform omit_first_3{5};
constexpr Transform omit_first_4{6};
constexpr Transform omit_first_5{7};
constexpr Transform omit_first_6{8};
constexpr Transform omit_first_7{9};
constexpr Transform omit_first_9{11};
constexpr Transform omit_last_1{12};
constexpr Transform omit_last_2{13};
constexpr Transform omit_last_3{14};
constexpr Transform omit_last_4{15};
constexpr Transform omit_last_5{16};
constexpr Transform omit_last_6{17};
constexpr Transform omit_last_7{18};
constexpr Transform omit_last_8{19};
constexpr Transform omit_last_9{20};

// Appendix B.
// clang-format off
constexpr TransformRow TRANSFORMS[] = {
    {"", identity, ""},
    {"", identity, " "},
    {" ", identity, " "},
    {"", omit_first_1, ""},
    {"", ferment_first, " "},
    {"", identity, " the "},
    {" ", identity, ""},
    {"s ", identity, " "},
    {"", identity, " of "},
    {"", ferment_first, ""},
    {"", identity, " and "},
    {"", omit_first_2, ""},
    {"", omit_last_1, ""},
    {", ", identity, " "},
    {"", identity, ", "},
    {" ", ferment_first, " "},
    {"", identity, " in "},
    {"", identity, " to "},
    {"e ", identity, " "},
    {"", identity, "\""},
    {"", identity, "."},
    {"", identity, "\">"},
    {"", identity, "\n"},
    {"", omit_last_3, ""},
    {"", identity, "]"},
    {"", identity, " for "},
    {"", omit_first_3, ""},
    {"", omit_last_2, ""},
    {"", identity, " a "},
    {"", identity, " that "},
    {" ", ferment_first, ""},
    {"", identity, ". "},
    {".", identity, ""},
    {" ", identity, ", "},
    {"", omit_first_4, ""},
    {"", identity, " with "},
    {"", identity, "'"},
    {"", identity, " from "},
    {"", identity, " by "},
    {"", omit_first_5, ""},
    {"", omit_first_6, ""},
    {" the ", identity, ""},
    {"", omit_last_4, ""},
    {"", identity, ". The "},
    {"", ferment_all, ""},
    {"", identity, " on "},
    {"", identity, " as "},
    {"", identity, " is "},
    {"", omit_last_7, ""},
    {"", omit_last_1, "ing "},
    {"", identity, "\n\t"},
    {"", identity, ":"},
    {" ", identity, ". "},
    {"", identity, "ed "},
    {"", omit_first_9, ""},
    {"", omit_first_7, ""},
    {"", omit_last_6, ""},
    {"", identity, "("},
    {"", ferment_first, ", "},
    {"", omit_last_8, ""},
    {"", identity, " at "},
    {"", identity, "ly "},
    {" the ", identity, " of "},
    {"", omit_last_5, ""},
    {"", omit_last_9, ""},
    {" ", ferment_first, ", "},
    {"", ferment_first, "\""},
    {".", identity, "("},
    {"", ferment_all, " "},
    {"", ferment_first, "\">"},
    {"", identity, "=\""},
    {" ", identity, "."},
    {".com/", identity, ""},
    {" the ", identity, " of the "},
    {"", ferment_first, "'"},
    {"", identity, ". This "},
    {"", identity, ","},
    {".", identity, " "},
    {"", ferment_first, "("},
    {"", ferment_first, "."},
    {"", identity, " not "},
    {" ", identity, "=\""},
    {"", identity, "er "},
    {" ", ferment_all, " "},
    {"", identity, "al "},
    {" ", ferment_all, ""},
    {"", identity, "='"},
    {"", ferment_all, "\""},
    {"", ferment_first, ". "},
    {" ", identity, "("},
    {"", identity, "ful "},
    {" ", ferment_first, ". "},
    {"", identity, "ive "},
    {"", identity, "less "},
    {"", ferment_all, "'"},
    {"", identity, "est "},
    {" ", ferment_first, "."},
    {"", ferment_all, "\">"},
    {" ", identity, "='"},
    {"", ferment_first, ","},
    {"", identity, "ize "},
    {"", ferment_all, "."},
    {"\302\240", identity, ""},
    {" ", identity, ","},
    {"", ferment_first, "=\""},
    {"", ferment_all, "=\""},
    {"", identity, "ous "},
    {"", ferment_all, ", "},
    {"", ferment_first, "='"},
    {" ", ferment_first, ","},
    {" ", ferment_all, "=\""},
    {" ", ferment_all, ", "},
    {"", ferment_all, ","},
    {"", ferment_all, "("},
    {"", ferment_all, ". "},
    {" ", ferment_all, "."},
    {"", ferment_all, "='"},
    {" ", ferment_all, ". "},
    {" ", ferment_first, "=\""},
    {" ", ferment_all, "='"},
    {" ", ferment_first, "='"},
};
// clang-format on
static_assert(std::size(TRANSFORMS) == TRANSFORM_COUNT);
static_assert(std::ranges::all_of(TRANSFORMS, [](const TransformRow& row) {
    return row.prefix.size() + WORD_SIZE_MAX + row.suffix.size() <=
           TransformedWord::WORD_AND_AFFIXES_MAX;
}));

void flip(std::span<std::uint8_t> word, std::size_t position, std::uint8_t bits) noexcept {
    if (position < word.size()) word[position] ^= bits;
}

/// Section 8, Ferment: a rough upper case of the UTF-8 character at `position`. Returns its size.
std::size_t ferment(std::span<std::uint8_t> word, std::size_t position) noexcept {
    const auto first = word[position];
    if (first < 192) {
        if (first >= 'a' && first <= 'z') word[position] ^= 32;
        return 1;
    }
    if (first < 224) {
        flip(word, position + 1, 32);
        return 2;
    }
    flip(word, position + 2, 5);
    return 3;
}

void append(TransformedWord& out, BytesView tail) noexcept {
    std::ranges::copy(tail, out.bytes.data() + out.size);
    out.size += tail.size();
}

/// The part of the word that the transform keeps.
BytesView trimmed(BytesView word, Transform transform) noexcept {
    if (transform >= Transform::omit_last_1) {
        const std::size_t count =
            std::to_underlying(transform) - std::to_underlying(Transform::omit_last_1) + 1u;
        return word.first(word.size() - std::min(count, word.size()));
    }
    if (transform >= Transform::omit_first_1) {
        const std::size_t count =
            std::to_underlying(transform) - std::to_underlying(Transform::omit_first_1) + 1u;
        return word.subspan(std::min(count, word.size()));
    }
    return word;
}

}  // namespace

BytesView dictionary() noexcept { return DICTIONARY; }

const TransformRow& transform_row(std::size_t index) noexcept {
    DUSK_CHECK(index < TRANSFORM_COUNT);
    return TRANSFORMS[index];
}

std::optional<TransformedWord> dictionary_word(std::size_t word_size,
                                               std::size_t address) noexcept {
    if (word_size < WORD_SIZE_MIN || word_size > WORD_SIZE_MAX) return std::nullopt;
    const auto index_bits = INDEX_BITS[word_size];
    const auto index = address & ((std::size_t{1} << index_bits) - 1);
    const auto transform = address >> index_bits;
    if (transform >= TRANSFORM_COUNT) return std::nullopt;
    const auto& row = TRANSFORMS[transform];
    const auto word = dictionary().subspan(OFFSETS[word_size] + index * word_size, word_size);
    TransformedWord out;
    append(out, as_bytes(row.prefix));
    const auto start = out.size;
    append(out, trimmed(word, row.transform));
    const std::span<std::uint8_t> kept{out.bytes.data() + start, out.size - start};
    if (row.transform == Transform::ferment_first && !kept.empty()) ferment(kept, 0);
    if (row.transform == Transform::ferment_all)
        for (std::size_t i = 0; i < kept.size();) i += ferment(kept, i);
    append(out, as_bytes(row.suffix));
    return out;
}

}  // namespace dusk::brotli
