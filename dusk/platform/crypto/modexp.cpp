#include <optional>

#include <gmp.h>

#include <dusk/core/base/u256.hpp>
#include <dusk/platform/crypto/modexp.hpp>

namespace dusk {
namespace {

class Integer {
public:
    Integer() { mpz_init(value_); }
    Integer(const Integer&) = delete;
    Integer& operator=(const Integer&) = delete;
    ~Integer() { mpz_clear(value_); }
    mpz_ptr get() { return value_; }

private:
    mpz_t value_;
};

std::optional<std::size_t> read_size(BytesView input, std::size_t offset, std::size_t limit) {
    Hash32 word;
    if (offset < input.size()) word = Hash32::from(input.subspan(offset));
    const auto size = to_u256(word);
    if (u256{limit} < size) return std::nullopt;
    return static_cast<std::size_t>(size.limb[0]);
}

/// `size` big-endian bytes at `offset`; those past the input's end are zeros.
void read_integer(Integer& out, BytesView input, std::size_t offset, std::size_t size) {
    const auto start = std::min(offset, input.size());
    const auto present = std::min(size, input.size() - start);
    mpz_import(out.get(), present, 1, 1, 1, 0, input.data() + start);
    mpz_mul_2exp(out.get(), out.get(), (size - present) * 8);
}

}  // namespace

std::expected<Bytes, CryptoError> modexp(BytesView input) {
    const auto base_size = read_size(input, 0, MODEXP_OPERAND_SIZE_MAX);
    const auto exponent_size = read_size(input, 32, MODEXP_EXPONENT_SIZE_MAX);
    const auto modulus_size = read_size(input, 64, MODEXP_OPERAND_SIZE_MAX);
    if (!base_size || !exponent_size || !modulus_size)
        return std::unexpected(CryptoError::invalid_input);

    Integer base;
    Integer exponent;
    Integer modulus;
    read_integer(modulus, input, 96 + *base_size + *exponent_size, *modulus_size);
    Bytes output(*modulus_size);
    if (mpz_cmp_ui(modulus.get(), 1) <= 0) return output;
    read_integer(base, input, 96, *base_size);
    read_integer(exponent, input, 96 + *base_size, *exponent_size);
    mpz_powm(base.get(), base.get(), exponent.get(), modulus.get());
    const auto size = (mpz_sizeinbase(base.get(), 2) + 7) / 8;
    if (mpz_sgn(base.get()) != 0)
        mpz_export(output.data() + (output.size() - size), nullptr, 1, 1, 1, 0, base.get());
    return output;
}

}  // namespace dusk
