// The host's interpreter: the fast twin of the portable one where the processor allows it. Process
// wide, because translated code is kept from block to block and shared by all threads. Limits:
// TRANSLATIONS_SIZE_MAX bytes of translated code; long code is translated when it is entered again,
// so that code which runs once costs no more than with the portable interpreter.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string_view>

#include <dusk/core/state/interpreter.hpp>

namespace dusk {

enum class InterpreterKind : std::uint8_t { portable, fast };

/// "portable" or "fast".
std::optional<InterpreterKind> interpreter_kind(std::string_view name) noexcept;

/// Chooses what native_interpreter() gives from now on; `fast`, as at first, stays portable on a
/// processor without BMI2 and ADX.
void choose_interpreter(InterpreterKind kind) noexcept;

/// The chosen interpreter for ExecutionEnv; null: the portable one.
const Interpreter* native_interpreter() noexcept;

inline constexpr std::size_t TRANSLATIONS_SIZE_MAX = std::size_t{128} << 20;

/// What a frame uses between two looks of a watcher: a millisecond's work of computation.
inline constexpr std::int64_t GAS_BETWEEN_LOOKS = 1 << 18;

/// A fast interpreter of one's own, or none if the processor has not what it needs.
std::unique_ptr<Interpreter> make_fast_interpreter(
    std::int64_t gas_between_looks = GAS_BETWEEN_LOOKS);

}  // namespace dusk
