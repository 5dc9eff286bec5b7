// The strong definition of core/base/hash_seed.hpp: a secret of each process.
#include <bit>

#include <dusk/core/base/hash_seed.hpp>
#include <dusk/platform/crypto/random.hpp>

/// What the linker is told to look for, so that this object comes into every program.
extern "C" {
extern const char dusk_secret_hash_seed;
const char dusk_secret_hash_seed = 1;
}

namespace dusk {

HashSeed hash_seed() noexcept {
    // Made by the first call, which may come from the initialization of another file's constants.
    static const auto seed = [] {
        const auto random = random_bytes<sizeof(HashSeed)>();
        return std::bit_cast<HashSeed>(random);
    }();
    return seed;
}

}  // namespace dusk
