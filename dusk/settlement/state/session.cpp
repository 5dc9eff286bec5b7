#include <dusk/settlement/state/session.hpp>

namespace dusk::settlement {

struct Session::Invocation {
    ContractId callee;
    std::string_view method;
    BytesView args;
    std::uint64_t gas_limit = 0;
    /// Callers, nearest first.
    std::vector<ContractId> callstack;
    /// Gas that the frames above have spent.
    std::uint64_t spent_before = 0;
};

/// The host as one running call sees it.
class Session::Frame final : public ContractHost {
public:
    Frame(Session& session, const Invocation& invocation)
        : session_(session),
          gas_limit_(invocation.gas_limit),
          spent_before_(invocation.spent_before),
          context_{.self = invocation.callee,
                   .caller = invocation.callstack.empty()
                                 ? std::nullopt
                                 : std::optional(invocation.callstack.front()),
                   .callstack = invocation.callstack,
                   .public_sender = session.tx_.public_sender,
                   .blob_versioned_hashes = session.tx_.blob_versioned_hashes,
                   .block_height = session.context_.block_height,
                   .block_timestamp_s = session.context_.block_timestamp_s,
                   .chain_id = session.context_.chain_id} {}

    const CallContext& context() const override { return context_; }

    Bytes load(const Hash32& key) const override {
        if (!take(gas::LOAD)) return {};
        return session_.overlay_.load(context_.self, key);
    }

    void store(const Hash32& key, BytesView value) override {
        if (take(gas::STORE + gas::STORED_BYTE * value.size()))
            session_.overlay_.store(context_.self, key, value);
    }

    CallOutcome call(const ContractId& callee, std::string_view method, BytesView args) override {
        if (!take(gas::CALL)) return out_of_gas();
        if (context_.callstack.size() >= gas::MAX_CALL_DEPTH)
            return contract_panic("call depth exceeded");
        Invocation inner{.callee = callee,
                         .method = method,
                         .args = args,
                         .gas_limit = gas::callee_limit(gas_limit_ - spent_),
                         .callstack = {context_.self},
                         .spent_before = spent_before_ + spent_};
        inner.callstack.insert(inner.callstack.end(), context_.callstack.begin(),
                               context_.callstack.end());
        std::uint64_t inner_spent = 0;
        auto outcome = session_.run(inner, inner_spent);
        // A failed callee costs its whole limit (duskvm.md section 4).
        spent_ += outcome ? inner_spent : inner.gas_limit;
        return outcome;
    }

    void emit(std::string_view topic, BytesView data) override {
        if (take(gas::EVENT_BYTE * (topic.size() + data.size())))
            session_.events_.push_back({context_.self, std::string(topic), to_bytes(data)});
    }

    bool charge(std::uint64_t amount) override { return take(amount); }
    std::uint64_t gas_spent() const override { return spent_before_ + spent_; }
    const CryptoProvider& crypto() const override { return session_.crypto_; }

    bool exhausted() const noexcept { return exhausted_; }
    std::uint64_t spent() const noexcept { return spent_; }
    static CallOutcome out_of_gas() {
        return std::unexpected(ContractFault{ContractFaultKind::out_of_gas, "OutOfGas"});
    }

private:
    bool take(std::uint64_t amount) const noexcept {
        if (exhausted_ || amount > gas_limit_ - spent_) {
            exhausted_ = true;
            return false;
        }
        spent_ += amount;
        return true;
    }

    Session& session_;
    std::uint64_t gas_limit_;
    std::uint64_t spent_before_;
    /// Reading costs gas too, and load() is const.
    mutable std::uint64_t spent_ = 0;
    mutable bool exhausted_ = false;
    CallContext context_;
};

CallOutcome Session::run(const Invocation& invocation, std::uint64_t& gas_spent) {
    const auto* contract = contracts_.find(invocation.callee);
    if (!contract)
        return std::unexpected(
            ContractFault{ContractFaultKind::does_not_exist, "Contract does not exist"});
    const auto checkpoint = overlay_.checkpoint();
    const auto event_count = events_.size();
    Frame frame(*this, invocation);
    auto outcome = contract->code->call(frame, invocation.method, invocation.args);
    if (frame.exhausted()) outcome = Frame::out_of_gas();
    gas_spent = frame.spent();
    if (!outcome) {
        overlay_.revert(checkpoint);
        events_.erase(events_.begin() + static_cast<std::ptrdiff_t>(event_count), events_.end());
    }
    return outcome;
}

CallReceipt Session::call(const ContractId& callee, std::string_view method, BytesView args,
                          std::uint64_t gas_limit) {
    events_.clear();
    CallReceipt receipt{.outcome = Bytes{}, .gas_spent = 0, .events = {}};
    receipt.outcome = run({.callee = callee,
                           .method = method,
                           .args = args,
                           .gas_limit = gas_limit,
                           .callstack = {},
                           .spent_before = 0},
                          receipt.gas_spent);
    receipt.events = std::exchange(events_, {});
    return receipt;
}

}  // namespace dusk::settlement
