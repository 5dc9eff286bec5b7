// Names for threads, as `top -H`, `ps -L`, gdb and perf show them: an operator sees what is busy.
#pragma once

#include <cstddef>
#include <utility>

namespace dusk {

/// Of the calling thread. A terminated string of at most 15 characters.
void name_thread(const char* name) noexcept;

/// What a thread runs, under a name: std::thread(named("http-loop", [] { … })).
template <std::size_t SIZE, class Body>
auto named(const char (&name)[SIZE], Body body) {
    static_assert(SIZE <= 16, "Linux keeps 15 characters of a thread's name");
    return [&name, body = std::move(body)]() mutable {
        name_thread(name);
        body();
    };
}

}  // namespace dusk
