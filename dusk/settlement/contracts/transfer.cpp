#include <dusk/core/crypto/hash.hpp>
#include <dusk/settlement/contracts/archive.hpp>
#include <dusk/settlement/contracts/contract_ids.hpp>
#include <dusk/settlement/contracts/transfer.hpp>
#include <dusk/settlement/contracts/withdraw.hpp>
#include <dusk/settlement/ledger/system_contracts.hpp>

namespace dusk::settlement {
namespace {

/// What lives from spend_and_execute to refund: `deposit open u8 || protocol bytes`.
struct Transitory {
    bool deposit_open = false;
    Tx tx;
};

Hash32 transitory_slot() { return keccak256(as_bytes("transitory")); }

void store_transitory(ContractHost& host, const Transitory& value) {
    Bytes bytes{static_cast<std::uint8_t>(value.deposit_open ? 1 : 0)};
    append(bytes, encode_protocol_bytes(value.tx));
    host.store(transitory_slot(), bytes);
}

std::optional<Transitory> load_transitory(const ContractHost& host) {
    const auto bytes = host.load(transitory_slot());
    if (bytes.empty()) return std::nullopt;
    auto tx = decode_protocol_bytes(BytesView{bytes}.subspan(1));
    if (!tx) return std::nullopt;
    return Transitory{bytes[0] == 1, *std::move(tx)};
}

/// One call of the transfer contract.
class Transfer {
public:
    Transfer(ContractHost& host, const BlsProvider& bls) : host_(host), bls_(bls) {}

    CallOutcome spend_and_execute(BytesView args);
    CallOutcome refund(BytesView args);
    CallOutcome add_account_balance(BytesView args);
    CallOutcome deposit(BytesView args);
    CallOutcome withdraw(BytesView args);
    CallOutcome mint(BytesView args);
    CallOutcome contract_to_contract(BytesView args);
    CallOutcome contract_to_account(BytesView args);
    CallOutcome account(BytesView args);
    CallOutcome contract_balance(BytesView args);
    CallOutcome chain_id() { return Bytes{host_.context().chain_id}; }

    bool called_by_host() const { return !host_.context().caller; }

private:
    MoonlightAccount load_account(const AccountKey& key) const {
        return decode_account(host_.load(account_slot(key)));
    }
    void store_account(const AccountKey& key, const MoonlightAccount& value) {
        host_.store(account_slot(key), encode_account(value));
    }
    std::uint64_t load_balance(const ContractId& id) const {
        return decode_amount(host_.load(contract_balance_slot(id)));
    }
    void store_balance(const ContractId& id, std::uint64_t value) {
        host_.store(contract_balance_slot(id), encode_amount(value));
    }
    /// False if the sum passes u64, which the supply excludes.
    bool credit(const AccountKey& key, std::uint64_t value) {
        auto account = load_account(key);
        if (account.balance > ~std::uint64_t{0} - value) return false;
        account.balance += value;
        store_account(key, account);
        return true;
    }
    bool credit(const ContractId& id, std::uint64_t value) {
        const auto balance = load_balance(id);
        if (balance > ~std::uint64_t{0} - value) return false;
        store_balance(id, balance + value);
        return true;
    }
    std::expected<void, ContractFault> debit(const ContractId& id, std::uint64_t value) {
        const auto balance = load_balance(id);
        if (balance < value) return contract_panic("The contract doesn't have enough balance");
        store_balance(id, balance - value);
        return {};
    }
    std::expected<void, ContractFault> spend(const Tx& tx);
    std::expected<void, ContractFault> check_withdraw(const Withdraw& withdraw) const;

