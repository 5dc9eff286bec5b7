#include <atomic>

#include <dusk/platform/evm/native_interpreter.hpp>

namespace dusk {
namespace {

std::atomic<InterpreterKind> chosen{InterpreterKind::fast};

}  // namespace

std::optional<InterpreterKind> interpreter_kind(std::string_view name) noexcept {
    if (name == "portable") return InterpreterKind::portable;
    if (name == "fast") return InterpreterKind::fast;
    return std::nullopt;
}

void choose_interpreter(InterpreterKind kind) noexcept { chosen = kind; }

const Interpreter* native_interpreter() noexcept {
    if (chosen == InterpreterKind::portable) return nullptr;
    static const std::unique_ptr<const Interpreter> fast = make_fast_interpreter();
    return fast.get();
}

}  // namespace dusk
