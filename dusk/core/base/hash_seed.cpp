#include <dusk/core/base/hash_seed.hpp>

namespace dusk {

// Weak: another definition in the program replaces it.
[[gnu::weak]] HashSeed hash_seed() noexcept { return portable::HASH_SEED; }

}  // namespace dusk
