#include <dusk/core/codec/rlp.hpp>
#include <dusk/core/crypto/hash.hpp>
#include <dusk/core/evm/interpreter.hpp>
#include <dusk/core/state/execute.hpp>

namespace dusk {
namespace {

using evm::CallKind;
using evm::CallResult;
using evm::Frame;
using evm::Message;
using evm::Revision;
using evm::Status;

/// One execution: a stack of frames in the workspace, run without recursion.
class Execution {
public:
    Execution(State& state, const ExecutionEnv& env) noexcept
        : state_(state),
          env_(env),
          inner_{env.revision, env.block, env.txn, env.block_hashes,
                 env.tracer != nullptr && env.tracer->wants_looks() ? env.tracer : nullptr} {}

    CallResult run(const Message& message);

private:
    /// Starts a call or creation. Its result if it ended at once, else a frame is open.
    std::optional<CallResult> enter(Message& message);
    std::optional<CallResult> enter_call(const Message& message);
    std::optional<CallResult> enter_create(Message& message);
    std::optional<CallResult> start_create(const Message& message);
    std::shared_ptr<const evm::CodeAnalysis> analysis(const Hash32& code_hash, BytesView code);
    CallResult run_precompile(const Message& message, State::Snapshot snapshot);
    void open_frame(const Message& message, std::shared_ptr<const evm::CodeAnalysis> code,
                    State::Snapshot snapshot);

    evm::FrameEvent advance(Frame& frame);
    /// Ends the innermost frame: deposits code, reverts, settles gas.
    CallResult leave();
    Status deposit_code(Frame& frame);
    CallResult report(const Message& message, CallResult result);

    Frame& frame() { return env_.workspace.frame(open_frames_ - 1); }
    bool is_at_least(Revision revision) const noexcept { return env_.revision >= revision; }

