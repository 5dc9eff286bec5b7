// Propagation of std::expected without exceptions or monadic calls (STYLE rules 2 and 6).
#pragma once

#include <expected>
#include <utility>

#define DUSK_CONCAT_INNER(a, b) a##b
#define DUSK_CONCAT(a, b) DUSK_CONCAT_INNER(a, b)

/// DUSK_TRY(x, expr): `auto x` is the value of `expr`, or the function returns its error.
#define DUSK_TRY(name, ...) DUSK_TRY_INNER(DUSK_CONCAT(dusk_try_, __COUNTER__), name, __VA_ARGS__)
#define DUSK_TRY_INNER(temporary, name, ...)                  \
    auto temporary = (__VA_ARGS__);                           \
    if (!temporary) [[unlikely]]                              \
        return std::unexpected(std::move(temporary).error()); \
    auto name = *std::move(temporary)

/// DUSK_TRY_VOID(expr): for expressions whose value is void or not wanted.
#define DUSK_TRY_VOID(...)                                                       \
    do {                                                                         \
        if (auto dusk_try_result = (__VA_ARGS__); !dusk_try_result) [[unlikely]] \
            return std::unexpected(std::move(dusk_try_result).error());          \
    } while (false)
