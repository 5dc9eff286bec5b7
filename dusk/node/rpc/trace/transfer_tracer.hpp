// TransferTracer: ether that moves inside a transaction, as logs of ERC-20's form among the real
// ones (geth: internal/ethapi logtracer.go). What a failed frame did is forgotten.
#pragma once

#include <optional>

#include <dusk/core/evm/tracer.hpp>
#include <dusk/core/state/state.hpp>

namespace dusk::eth {

class TransferTracer final : public evm::Tracer {
public:
    struct NumberedLog {
        Log log;
        /// In the block. As in geth, those of failed frames have taken numbers, too.
        std::uint64_t index = 0;
    };

    /// Numbers go on from `count`.
    TransferTracer(State& state, std::uint64_t& count) : state_(state), count_(count) {}

    void on_step(const evm::Step& step) override;
    void on_enter(const evm::Message& message) override;
    void on_exit(const evm::Message& message, const evm::CallResult& result) override;

    /// `logs` of the transaction with the transfers between them.
    std::vector<NumberedLog> merged(const std::vector<Log>& logs) const;

private:
    struct Entry {
        /// None: a real log.
        std::optional<Log> transfer;
        std::uint64_t index = 0;
    };

    void note(const Address& from, const Address& to, const u256& value);

    State& state_;
    std::uint64_t& count_;
    std::vector<Entry> entries_;
    /// For each open frame, how many entries there were before it.
    std::vector<std::size_t> open_;
};

}  // namespace dusk::eth
