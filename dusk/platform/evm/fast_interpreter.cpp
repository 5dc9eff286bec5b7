#include <algorithm>
#include <bit>

#include <dusk/core/base/check.hpp>
#include <dusk/core/evm/tracer.hpp>
#include <dusk/platform/evm/handlers.hpp>
#include <dusk/platform/evm/native_interpreter.hpp>
#include <dusk/platform/evm/program.hpp>
#include <dusk/platform/evm/translation_cache.hpp>

namespace dusk {
namespace {

using evm::CodeAnalysis;
using evm::Frame;
using evm::FrameEvent;
using evm::fast::Exit;
using evm::fast::Op;
using evm::fast::Program;
using evm::fast::Vm;

/// Code up to this size is translated at once.
constexpr std::size_t EAGER_SIZE_MAX = 4096;

class FastInterpreter final : public Interpreter {
public:
    explicit FastInterpreter(std::int64_t gas_between_looks)
        : gas_between_looks_(gas_between_looks) {}

    std::shared_ptr<const CodeAnalysis> analyze(evm::Revision revision, const Hash32& code_hash,
                                                BytesView code) const override;
    FrameEvent run(Frame& frame, State& state, const evm::Environment& env) const override;

private:
    const std::int64_t gas_between_looks_;
    mutable evm::fast::TranslationCache cache_{TRANSLATIONS_SIZE_MAX};
};

std::shared_ptr<const CodeAnalysis> FastInterpreter::analyze(evm::Revision revision,
                                                             const Hash32& code_hash,
                                                             BytesView code) const {
    const auto found = cache_.find(code_hash);
    if (found != nullptr && found->is_translated_for(revision)) return found;
    auto made = std::make_shared<CodeAnalysis>(evm::analyze(code));
    auto size =
        sizeof(CodeAnalysis) + made->padded_code.size() + made->jump_destinations.size() * 8;
    if (found != nullptr || code.size() <= EAGER_SIZE_MAX) {
        auto program = evm::fast::translate(revision, *made);
        size += program->memory_size();
        made->translation = std::move(program);
    }
    cache_.put(code_hash, made, size);
    return made;
}

/// The Op at which the frame goes on, or null.
const Op* find_start(const Program& program, const Frame& frame) {
    const auto position = static_cast<std::size_t>(frame.ip - frame.code->padded_code.data());
    const auto index = program.entries[position] & ~Program::IS_JUMP_DESTINATION;
    return index == 0 ? nullptr : program.ops.data() + index;
}

/// The portable interpreter goes on at the first instruction of vm.ip.
FrameEvent go_on_portably(const Vm& vm, std::int64_t gas, State& state,
                          const evm::Environment& env) {
    auto& frame = vm.frame();
    frame.ip = frame.code->padded_code.data() + vm.program.position_of(vm.ip);
    frame.top = vm.top;
    frame.gas = gas;
    frame.status = evm::Status::out_of_gas;
    return run_portable(frame, state, env);
}

FrameEvent abandon(Frame& frame) {
    frame.status = evm::Status::out_of_gas;
    frame.gas = 0;
    frame.output_size = 0;
    return FrameEvent::ended;
}

FrameEvent settle(const Vm& vm, Exit exit, State& state, const evm::Environment& env) {
    auto& frame = vm.frame();
    switch (exit) {
        case Exit::ended:
            frame.gas = vm.gas;
            return FrameEvent::ended;
        case Exit::failed:
            frame.gas = 0;
            frame.output_size = 0;
            return FrameEvent::ended;
        case Exit::calls:
            frame.ip = frame.code->padded_code.data() + vm.program.position_of(vm.ip);
            frame.top = vm.top;
            frame.gas = vm.gas;
            return FrameEvent::calls;
        case Exit::refuses:
            return go_on_portably(vm, vm.gas + vm.reserve, state, env);
        case Exit::bails: {
            const auto unspent = evm::fast::cost_to_block_end(vm.machine.schedule, *frame.code,
                                                              vm.program.position_of(vm.ip));
            return go_on_portably(vm, vm.gas + vm.reserve + unspent, state, env);
        }
    }
    DUSK_CHECK(false);
    return FrameEvent::ended;
}

/// Gives the handlers out of the reserve what the block at vm.ip needs, and more. False if it is
/// not for want of gas that it did not begin.
bool refill(Vm& vm, std::int64_t slice) {
    const std::int64_t needed = std::bit_cast<evm::fast::BlockNeeds>(vm.ip->arg).gas;
    const auto all = vm.gas + vm.reserve;
    if (vm.gas >= needed || all < needed) return false;
    vm.gas = std::min(all, std::max(slice, needed));
    vm.reserve = all - vm.gas;
    return true;
}

FrameEvent FastInterpreter::run(Frame& frame, State& state, const evm::Environment& env) const {
    if (!frame.code->is_translated_for(env.revision)) return run_portable(frame, state, env);
    const auto& program = static_cast<const Program&>(*frame.code->translation);
    const auto* start = find_start(program, frame);
    if (start == nullptr) return run_portable(frame, state, env);
    Vm vm{.machine = {frame, state, env, evm::gas_schedule(env.revision)},
          .program = program,
          .stack_bottom = frame.stack.get(),
          .memory = frame.memory.data(),
          .memory_size = frame.memory.size()};
    if (env.watcher == nullptr)
        return settle(vm, evm::fast::run_handlers(start, frame.top, frame.gas, vm), state, env);

    const auto gas = std::min(frame.gas, gas_between_looks_);
    vm.reserve = frame.gas - gas;
    auto exit = evm::fast::run_handlers(start, frame.top, gas, vm);
    while (exit == Exit::refuses && refill(vm, gas_between_looks_)) {
        env.watcher->on_look();
        if (env.watcher->is_stopped()) return abandon(frame);
        exit = evm::fast::run_handlers(vm.ip, vm.top, vm.gas, vm);
    }
    return settle(vm, exit, state, env);
}

}  // namespace

namespace evm::fast {

bool has_features() noexcept {
    __builtin_cpu_init();
    return __builtin_cpu_supports("bmi") != 0 && __builtin_cpu_supports("bmi2") != 0 &&
           __builtin_cpu_supports("lzcnt") != 0 && __builtin_cpu_supports("popcnt") != 0 &&
           __builtin_cpu_supports("movbe") != 0 && __builtin_cpu_supports("adx") != 0;
}

}  // namespace evm::fast

std::unique_ptr<Interpreter> make_fast_interpreter(std::int64_t gas_between_looks) {
    if (!evm::fast::has_features()) return nullptr;
    return std::make_unique<FastInterpreter>(gas_between_looks);
}

}  // namespace dusk