    State& state_;
    const ExecutionEnv& env_;
    const evm::Environment inner_;
    std::size_t open_frames_ = 0;
};

CallResult Execution::run(const Message& message) {
    Message outermost = message;
    if (auto result = enter(outermost)) return *std::move(result);
    for (;;) {
        std::optional<CallResult> result;
        if (advance(frame()) == evm::FrameEvent::calls)
            result = enter(frame().child);
        else
            result = leave();
        if (!result) continue;
        if (open_frames_ == 0) return *std::move(result);
        evm::resume(frame(), *std::move(result));
    }
}

evm::FrameEvent Execution::advance(Frame& frame) {
    if (env_.tracer != nullptr && env_.tracer->is_stopped()) {
        frame.status = Status::out_of_gas;
        frame.gas = 0;
        frame.output_size = 0;
        return evm::FrameEvent::ended;
    }
    if (env_.tracer != nullptr && env_.tracer->wants_steps())
        return evm::run<evm::Hooks::steps>(frame, state_, inner_, env_.tracer);
    if (env_.interpreter != nullptr) return env_.interpreter->run(frame, state_, inner_);
    return run_portable(frame, state_, inner_);
}

CallResult Execution::report(const Message& message, CallResult result) {
    if (env_.tracer != nullptr) env_.tracer->on_exit(message, result);
    return result;
}

std::optional<CallResult> Execution::enter(Message& message) {
    const bool pays = message.kind != CallKind::delegatecall && !message.value.is_zero();
    if (is_create(message.kind))
        message.recipient = message.code_address =
            message.kind == CallKind::create
                ? create_address(message.sender,
                                 state_.nonce(message.sender) - (message.depth == 0 ? 1 : 0))
                : create2_address(message.sender, message.create2_salt, message.input);
    if (env_.tracer != nullptr) env_.tracer->on_enter(message);
    if (message.depth > evm::CALL_DEPTH_MAX)
        return report(message, {.status = Status::call_depth_exceeded, .gas_left = message.gas});
    if (pays && state_.balance(message.sender) < message.value)
        return report(message, {.status = Status::insufficient_balance, .gas_left = message.gas});
    auto result = is_create(message.kind) ? enter_create(message) : enter_call(message);
    if (result) return report(message, *std::move(result));
    return std::nullopt;
}

// Calls -------------------------------------------------------------------------------------

std::optional<CallResult> Execution::enter_call(const Message& message) {
    const auto snapshot = state_.snapshot();
    if (message.kind == CallKind::call) {
        if (!message.value.is_zero()) state_.sub_balance(message.sender, message.value);
        state_.add_balance(message.recipient, message.value);
    }
    if (evm::is_precompile(env_.precompiles, message.code_address))
        return run_precompile(message, snapshot);

    auto holder = message.code_address;
    auto code = state_.code(holder);
    if (is_at_least(Revision::prague))
        if (const auto target = delegation_target(*code)) {  // EIP-7702: one step, never further
            holder = *target;
            if (message.depth == 0) state_.warm_address(holder);
            code = state_.code(holder);
        }
    if (code->empty()) return CallResult{.gas_left = message.gas};
    open_frame(message, analysis(state_.code_hash(holder), *code), snapshot);
    return std::nullopt;
}

std::shared_ptr<const evm::CodeAnalysis> Execution::analysis(const Hash32& code_hash,
                                                             BytesView code) {
    if (env_.interpreter == nullptr) return env_.workspace.analysis(code_hash, code);
    if (auto found = env_.workspace.find_analysis(code_hash);
        found != nullptr && found->is_translated_for(env_.revision))
        return found;
    auto made = env_.interpreter->analyze(env_.revision, code_hash, code);
    env_.workspace.keep_analysis(code_hash, made);
    return made;
}

CallResult Execution::run_precompile(const Message& message, State::Snapshot snapshot) {
    auto result = evm::run_precompile(env_.precompiles, message.code_address, message.input,
                                      message.gas, env_.crypto);
    if (result.status == evm::PrecompileStatus::ok)
        return {.gas_left = result.gas_left, .output = std::move(result.output)};
    state_.revert(snapshot);
    return {.status = result.status == evm::PrecompileStatus::out_of_gas
                          ? Status::out_of_gas
                          : Status::precompile_failure};
}

void Execution::open_frame(const Message& message, std::shared_ptr<const evm::CodeAnalysis> code,
                           State::Snapshot snapshot) {
    ++open_frames_;
    frame().start(message, std::move(code));
    frame().snapshot = snapshot;
}

// Creations ---------------------------------------------------------------------------------

std::optional<CallResult> Execution::enter_create(Message& message) {
    if (message.depth > 0) {
        const auto nonce = state_.nonce(message.sender);
        if (nonce == ~std::uint64_t{0})  // EIP-2681
            return CallResult{.status = Status::nonce_overflow, .gas_left = message.gas};
        state_.set_nonce(message.sender, nonce + 1);
    }
    // EIP-2929: the new address stays warm even if the creation fails.
    if (is_at_least(Revision::berlin)) state_.warm_address(message.recipient);
    if (state_.is_occupied(message.recipient))  // EIP-684, EIP-7610
        return CallResult{.status = Status::address_collision};
    return start_create(message);
}

std::optional<CallResult> Execution::start_create(const Message& message) {
    const auto snapshot = state_.snapshot();
    state_.create_contract(message.recipient);
    if (is_at_least(Revision::spurious_dragon)) state_.set_nonce(message.recipient, 1);  // EIP-161
    state_.sub_balance(message.sender, message.value);
    state_.add_balance(message.recipient, message.value);
    open_frame(message, std::make_shared<const evm::CodeAnalysis>(evm::analyze(message.input)),
               snapshot);
    return std::nullopt;
}

Status Execution::deposit_code(Frame& frame) {
    const auto code = frame.output();
    if (is_at_least(Revision::spurious_dragon) && code.size() > evm::CODE_SIZE_MAX)  // EIP-170
        return Status::code_size_exceeded;
    if (is_at_least(Revision::london) && !code.empty() && code[0] == 0xef)  // EIP-3541
        return Status::invalid_code_prefix;
    const auto cost = evm::CODE_DEPOSIT_BYTE * static_cast<std::int64_t>(code.size());
    if (frame.gas < cost)  // EIP-2: before Homestead the contract stays without code
        return is_at_least(Revision::homestead) ? Status::code_deposit_out_of_gas : Status::success;
    frame.gas -= cost;
    if (!code.empty()) state_.set_code(frame.message.recipient, to_bytes(code));
    return Status::success;
}

CallResult Execution::leave() {
    auto& ended = frame();
    CallResult result{.status = ended.status};
    const bool is_creation = is_create(ended.message.kind);
    if (is_creation && result.is_success()) result.status = deposit_code(ended);
    if (result.is_success()) {
        result.gas_refund = ended.gas_refund;
        if (is_creation) result.create_address = ended.message.recipient;
    } else {
        state_.revert(ended.snapshot);
    }
    const bool keeps_gas = result.is_success() || result.status == Status::revert;
    if (keeps_gas) result.gas_left = ended.gas;
    if (result.status == Status::revert || (result.is_success() && !is_creation))
        result.output = to_bytes(ended.output());
    --open_frames_;
    return report(ended.message, std::move(result));
}

}  // namespace

evm::FrameEvent run_portable(Frame& frame, State& state, const evm::Environment& env) {
    if (env.watcher != nullptr) return evm::run<evm::Hooks::looks>(frame, state, env, env.watcher);
    return evm::run<evm::Hooks::none>(frame, state, env, nullptr);
}

CallResult execute_message(State& state, const ExecutionEnv& env, const Message& message) {
    DUSK_CHECK(message.depth == 0);
    DUSK_CHECK(message.gas >= 0);
    return Execution(state, env).run(message);
}

Address create_address(const Address& sender, std::uint64_t nonce) {
    return Address::from_right(keccak256(rlp::encode_items(sender, nonce)));
}

Address create2_address(const Address& sender, const Hash32& salt, BytesView init_code) {
    Bytes preimage{0xff};
    append(preimage, sender);
    append(preimage, salt);
    append(preimage, keccak256(init_code));
    return Address::from_right(keccak256(preimage));
}

}  // namespace dusk
