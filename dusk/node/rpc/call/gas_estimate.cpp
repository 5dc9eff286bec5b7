#include <algorithm>

#include <fmt/format.h>

#include <dusk/core/evm/gas.hpp>
#include <dusk/node/rpc/call/gas_estimate.hpp>

namespace dusk::eth {
namespace {

constexpr std::uint64_t TXN_GAS = 21'000;
/// The estimate may be this much too high: 15 thousandths (geth: estimateGasErrorRatio).
constexpr std::uint64_t ERROR_THOUSANDTHS = 15;

class Estimator {
public:
    Estimator(const ChainReader& chain, const CallSite& site, const CallRequest& request)
        : chain_(chain), site_(site), request_(request) {}

    Answer<std::uint64_t> run() {
        DUSK_TRY(limit, gas_limit());
        limit_ = limit;
        if (is_transfer()) {
            DUSK_TRY(outcome, attempt(TXN_GAS));
            if (outcome && outcome->status == evm::Status::success) return TXN_GAS;
        }
        DUSK_TRY(best, attempt(limit_));
        if (!best || best->status != evm::Status::success) return std::unexpected(failure(best));
        return bisect(*best);
    }

private:
    /// The most gas to try: the caller's, the block's, what the sender can pay, the node's cap.
    Answer<std::uint64_t> gas_limit() const {
        auto limit = site_.env().gas_limit;
        if (request_.gas && *request_.gas >= TXN_GAS) limit = *request_.gas;
        const auto txn = to_transaction(request_, chain_.config(), limit, site_.env().base_fee);
        if (!txn.max_fee_per_gas.is_zero()) {
            const auto account = site_.state().account(request_.from);
            const auto balance = account ? account->balance : u256{};
            if (request_.value > balance)
                return std::unexpected(rpc::server_error("insufficient funds for transfer"));
            const auto allowance = (balance - request_.value) / txn.max_fee_per_gas;
            limit = std::min(limit, allowance.saturated64());
        }
        return std::min(limit, site_.txn_gas_max());
    }

    bool is_transfer() const {
        if (!request_.to || !request_.input.empty() || !request_.authorization_list.empty() ||
            request_.access_list)
            return false;
        const auto account = site_.state().account(*request_.to);
        return !account || !account->has_code();
    }

    /// The outcome with `gas`; none if that is too little to start. Other refusals are errors.
    Answer<std::optional<TxnOutcome>> attempt(std::uint64_t gas) const {
        if (site_.expired()) return std::unexpected(timeout_error(chain_));
        auto outcome = site_.run(request_, gas);
        if (outcome) return std::optional<TxnOutcome>{*std::move(outcome)};
        const auto error = outcome.error().error;
        if (error == TxnError::intrinsic_gas_too_low || error == TxnError::floor_gas_too_low)
            return std::optional<TxnOutcome>{};
        auto answer = std::move(outcome.error().answer);
        if (error) answer.message = fmt::format("failed with {} gas: {}", gas, answer.message);
        return std::unexpected(std::move(answer));
    }

    rpc::Error failure(const std::optional<TxnOutcome>& outcome) const {
        if (!outcome || outcome->status == evm::Status::out_of_gas)
            return rpc::server_error(fmt::format("gas required exceeds allowance ({})", limit_));
        if (outcome->status == evm::Status::revert) return revert_error(outcome->output);
        return rpc::server_error(site_.fault_of(request_, limit_, outcome->status));
    }

    Answer<bool> suffices(std::uint64_t gas) const {
        DUSK_TRY(outcome, attempt(gas));
        return outcome && outcome->status == evm::Status::success;
    }

    Answer<std::uint64_t> bisect(const TxnOutcome& best) const {
        auto high = limit_;
        auto low = best.gas_used - 1;
        // A call keeps back 1/64 of the gas and refunds come only at the end.
        const auto need =
            best.gas_used + best.gas_refunded + static_cast<std::uint64_t>(evm::CALL_STIPEND);
        const auto likely = need / 63 * 64 + need % 63 * 64 / 63;
        if (likely < high) {
            DUSK_TRY(enough, suffices(likely));
            (enough ? high : low) = likely;
        }
        while (low + 1 < high) {
            if (high - low < high / 1000 * ERROR_THOUSANDTHS) break;
            auto middle = low + (high - low) / 2;
            // Most calls need little more than they use.
            if (low != 0 && middle / 2 > low) middle = low * 2;
            DUSK_TRY(enough, suffices(middle));
            (enough ? high : low) = middle;
        }
        return high;
    }

    const ChainReader& chain_;
    const CallSite& site_;
    const CallRequest& request_;
    std::uint64_t limit_ = 0;
};

}  // namespace

Answer<std::uint64_t> estimate_gas(const ChainReader& chain, const CallSite& site,
                                   const CallRequest& request) {
    return Estimator(chain, site, request).run();
}

}  // namespace dusk::eth
