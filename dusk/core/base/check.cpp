#include <cstdio>
#include <cstdlib>

#include <dusk/core/base/check.hpp>

namespace dusk {

void check_failed(const char* condition, const char* file, int line) noexcept {
    std::fprintf(stderr, "%s:%d: check failed: %s\n", file, line, condition);
    std::abort();
}

}  // namespace dusk
