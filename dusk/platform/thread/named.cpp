#include <pthread.h>

#include <dusk/platform/thread/named.hpp>

namespace dusk {

void name_thread(const char* name) noexcept { (void)::pthread_setname_np(::pthread_self(), name); }

}  // namespace dusk
