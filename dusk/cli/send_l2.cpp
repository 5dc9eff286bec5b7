#include <dusk/cli/amounts.hpp>
#include <dusk/cli/role.hpp>
#include <dusk/cli/send_l2.hpp>

namespace dusk::cli {

namespace {
constexpr std::chrono::milliseconds POLL_INTERVAL{200};
}  // namespace

txmgr::TxnReceipt send_l2(std::string_view role, const EthereumKey& key, L2Send send) {
    txmgr::EthClient client{send.rpc_url};
    const auto balance = value_or_fail(role, client.balance(key.address()));
    if (balance <= send.candidate.value)
        fail(role, "insufficient funds: the balance is " + amount_text(balance, WEI_DECIMALS));
    auto& candidate = send.candidate;
    // Asked here, because a call that would revert should end the program and not be tried again.
    if (candidate.gas_limit == 0)
        candidate.gas_limit = value_or_fail(
            role,
            client.estimate_gas(key.address(), candidate.to, candidate.value, candidate.data));
    txmgr::TxnManager txns{
        {.chain_id = value_or_fail(role, client.chain_id()),
         .num_confirmations = 1,
         .resubmission_timeout = send.timeout,
         .retry_interval = POLL_INTERVAL,
         .not_in_mempool_timeout = Milliseconds{2'000},
         .fees = {.min_tip = u256{1}, .min_base_fee = u256{1}, .min_blob_fee_cap = u256{1}},
         .metrics_prefix = "duskevm_wallet"},
        key,
        client,
        system_clock()};
    std::optional<txmgr::TxnOutcome> outcome;
    value_or_fail(role, txns.submit(std::move(send.candidate),
                                    [&](const txmgr::TxnOutcome& ended) { outcome = ended; }));
    const auto end = system_clock().steady_ms() + static_cast<std::uint64_t>(send.timeout.count());
    while (!outcome && system_clock().steady_ms() < end) {
        txns.poll();
        if (!outcome) system_clock().sleep(POLL_INTERVAL);
    }
    if (!outcome) fail(role, "the transaction is in no block yet: gave up waiting");
    if (!*outcome) fail(role, outcome->error().text);
    return **outcome;
}

}  // namespace dusk::cli
