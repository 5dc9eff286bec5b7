#include <algorithm>

#include <dusk/settlement/contracts/contract_ids.hpp>
#include <dusk/settlement/contracts/evm_call.hpp>
#include <dusk/settlement/contracts/evm_events.hpp>
#include <dusk/settlement/contracts/evm_ledger.hpp>
#include <dusk/settlement/contracts/evm_tx_router.hpp>
#include <dusk/settlement/contracts/rkyv.hpp>
#include <dusk/settlement/ledger/system_contracts.hpp>

namespace dusk::settlement {

namespace {

// Host query prices (DuskVM, section 6).
constexpr std::uint64_t SECP256K1_RECOVER_GAS = 200'000;
constexpr std::uint64_t KECCAK_BASE_GAS = 3'000;
constexpr std::uint64_t KECCAK_WORD_GAS = 510;

constexpr std::string_view DISPATCH_METHOD = "evm_dispatch";
constexpr std::string_view OUT_OF_TXN_GAS = "out of gas";

std::unexpected<ContractFault> out_of_gas() {
    return std::unexpected(ContractFault{ContractFaultKind::out_of_gas, "out of gas"});
}

// Dispatch ------------------------------------------------------------------------------------

CallOutcome withdraw_credit(EvmCall& call) {
    DUSK_ARGUMENT(account, call.arguments.bytes());
    DUSK_ARGUMENT(amount_lux, call.arguments.uint(64));
    if (account.size() != AccountKey::size()) return bad_arguments();
    if (amount_lux == 0) return contract_panic("nothing to withdraw");
    EvmLedger ledger(call.host);
    if (!ledger.take_credit(call.sender(), u256{amount_lux} * u256{WEI_PER_LUX}))
        return contract_panic("insufficient credit");
    Bytes args = to_bytes(account);
    append_le(args, amount_lux);
    return call.host.call(TRANSFER_CONTRACT, "contract_to_account", args);
}

constexpr EvmMethod OWN_METHODS[] = {
    {"withdrawCredit(bytes,uint64)", withdraw_credit},
};

/// The router's own Ethereum side; it needs no check of the caller, dispatch is the only way here.
CallOutcome call_self(ContractHost& host, const EvmMessage& message) {
    const auto calldata = message.calldata;
    if (!message.value.is_zero()) return contract_panic("not payable");
    if (calldata.size() < 4 ||
        load_be<abi::Selector>(calldata) != abi::selector(OWN_METHODS[0].signature))
        return contract_panic("unknown selector");
    EvmCall call{host, message, abi::Reader{calldata.subspan(4)}};
    return OWN_METHODS[0].run(call);
}

/// Moves the value and runs the callee's code, if it has any.
CallOutcome run_message(ContractHost& host, const Address& to, const EvmMessage& message) {
    EvmLedger ledger(host);
    if (!ledger.move_credit(message.sender, to, message.value))
        return contract_panic("insufficient balance for transfer");
    if (to == evm_address(host.context().self)) return call_self(host, message);
    const auto contract = ledger.contract_of(to);
    if (!contract) return Bytes{};
    if (!host.charge(router::CONTRACT_CALL_GAS)) return out_of_gas();
    return host.call(*contract, EVM_CALL_METHOD, encode_evm_message(message));
}

/// `gas budget u64 || to[20] || message`, called by the router itself: a call frame of its own, so
/// that the host undoes value and effects together.
CallOutcome dispatch(ContractHost& host, BytesView args) {
    if (host.context().caller != host.context().self) return contract_panic("internal method");
    if (args.size() < 28) return bad_arguments();
    const auto budget = load_le<std::uint64_t>(args);
    const auto to = Address::from(args.subspan(8, 20));
    const auto message = decode_evm_message(args.subspan(28));
    if (!message) return bad_arguments();
    const auto before = host.gas_spent();
    auto outcome = run_message(host, to, *message);
    if (outcome && host.gas_spent() - before > budget)
        return contract_panic(std::string(OUT_OF_TXN_GAS));
    return outcome;
}

struct Dispatched {
    CallOutcome outcome;
    std::uint64_t gas = 0;
};

Dispatched call_dispatch(ContractHost& host, std::uint64_t budget, const Address& to,
                         const EvmMessage& message) {
    Bytes args;
    append_le(args, budget);
    append(args, to);
    append(args, encode_evm_message(message));
    const auto before = host.gas_spent();
    auto outcome = host.call(host.context().self, DISPATCH_METHOD, args);
    return {std::move(outcome), host.gas_spent() - before};
}

CallOutcome send(ContractHost& host, BytesView args) {
    const auto& caller = host.context().caller;
    if (!caller) return contract_panic("evm_send: only contracts call");
    if (args.size() < 52) return bad_arguments();
    const EvmMessage message{.sender = evm_address(*caller),
                             .sender_is_contract = true,
                             .value = u256_from_be(args.subspan(20, 32)),
                             .calldata = args.subspan(52)};
    return run_message(host, Address::from(args), message);
}

// Execution of signed transactions ------------------------------------------------------------

std::optional<std::string> check_static(const ContractHost& host, const EvmLedger& ledger,
                                        const Transaction& txn) {
    if (txn.is_deposit()) return "transaction type not supported";
    if (!txn.to) return "contract creation is not possible on DuskDS";
    if (txn.chain_id != ledger.l1_chain_id()) return "invalid chain id for signer";
    if (txn.max_priority_fee_per_gas > txn.max_fee_per_gas)
        return "max priority fee per gas higher than max fee per gas";
    if (txn.max_fee_per_gas < u256{VIEW_BASE_FEE_WEI})
        return "max fee per gas less than block base fee";
    if (txn.gas_limit < router::intrinsic_gas(txn)) return "intrinsic gas too low";
    if (txn.gas_limit > VIEW_GAS_LIMIT) return "exceeds block gas limit";
    if (txn.type == TxnType::blob && txn.blob_versioned_hashes.empty())
        return "blob transaction missing blob hashes";
    if (txn.blob_versioned_hashes != host.context().blob_versioned_hashes)
        return "blob hashes differ from the blobs carried";
    return std::nullopt;
}

std::optional<std::string> check_account(const EvmLedger& ledger, const Transaction& txn,
                                         const Address& signer) {
    const auto nonce = ledger.nonce(signer);
    if (txn.nonce < nonce) return "nonce too low";
    if (txn.nonce > nonce) return "nonce too high";
    if (txn.nonce == ~std::uint64_t{0}) return "nonce has max value";  // EIP-2681
    const auto cost = router::max_cost(txn);
    if (!cost || *cost > ledger.credit(signer)) return "insufficient funds for gas * price + value";
    return std::nullopt;
}

struct BlobBill {
    std::uint64_t gas = 0;
    u256 fee;
};

/// Takes the blob gas of the transaction out of the block's, or says why it cannot.
std::expected<BlobBill, std::string> bill_blobs(EvmLedger& ledger, const Transaction& txn) {
    if (txn.type != TxnType::blob) return BlobBill{};
    const auto schedule = ledger.blob_schedule();
    const auto price = blob_base_fee(ledger.excess_blob_gas(), schedule);
    const auto gas = txn.blob_versioned_hashes.size() * GAS_PER_VIEW_BLOB;
    if (txn.max_fee_per_blob_gas < price)
        return std::unexpected("max fee per blob gas less than block blob gas fee");
    if (ledger.blob_gas_used() + gas > schedule.max_blobs * GAS_PER_VIEW_BLOB)
        return std::unexpected("blob gas limit reached");
    ledger.add_blob_gas(gas);
    return BlobBill{gas, u256{gas} * price};  // at most max_cost, which was checked
}

/// Credits the relayer of this transaction with what the signer paid.
void pay_relayer(ContractHost& host, EvmLedger& ledger, const u256& fee) {
    const auto relayer = host.context().public_sender.value_or(AccountKey{});
    ledger.set_fees(relayer, ledger.fees(relayer) + fee);
}

CallOutcome execute_valid(ContractHost& host, EvmLedger& ledger, const Transaction& txn,
                          const Address& signer) {
    const auto blobs = bill_blobs(ledger, txn);
    if (!blobs) return contract_panic(blobs.error());
    const auto price = effective_gas_price(txn, u256{VIEW_BASE_FEE_WEI});
    const auto prepaid = u256{txn.gas_limit} * price + blobs->fee;
    ledger.set_nonce(signer, txn.nonce + 1);
    // Reads fail only when the host is out of gas: the balance was checked.
    if (!ledger.take_credit(signer, prepaid)) return out_of_gas();

    const auto intrinsic = router::intrinsic_gas(txn);
    const auto budget = txn.gas_limit - intrinsic;
    auto [outcome, spent] = call_dispatch(
        host, budget, *txn.to, {.sender = signer, .value = txn.value, .calldata = txn.data});
    if (!outcome && outcome.error().kind == ContractFaultKind::out_of_gas) return out_of_gas();

    const auto gas_used = intrinsic + std::min(spent, budget);
    const auto fee = u256{gas_used} * price + blobs->fee;
    if (!ledger.add_credit(signer, prepaid - fee)) return out_of_gas();
    pay_relayer(host, ledger, fee);
    host.emit(events::EVM_TXN_EXECUTED,
              events::encode(events::EvmTxnExecuted{.txn_hash = transaction_hash(txn),
                                                    .gas_used = gas_used,
                                                    .success = outcome.has_value()}));
    return outcome ? std::move(*outcome) : Bytes{};
}

CallOutcome execute(ContractHost& host, BytesView args) {
    if (!is_transaction_call(host.context()))
        return contract_panic("execute: only as the call of a transaction");
    if (args.size() > router::TXN_SIZE_MAX) return contract_panic("oversized data");
    if (!host.charge(SECP256K1_RECOVER_GAS + KECCAK_BASE_GAS +
                     KECCAK_WORD_GAS * (args.size() / 32 + 1)))
        return out_of_gas();
    const auto txn = decode_transaction(args);
    if (!txn) return contract_panic("malformed transaction");
    EvmLedger ledger(host);
    if (auto why = check_static(host, ledger, *txn)) return contract_panic(std::move(*why));
    const auto signer = recover_sender(*txn, host.crypto());
    if (!signer) return contract_panic("invalid sender");
    if (auto why = check_account(ledger, *txn, *signer)) return contract_panic(std::move(*why));
    return execute_valid(host, ledger, *txn, *signer);
}

// Credit and fees -----------------------------------------------------------------------------

CallOutcome deposit_credit(ContractHost& host, BytesView args) {
    const auto reader = rkyv::Reader::open(args, 32);
    if (!reader) return bad_arguments();
    const auto amount_lux = reader->integer<std::uint64_t>(24);
    if (amount_lux == 0) return contract_panic("amount is zero");
    auto claimed = host.call(TRANSFER_CONTRACT, "deposit", rkyv::encode_integer(amount_lux));
    if (!claimed) return claimed;
    EvmLedger ledger(host);
    if (!ledger.add_credit(reader->fixed<20>(0), u256{amount_lux} * u256{WEI_PER_LUX}))
        return contract_panic("credit overflow");
    return Bytes{};
}

// ReceiveFromContract: contract[32] @0, value u64 @32, data @40.
CallOutcome receive_credit(ContractHost& host, BytesView args) {
    // A transaction that calls this method directly has the transfer contract as caller, too, but
    // nobody behind it.
    if (host.context().caller != TRANSFER_CONTRACT || is_transaction_call(host.context()))
        return contract_panic("receive_credit: only contract_to_contract calls");
    const auto reader = rkyv::Reader::open(args, 48);
    if (!reader) return bad_arguments();
    const auto data = reader->vec(40);
    if (!data || (!data->empty() && data->size() != Address::size())) return bad_arguments();
    const auto beneficiary =
        data->empty() ? evm_address(ContractId{reader->fixed<32>(0)}) : Address::from(*data);
    EvmLedger ledger(host);
    const u256 wei = u256{reader->integer<std::uint64_t>(32)} * u256{WEI_PER_LUX};
    if (!ledger.add_credit(beneficiary, wei)) return contract_panic("credit overflow");
    return Bytes{};
}

CallOutcome claim_fees(ContractHost& host, BytesView) {
    const auto& relayer = host.context().public_sender;
    if (!relayer || !is_transaction_call(host.context()))
        return contract_panic("claim_fees: only as the call of an account's transaction");
    EvmLedger ledger(host);
    const auto [lux, rest] = divide(ledger.fees(*relayer), u256{WEI_PER_LUX});
    if (lux.is_zero() || !lux.fits_u64()) return contract_panic("nothing to claim");
    ledger.set_fees(*relayer, rest);
    Bytes args = to_bytes(*relayer);
    append_le(args, lux.low64());
    return host.call(TRANSFER_CONTRACT, "contract_to_account", args);
}

// Queries -------------------------------------------------------------------------------------

CallOutcome nonce_of(ContractHost& host, BytesView args) {
    if (args.size() != 20) return bad_arguments();
    return rkyv::encode_integer(EvmLedger(host).nonce(Address::from(args)));
}

CallOutcome credit_of(ContractHost& host, BytesView args) {
    if (args.size() != 20) return bad_arguments();
    return evm_word(EvmLedger(host).credit(Address::from(args)));
}

CallOutcome contract_of(ContractHost& host, BytesView args) {
    if (args.size() != 20) return bad_arguments();
    const auto id = EvmLedger(host).contract_of(Address::from(args));
    return id ? to_bytes(*id) : Bytes{};
}

CallOutcome fees_of(ContractHost& host, BytesView args) {
    if (args.size() != AccountKey::size()) return bad_arguments();
    return evm_word(EvmLedger(host).fees(AccountKey::from(args)));
}

CallOutcome l1_chain_id_of(ContractHost& host, BytesView) {
    return rkyv::encode_integer(EvmLedger(host).l1_chain_id());
}

CallOutcome blob_schedule_of(ContractHost& host, BytesView) {
    const auto schedule = EvmLedger(host).blob_schedule();
    return rkyv::Writer{}
        .u64(schedule.target_blobs)
        .u64(schedule.max_blobs)
        .u64(schedule.base_fee_update_fraction)
        .finish();
}

CallOutcome query(ContractHost& host, BytesView args) {
    if (!is_query(host.context())) return contract_panic("evm_query: only as a query");
    if (args.size() < 72) return bad_arguments();
    const EvmMessage message{.sender = Address::from(args),
                             .value = u256_from_be(args.subspan(40, 32)),
                             .calldata = args.subspan(72)};
    const auto [outcome, gas] =
        call_dispatch(host, ~std::uint64_t{0}, Address::from(args.subspan(20, 20)), message);
    Bytes out{static_cast<std::uint8_t>(outcome ? 1 : 0)};
    append_le(out, gas);
    append(out, outcome ? BytesView{*outcome} : as_bytes(outcome.error().message));
    return out;
}

struct DuskMethod {
    std::string_view name;
    CallOutcome (*run)(ContractHost& host, BytesView args);
};

constexpr DuskMethod DUSK_METHODS[] = {
    {router::EXECUTE_METHOD, execute},
    {router::SEND_METHOD, send},
    {router::DEPOSIT_CREDIT_METHOD, deposit_credit},
    {router::RECEIVE_CREDIT_METHOD, receive_credit},
    {router::QUERY_METHOD, query},
    {"claim_fees", claim_fees},
    {"nonce", nonce_of},
    {"credit", credit_of},
    {"contract_of", contract_of},
    {"fees", fees_of},
    {router::L1_CHAIN_ID_METHOD, l1_chain_id_of},
    {router::BLOB_SCHEDULE_METHOD, blob_schedule_of},
    {DISPATCH_METHOD, dispatch},
};

}  // namespace

CallOutcome EvmTxRouter::call(ContractHost& host, std::string_view method, BytesView args) const {
    for (const auto& row : DUSK_METHODS)
        if (row.name == method) return row.run(host, args);
    return contract_panic("unknown method");
}

namespace router {

Bytes encode_send(const Send& send) {
    Bytes out = to_bytes(send.to);
    append(out, to_hash32(send.value));
    append(out, send.calldata);
    return out;
}

Bytes encode_query(const Query& query) {
    Bytes out = to_bytes(query.from);
    append(out, query.to);
    append(out, to_hash32(query.value));
    append(out, query.calldata);
    return out;
}

std::optional<QueryResult> decode_query_result(BytesView bytes) {
    if (bytes.size() < 9 || bytes[0] > 1) return std::nullopt;
    return QueryResult{.success = bytes[0] == 1,
                       .gas = load_le<std::uint64_t>(bytes.subspan(1)),
                       .output = to_bytes(bytes.subspan(9))};
}

Bytes encode_deposit_credit(const Address& beneficiary, std::uint64_t amount_lux) {
    return rkyv::Writer{}.fixed(beneficiary).pad(4).u64(amount_lux).finish();
}

// EIP-2028 calldata, EIP-2930 access lists, EIP-7702 authorizations.
std::uint64_t intrinsic_gas(const Transaction& txn) noexcept {
    std::uint64_t gas = 21'000;
    for (const auto byte : txn.data) gas += byte == 0 ? 4 : 16;
    for (const auto& entry : txn.access_list) gas += 2'400 + 1'900 * entry.storage_keys.size();
    return gas + 25'000 * txn.authorization_list.size();
}

std::optional<u256> max_cost(const Transaction& txn) noexcept {
    const auto gas = mul_full(txn.max_fee_per_gas, u256{txn.gas_limit});
    const auto blobs = mul_full(txn.max_fee_per_blob_gas,
                                u256{txn.blob_versioned_hashes.size() * GAS_PER_VIEW_BLOB});
    const auto fees = add_with_carry(gas.low, blobs.low);
    const auto sum = add_with_carry(fees.value, txn.value);
    if (!gas.high.is_zero() || !blobs.high.is_zero() || fees.carry || sum.carry)
        return std::nullopt;
    return sum.value;
}

}  // namespace router
}  // namespace dusk::settlement
