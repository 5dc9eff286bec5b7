#include <limits>

#include <openssl/rand.h>

#include <dusk/core/base/check.hpp>
#include <dusk/platform/crypto/random.hpp>

namespace dusk {

void fill_random(std::span<std::uint8_t> out) {
    DUSK_CHECK(out.size() <= static_cast<std::size_t>(std::numeric_limits<int>::max()));
    DUSK_CHECK(RAND_bytes(out.data(), static_cast<int>(out.size())) == 1);
}

}  // namespace dusk