    ContractHost& host_;
    const BlsProvider& bls_;
};

/// Section 9.2.
std::expected<void, ContractFault> Transfer::spend(const Tx& tx) {
    const auto& p = tx.payload;
    if (p.chain_id != host_.context().chain_id) return contract_panic("Invalid chain id");
    if (p.gas_price == 0) return contract_panic("Gas price too low");
    if (p.deposit > 0 && !call_of(p.data)) return contract_panic("Deposit without a call");
    if (!bls_.verify_single(p.sender, signature_message(p), tx.signature))
        return contract_panic("Invalid signature");
    if (p.receiver && !bls_.is_valid_key(*p.receiver)) return contract_panic("Invalid receiver");
    if (p.refund_address && !bls_.is_valid_key(*p.refund_address))
        return contract_panic("Invalid refund address");

    const auto cost = max_cost(p);
    auto sender = load_account(p.sender);
    if (!cost || sender.balance < *cost) return contract_panic("Account doesn't have enough funds");
    if (p.nonce <= sender.nonce) return contract_panic(std::string(NONCE_USED));
    if (p.nonce > sender.nonce + 1) return contract_panic(std::string(NONCE_NOT_READY));
    sender.balance -= *cost;
    sender.nonce = p.nonce;
    store_account(p.sender, sender);
    if (p.value > 0 && !credit(p.receiver.value_or(p.sender), p.value))
        return contract_panic("Balance overflow");
    return {};
}

CallOutcome Transfer::spend_and_execute(BytesView args) {
    auto tx = decode_protocol_bytes(args);
    if (!tx) return contract_panic("Malformed transaction");
    DUSK_TRY_VOID(spend(*tx));
    const auto* call = call_of(tx->payload.data);
    store_transitory(host_, {tx->payload.deposit > 0, *tx});
    Bytes out;
    if (!call) {
        out.push_back(0);
        return out;
    }
    const auto outcome = host_.call(call->contract, call->method, call->args);
    if (outcome) {
        out.push_back(0);
        append(out, *outcome);
        return out;
    }
    out.push_back(1);
    out.push_back(static_cast<std::uint8_t>(outcome.error().kind));
    append(out, as_bytes(outcome.error().message));
    return out;
}

CallOutcome Transfer::refund(BytesView args) {
    const auto gas_spent = rkyv::decode_integer<std::uint64_t>(args);
    const auto transitory = load_transitory(host_);
    if (!gas_spent || !transitory) return contract_panic("No transaction to refund");
    const auto& p = transitory->tx.payload;
    if (*gas_spent > p.gas_limit) return contract_panic("Gas spent passes the limit");
    std::uint64_t refund = (p.gas_limit - *gas_spent) * p.gas_price;
    if (transitory->deposit_open) refund += p.deposit;
    const auto receiver = p.refund_address.value_or(p.sender);
    if (refund > 0 && !credit(receiver, refund)) return contract_panic("Balance overflow");

    MoonlightEvent event{.sender = p.sender,
                         .receiver = p.receiver,
                         .value = p.value,
                         .memo = {},
                         .gas_spent = *gas_spent,
                         .refund = {}};
    if (const auto* memo = std::get_if<Memo>(&p.data)) event.memo = memo->bytes;
    if (refund > 0 && receiver != p.sender) event.refund = {receiver, refund};
    host_.emit("moonlight", archive(bls_, event));
    host_.store(transitory_slot(), {});
    return Bytes{};
}

CallOutcome Transfer::add_account_balance(BytesView args) {
    if (args.size() != AccountKey::size() + 8) return contract_panic("Malformed argument");
    const auto value = load_le<std::uint64_t>(args.subspan(AccountKey::size()));
    if (!credit(AccountKey::from(args), value)) return contract_panic("Balance overflow");
    return Bytes{};
}

CallOutcome Transfer::deposit(BytesView args) {
    const auto value = rkyv::decode_integer<std::uint64_t>(args);
    auto transitory = load_transitory(host_);
    if (!value || !transitory) return contract_panic("No transaction to deposit from");
    const auto* call = call_of(transitory->tx.payload.data);
    const auto caller = *host_.context().caller;
    if (!call || call->contract != caller)
        return contract_panic("The deposit is for another contract");
    if (!transitory->deposit_open || *value != transitory->tx.payload.deposit)
        return contract_panic("The value doesn't match the deposit");
    transitory->deposit_open = false;
    store_transitory(host_, *transitory);
    if (!credit(caller, *value)) return contract_panic("Balance overflow");
    host_.emit("deposit", archive_deposit(bls_, transitory->tx.payload.sender, caller, *value));
    return Bytes{};
}

/// Section 9.4: the receiver agrees by signature, and the token is the running transaction's nonce.
std::expected<void, ContractFault> Transfer::check_withdraw(const Withdraw& withdraw) const {
    const auto transitory = load_transitory(host_);
    if (!transitory) return contract_panic("Withdraw outside a transaction");
    if (withdraw.nonce != transitory->tx.payload.nonce)
        return contract_panic("The withdraw token is of another transaction");
    if (!bls_.verify_single(withdraw.receiver, withdraw_message(withdraw), withdraw.signature))
        return contract_panic("Invalid withdraw signature");
    return {};
}

CallOutcome Transfer::withdraw(BytesView args) {
    WireReader reader(args);
    const auto withdraw = decode_withdraw(reader);
    if (!withdraw || reader.left() != 0) return contract_panic("Malformed withdraw");
    if (*host_.context().caller != withdraw->contract)
        return contract_panic("Only the contract itself withdraws");
    DUSK_TRY_VOID(check_withdraw(*withdraw));
    DUSK_TRY_VOID(debit(withdraw->contract, withdraw->value));
    if (!credit(withdraw->receiver, withdraw->value)) return contract_panic("Balance overflow");
    host_.emit("withdraw",
               archive_withdraw(bls_, withdraw->contract, withdraw->receiver, withdraw->value));
    return Bytes{};
}

CallOutcome Transfer::mint(BytesView args) {
    WireReader reader(args);
    const auto withdraw = decode_withdraw(reader);
    if (!withdraw || reader.left() != 0) return contract_panic("Malformed withdraw");
    if (*host_.context().caller != STAKE_CONTRACT || withdraw->contract != STAKE_CONTRACT)
        return contract_panic("Only the stake contract mints");
    DUSK_TRY_VOID(check_withdraw(*withdraw));
    if (!credit(withdraw->receiver, withdraw->value)) return contract_panic("Balance overflow");
    host_.emit("mint",
               archive_withdraw(bls_, withdraw->contract, withdraw->receiver, withdraw->value));
    return Bytes{};
}

CallOutcome Transfer::contract_to_contract(BytesView args) {
    const auto root = rkyv::Reader::open(args, 56);
    if (!root) return contract_panic("Malformed argument");
    const auto receiver = root->fixed<32>(0);
    const auto value = root->integer<std::uint64_t>(32);
    const auto method = root->string(40);
    const auto data = root->vec(48);
    const auto sender = *host_.context().caller;
    if (!method || !data) return contract_panic("Malformed argument");
    DUSK_TRY_VOID(debit(sender, value));
    if (!credit(receiver, value)) return contract_panic("Balance overflow");

    rkyv::Writer writer;
    const auto slice = writer.bytes(*data);
    writer.root(8).fixed(sender).u64(value).vec(slice);
    const auto outcome = host_.call(receiver, as_text(*method), std::move(writer).finish());
    if (!outcome) return contract_panic("Calling receiver: " + outcome.error().message);
    host_.emit("contract_to_contract", archive_contract_transfer(sender, receiver, value));
    return Bytes{};
}

CallOutcome Transfer::contract_to_account(BytesView args) {
    const bool is_short = args.size() == AccountKey::size() + 8;
    if (!is_short && args.size() != ARCHIVED_KEY_SIZE + 8)
        return contract_panic("Malformed argument");
    const auto receiver = key_from_argument(bls_, args.first(args.size() - 8));
    if (!receiver || !bls_.is_valid_key(*receiver)) return contract_panic("Invalid receiver");
    const auto value = load_le<std::uint64_t>(args.last(8));
    const auto sender = *host_.context().caller;
    DUSK_TRY_VOID(debit(sender, value));
    if (!credit(*receiver, value)) return contract_panic("Balance overflow");
    host_.emit("contract_to_account", archive_account_transfer(bls_, sender, *receiver, value));
    return Bytes{};
}

CallOutcome Transfer::account(BytesView args) {
    const auto key = key_from_argument(bls_, args);
    if (!key) return contract_panic("Malformed key");
    const auto value = load_account(*key);
    Bytes out;
    append_le(out, value.nonce);
    append_le(out, value.balance);
    return out;
}

CallOutcome Transfer::contract_balance(BytesView args) {
    if (args.size() != ContractId::size()) return contract_panic("Malformed contract id");
    return rkyv::encode_integer(load_balance(ContractId::from(args)));
}

enum class Caller : std::uint8_t { host, contract, any };

struct MethodRow {
    std::string_view name;
    Caller caller;
    CallOutcome (Transfer::*run)(BytesView);
};

constexpr MethodRow METHODS[] = {
    {"spend_and_execute", Caller::host, &Transfer::spend_and_execute},
    {"refund", Caller::host, &Transfer::refund},
    {"add_account_balance", Caller::host, &Transfer::add_account_balance},
    {"deposit", Caller::contract, &Transfer::deposit},
    {"withdraw", Caller::contract, &Transfer::withdraw},
    {"mint", Caller::contract, &Transfer::mint},
    {"contract_to_contract", Caller::contract, &Transfer::contract_to_contract},
    {"contract_to_account", Caller::contract, &Transfer::contract_to_account},
    {"account", Caller::any, &Transfer::account},
    {"contract_balance", Caller::any, &Transfer::contract_balance},
};

}  // namespace

CallOutcome TransferContract::call(ContractHost& host, std::string_view method,
                                   BytesView args) const {
    Transfer transfer(host, bls_);
    if (method == "chain_id") return transfer.chain_id();
    for (const auto& row : METHODS) {
        if (row.name != method) continue;
        if (row.caller == Caller::host && !transfer.called_by_host())
            return contract_panic("Only the protocol may call this");
        // The transfer contract itself is no contract with a balance (section 9.1).
        if (row.caller == Caller::contract &&
            (transfer.called_by_host() || *host.context().caller == TRANSFER_CONTRACT))
            return contract_panic("Only a contract may call this");
        return (transfer.*row.run)(args);
    }
    return contract_panic("Unknown method");
}

std::vector<std::pair<Hash32, Bytes>> transfer_genesis_storage(const GenesisConfig& config) {
    std::vector<std::pair<Hash32, Bytes>> storage;
    for (const auto& account : config.accounts)
        storage.emplace_back(account_slot(account.key), encode_account({0, account.balance}));
    std::uint64_t staked = 0;
    for (const auto& stake : config.stakes) staked += stake.value;
    storage.emplace_back(contract_balance_slot(STAKE_CONTRACT), encode_amount(staked));
    if (config.bridge)
        storage.emplace_back(contract_balance_slot(EVM_TX_ROUTER_ID),
                             encode_amount(genesis_credit_lux(*config.bridge)));
    return storage;
}

}  // namespace dusk::settlement
