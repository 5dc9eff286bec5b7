#include <memory>

#include <openssl/bn.h>
#include <openssl/ec.h>
#include <openssl/obj_mac.h>

#include <dusk/core/base/check.hpp>
#include <dusk/platform/crypto/p256.hpp>

namespace dusk {
namespace {

constexpr std::size_t INPUT_SIZE = 160;

template <auto Free>
struct Freer {
    template <class T>
    void operator()(T* object) const {
        Free(object);
    }
};
using Bignum = std::unique_ptr<BIGNUM, Freer<BN_free>>;
using BignumContext = std::unique_ptr<BN_CTX, Freer<BN_CTX_free>>;
using Group = std::unique_ptr<EC_GROUP, Freer<EC_GROUP_free>>;
using Point = std::unique_ptr<EC_POINT, Freer<EC_POINT_free>>;

/// The curve and its constants, made once and only read after.
struct Curve {
    Group group{EC_GROUP_new_by_curve_name(NID_X9_62_prime256v1)};
    Bignum prime{BN_new()};

    Curve() {
        DUSK_CHECK(group != nullptr);
        DUSK_CHECK(EC_GROUP_get_curve(group.get(), prime.get(), nullptr, nullptr, nullptr) == 1);
    }
    const BIGNUM* order() const { return EC_GROUP_get0_order(group.get()); }
};

const Curve& curve() {
    static const Curve instance;
    return instance;
}

Bignum read(BytesView word) {
    Bignum value(BN_bin2bn(word.data(), static_cast<int>(word.size()), nullptr));
    DUSK_CHECK(value != nullptr);
    return value;
}

bool is_below(const Bignum& value, const BIGNUM* bound) { return BN_cmp(value.get(), bound) < 0; }

/// EIP-7951, "Input validation": the key is a point on the curve with reduced coordinates.
Point read_key(BytesView x_word, BytesView y_word, BN_CTX* context) {
    const auto x = read(x_word);
    const auto y = read(y_word);
    if (!is_below(x, curve().prime.get()) || !is_below(y, curve().prime.get())) return nullptr;
    Point key(EC_POINT_new(curve().group.get()));
    DUSK_CHECK(key != nullptr);
    if (EC_POINT_set_affine_coordinates(curve().group.get(), key.get(), x.get(), y.get(),
                                        context) != 1)
        return nullptr;
    return key;
}

/// The x coordinate of (digest/s) G + (r/s) key, mod n; nothing at infinity.
Bignum nonce_x(BytesView digest, const Bignum& r, const Bignum& s, const Point& key,
               BN_CTX* context) {
    const auto* order = curve().order();
    const auto* group = curve().group.get();
    Bignum s_inverse(BN_mod_inverse(nullptr, s.get(), order, context));
    Bignum u1(BN_new());
    Bignum u2(BN_new());
    Point sum(EC_POINT_new(group));
    DUSK_CHECK(s_inverse != nullptr && u1 != nullptr && u2 != nullptr && sum != nullptr);
    const auto h = read(digest);
    DUSK_CHECK(BN_mod_mul(u1.get(), h.get(), s_inverse.get(), order, context) == 1);
    DUSK_CHECK(BN_mod_mul(u2.get(), r.get(), s_inverse.get(), order, context) == 1);
    DUSK_CHECK(EC_POINT_mul(group, sum.get(), u1.get(), key.get(), u2.get(), context) == 1);
    if (EC_POINT_is_at_infinity(group, sum.get()) == 1) return nullptr;
    Bignum x(BN_new());
    DUSK_CHECK(EC_POINT_get_affine_coordinates(group, sum.get(), x.get(), nullptr, context) == 1);
    DUSK_CHECK(BN_nnmod(x.get(), x.get(), order, context) == 1);
    return x;
}

bool is_valid(BytesView input) {
    const BignumContext context(BN_CTX_new());
    DUSK_CHECK(context != nullptr);
    const auto r = read(input.subspan(32, 32));
    const auto s = read(input.subspan(64, 32));
    const auto* order = curve().order();
    if (BN_is_zero(r.get()) || BN_is_zero(s.get())) return false;
    if (!is_below(r, order) || !is_below(s, order)) return false;
    const auto key = read_key(input.subspan(96, 32), input.subspan(128, 32), context.get());
    if (key == nullptr) return false;
    const auto x = nonce_x(input.first(32), r, s, key, context.get());
    return x != nullptr && BN_cmp(x.get(), r.get()) == 0;
}

}  // namespace

Bytes p256_verify(BytesView input) {
    if (input.size() != INPUT_SIZE || !is_valid(input)) return {};
    Bytes output(32);
    output[31] = 1;
    return output;
}

}  // namespace dusk
