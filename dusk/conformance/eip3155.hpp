// Traces in the form of EIP-3155, one JSON line an instruction, as differential fuzzers compare
// them. The price of an instruction is read off the gas before the next one of its frame, so what a
// call does is held back until the call has its price: at most TRACE_HELD_MAX bytes, past which the
// lines of open calls go out without one.
#pragma once

#include <deque>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include <dusk/core/chain/block_executor.hpp>
#include <dusk/core/evm/gas.hpp>
#include <dusk/core/evm/tracer.hpp>
#include <dusk/core/state/open_step.hpp>

namespace dusk::conformance {

inline constexpr std::size_t TRACE_HELD_MAX = std::size_t{256} << 20;

struct TraceOptions {
    bool with_stack = true;
    bool with_memory = false;
    bool with_return_data = false;
};

class Eip3155Tracer final : public evm::Tracer {
public:
    /// Takes whole lines, their newline included.
    using Sink = std::function<void(std::string_view)>;

    /// `state` is the execution's: failing instructions show their whole price. Null: they show the
    /// base price, and RETURN of a creation is told by its operands.
    Eip3155Tracer(evm::Revision revision, TraceOptions options, Sink sink, State* state = nullptr);

    void on_enter(const evm::Message& message) override;
    void on_step(const evm::Step& step) override;
    void on_exit(const evm::Message& message, const evm::CallResult& result) override;

    /// The last line: output, gas used, and how it failed if it did.
    void summarize(const TxnOutcome& outcome);

private:
    struct Line {
        std::string text;
        bool is_complete = false;
    };
    struct OpenFrame {
        OpenStep newest{};
        /// Its line, as long as that has no price.
        std::optional<std::size_t> line{};
        std::int64_t gas_refund = 0;
        /// What RETURN leaves to a creation to store.
        std::uint64_t output_size = 0;
    };

    std::int64_t price_of(const evm::Step& step) const;
    void settle(OpenFrame& frame, std::int64_t gas_after);
    void complete(OpenFrame& frame, std::string_view tail);
    void flush();
    std::string describe(const evm::Step& step) const;
    std::int64_t refund_of_parents() const;

    const evm::Revision revision_;
    const TraceOptions options_;
    const Sink sink_;
    State* const state_;
    std::vector<OpenFrame> frames_;
    std::deque<Line> held_;
    std::size_t held_size_ = 0;
    /// The number of the first line held.
    std::size_t first_held_ = 0;
};

}  // namespace dusk::conformance
