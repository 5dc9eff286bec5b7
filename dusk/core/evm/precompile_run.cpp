#include <dusk/core/base/endian.hpp>
#include <dusk/core/crypto/hash.hpp>
#include <dusk/core/evm/precompile_gas.hpp>
#include <dusk/core/evm/precompile_run.hpp>

namespace dusk::evm {
namespace {

// EIP-152: rounds (4, big-endian), h (64), m (128), t (16), all little-endian words, final flag
// (1).
constexpr std::size_t BLAKE2F_INPUT_SIZE = 213;

template <std::size_t N>
void load_words(std::uint64_t (&words)[N], BytesView in) noexcept {
    for (std::size_t i = 0; i < N; ++i) words[i] = load_le<std::uint64_t>(in.subspan(i * 8));
}

// EIP-7823: each length is at most 1024 bytes.
constexpr u256 MODEXP_SIZE_MAX{1024};

bool exceeds_modexp_limit(const ModexpLengths& lengths) noexcept {
    return MODEXP_SIZE_MAX < lengths.base || MODEXP_SIZE_MAX < lengths.exponent ||
           MODEXP_SIZE_MAX < lengths.modulus;
}

}  // namespace

PrecompileOutput run_sha256(const PrecompileSet&, BytesView input, const CryptoProvider&) {
    return to_bytes(sha256(input));
}

PrecompileOutput run_ripemd160(const PrecompileSet&, BytesView input, const CryptoProvider&) {
    return to_bytes(Hash32::from_right(ripemd160(input)));
}

PrecompileOutput run_identity(const PrecompileSet&, BytesView input, const CryptoProvider&) {
    return to_bytes(input);
}

PrecompileOutput run_blake2f(const PrecompileSet&, BytesView input, const CryptoProvider&) {
    if (input.size() != BLAKE2F_INPUT_SIZE) return std::unexpected(CryptoError::invalid_input);
    if (input[212] > 1) return std::unexpected(CryptoError::invalid_input);
    std::uint64_t h[8];
    std::uint64_t m[16];
    std::uint64_t t[2];
    load_words(h, input.subspan(4));
    load_words(m, input.subspan(68));
    load_words(t, input.subspan(196));
    blake2b_compress(load_be<std::uint32_t>(input), h, m, t, input[212] == 1);
    Bytes output;
    for (const auto word : h) append_le(output, word);
    return output;
}

PrecompileOutput run_modexp(const PrecompileSet& set, BytesView input,
                            const CryptoProvider& crypto) {
    const auto lengths = modexp_lengths(input);
    if (set.revision >= Revision::osaka && exceeds_modexp_limit(lengths))
        return std::unexpected(CryptoError::invalid_input);
    // Without operands the exponent may have any length for the least price: it is never read.
    if (lengths.modulus == u256{}) return Bytes{};
    return crypto.curve(CurveOp::modexp, input);
}

}  // namespace dusk::evm
