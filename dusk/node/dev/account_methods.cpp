// eth_sendTransaction and what else needs a key in the node: those of the development accounts, and
// of impersonated ones none.
#include <algorithm>

#include <dusk/core/base/result.hpp>
#include <dusk/core/chain/fees.hpp>
#include <dusk/core/crypto/hash.hpp>
#include <dusk/node/dev/dev_methods.hpp>
#include <dusk/node/dev/lenient_params.hpp>
#include <dusk/node/dev/typed_data.hpp>
#include <dusk/node/rpc/call/call_request.hpp>
#include <dusk/platform/rpc/params.hpp>

namespace dusk::dev {
namespace {

using rpc::CallContext;
using rpc::Params;
using rpc::Result;
using Value = boost::json::value;
using Object = boost::json::object;
namespace params = rpc::params;

template <class T>
using Answer = std::expected<T, rpc::Error>;

constexpr std::uint64_t TIP_WEI = 1'000'000'000;

std::unexpected<rpc::Error> unknown_account() {
    return std::unexpected(rpc::server_error("unknown account"));
}

Result accounts(DevChain& dev, const Params&) {
    boost::json::array result;
    for (const auto& key : dev.keys()) result.push_back(eth::hex(key.address()));
    return result;
}

Bytes signature_bytes(const EthereumSignature& signature) {
    Bytes out = to_bytes(signature.r);
    append(out, signature.s);
    out.push_back(signature.odd_y ? 28 : 27);
    return out;
}

/// EIP-191, version 0x45.
Result sign_message(DevChain& dev, const Address& address, BytesView message) {
    const auto* key = dev.key_of(address);
    if (key == nullptr) return unknown_account();
    Bytes text =
        to_bytes(as_bytes("\x19"
                          "Ethereum Signed Message:\n" +
                          std::to_string(message.size())));
    append(text, message);
    return eth::hex(signature_bytes(key->sign(keccak256(text))));
}

Result eth_sign(DevChain& dev, const Params& arguments) {
    DUSK_TRY(address, params::address(arguments, 0));
    DUSK_TRY(message, params::bytes(arguments, 1));
    return sign_message(dev, address, message);
}

Result personal_sign(DevChain& dev, const Params& arguments) {
    DUSK_TRY(message, params::bytes(arguments, 0));
    DUSK_TRY(address, params::address(arguments, 1));
    return sign_message(dev, address, message);
}

Result sign_typed_data(DevChain& dev, const Params& arguments) {
    DUSK_TRY(address, params::address(arguments, 0));
    DUSK_TRY(data, params::any(arguments, 1));
    const auto* key = dev.key_of(address);
    if (key == nullptr) return unknown_account();
    const auto hash = typed_data_hash(*data);
    if (!hash) return std::unexpected(params::invalid(1, hash.error()));
    return eth::hex(signature_bytes(key->sign(*hash)));
}

/// A transaction's gas where the request names none.
class GasEstimate {
public:
    explicit GasEstimate(rpc::Handler handler) : handler_(std::move(handler)) {}

    Answer<std::uint64_t> of(const Params& arguments, CallContext& context) const {
        Params request{arguments.empty() ? Value(Object{}) : arguments[0]};
        DUSK_TRY(estimate, handler_(request, context));
        return params::quantity64({estimate}, 0);
    }

private:
    rpc::Handler handler_;
};

void set_fees(Transaction& txn, const eth::CallRequest& request, const DevChain& dev) {
    if (request.gas_price) {
        txn.type = request.access_list ? TxnType::access_list : TxnType::legacy;
        txn.max_fee_per_gas = txn.max_priority_fee_per_gas = *request.gas_price;
        return;
    }
    txn.type = request.authorization_list.empty() ? TxnType::dynamic_fee : TxnType::set_code;
    txn.max_priority_fee_per_gas = request.max_priority_fee_per_gas.value_or(u256{TIP_WEI});
    if (request.max_fee_per_gas) {
        txn.max_fee_per_gas = *request.max_fee_per_gas;
        if (!request.max_priority_fee_per_gas)
            txn.max_priority_fee_per_gas =
                std::min(txn.max_priority_fee_per_gas, txn.max_fee_per_gas);
        return;
    }
    const auto& chain = dev.chain();
    const auto head = chain.store().header(chain.store().head().hash);
    const auto base_fee =
        head && *head ? next_base_fee(chain.config(), **head, (*head)->timestamp + 1) : u256{};
    txn.max_fee_per_gas = base_fee * u256{2} + txn.max_priority_fee_per_gas;
}

Answer<Transaction> complete(DevChain& dev, const GasEstimate& estimate,
                             const eth::CallRequest& request, const Params& arguments,
                             CallContext& context) {
    Transaction txn;
    txn.chain_id = dev.chain().config().chain_id;
    txn.nonce = request.nonce ? *request.nonce : dev.next_nonce(request.from);
    txn.to = request.to;
    txn.value = request.value;
    txn.data = request.input;
    txn.access_list = request.access_list.value_or(AccessList{});
    txn.authorization_list = request.authorization_list;
    set_fees(txn, request, dev);
    if (request.gas) {
        txn.gas_limit = *request.gas;
    } else {
        DUSK_TRY(gas, estimate.of(arguments, context));
        txn.gas_limit = gas;
    }
    return txn;
}

void sign(Transaction& txn, const EthereumKey& key) {
    const auto signature = key.sign(signing_hash(txn));
    txn.signature = {
        .r = u256_from_be(signature.r), .s = u256_from_be(signature.s), .odd_y = signature.odd_y};
}

/// Signed with a key that the node has, or of an impersonated sender.
Answer<SentTxn> authorize(const DevChain& dev, Transaction txn, const Address& sender) {
    if (const auto* key = dev.key_of(sender)) {
        sign(txn, *key);
        return SentTxn{std::move(txn), sender};
    }
    if (dev.may_impersonate(sender)) return impersonated(std::move(txn), sender);
    return unknown_account();
}

Result send_transaction(DevChain& dev, const GasEstimate& estimate, const Params& arguments,
                        CallContext& context) {
    DUSK_TRY(request, eth::call_request_param(arguments, 0, dev.chain().config().chain_id));
    const auto* key = dev.key_of(request.from);
    const bool impersonated = dev.may_impersonate(request.from);
    if (key == nullptr && !impersonated) return unknown_account();
    DUSK_TRY(txn, complete(dev, estimate, request, arguments, context));
    if (key == nullptr) {
        const auto hash = dev.send_unsigned(std::move(txn), request.from);
        if (!hash) return std::unexpected(rpc::server_error(hash.error()));
        return eth::hex(*hash);
    }
    sign(txn, *key);
    const auto hash = dev.pool().add(encode_transaction(txn));
    if (!hash) return std::unexpected(rpc::server_error(hash.error().message));
    return eth::hex(*hash);
}

Result sign_transaction(DevChain& dev, const GasEstimate& estimate, const Params& arguments,
                        CallContext& context) {
    DUSK_TRY(request, eth::call_request_param(arguments, 0, dev.chain().config().chain_id));
    const auto* key = dev.key_of(request.from);
    if (key == nullptr) return unknown_account();
    DUSK_TRY(txn, complete(dev, estimate, request, arguments, context));
    sign(txn, *key);
    return eth::hex(encode_transaction(txn));
}

/// The transactions of an anvil_reorg: their nonces go on from the block below those that go.
class ReorgTxns {
public:
    ReorgTxns(DevChain& dev, const GasEstimate& estimate, const StateView& below)
        : dev_(dev), estimate_(estimate), below_(below) {}

    /// As eth_sendTransaction takes it, or signed and encoded.
    Answer<SentTxn> read(const Value& given, CallContext& context) {
        if (given.is_string()) return decode(given);
        const auto& config = dev_.chain().config();
        DUSK_TRY(request, eth::parse_call_request(given, 1, config.chain_id));
        auto& nonce = nonces_.try_emplace(request.from, nonce_of(request.from)).first->second;
        if (!request.nonce) request.nonce = nonce;
        nonce = *request.nonce + 1;
        DUSK_TRY(txn, complete(dev_, estimate_, request, Params{given}, context));
        return authorize(dev_, std::move(txn), request.from);
    }

private:
    Answer<SentTxn> decode(const Value& given) const {
        DUSK_TRY(encoded, params::bytes({given}, 0));
        auto txn = decode_transaction(encoded);
        if (!txn || txn->is_deposit())
            return std::unexpected(params::invalid(1, "a transaction cannot be decoded"));
        const auto sender = recover_sender(*txn, dev_.chain().crypto());
        if (!sender) return std::unexpected(params::invalid(1, "invalid sender"));
        return SentTxn{*std::move(txn), *sender};
    }
    std::uint64_t nonce_of(const Address& sender) const {
        const auto account = below_.account(sender);
        return account ? account->nonce : 0;
    }

    DevChain& dev_;
    const GasEstimate& estimate_;
    const StateView& below_;
    std::map<Address, std::uint64_t> nonces_;
};

/// A depth, and pairs of a transaction and the number of its block among the new ones.
Result reorg(DevChain& dev, const GasEstimate& estimate, const Params& arguments,
             CallContext& context) {
    DUSK_TRY(depth, lenient_number64(arguments, 0));
    const auto below = dev.state_below(depth);
    if (!below) return std::unexpected(params::invalid(0, below.error()));
    std::map<std::uint64_t, std::vector<Value>> given;
    if (params::optional(arguments, 1) != nullptr) {
        DUSK_TRY(pairs, params::json_array(arguments, 1));
        for (const auto& pair : *pairs) {
            if (!pair.is_array() || pair.get_array().size() != 2)
                return std::unexpected(params::invalid(1, "want [transaction, block number]"));
            DUSK_TRY(number, lenient_number64(pair.get_array(), 1));
            if (number >= depth)
                return std::unexpected(params::invalid(1, "a block number past the depth"));
            given[number].push_back(pair.get_array()[0]);
        }
    }
    ReorgTxns reader(dev, estimate, **below);
    std::vector<std::vector<SentTxn>> txns;
    for (const auto& [number, of_block] : given) {
        txns.resize(number + 1);
        for (const auto& one : of_block) {
            DUSK_TRY(txn, reader.read(one, context));
            txns[number].push_back(std::move(txn));
        }
    }
    if (const auto made = dev.reorg(depth, std::move(txns)); !made)
        return std::unexpected(rpc::server_error(made.error()));
    return Value(nullptr);
}

}  // namespace

void add_account_methods(rpc::MethodTable& table, DevChain& dev) {
    const auto simple = [&](std::string name, Result (*handler)(DevChain&, const Params&)) {
        table.replace(std::move(name), [&dev, handler](const Params& arguments, CallContext&) {
            return handler(dev, arguments);
        });
    };
    simple("eth_accounts", accounts);
    simple("eth_sign", eth_sign);
    simple("personal_sign", personal_sign);
    simple("eth_signTypedData", sign_typed_data);
    simple("eth_signTypedData_v4", sign_typed_data);

    const auto* estimate_method = table.find("eth_estimateGas");
    const GasEstimate estimate(estimate_method->handler);
    const auto with_gas = [&](std::string name, Result (*handler)(DevChain&, const GasEstimate&,
                                                                  const Params&, CallContext&)) {
        table.replace(std::move(name),
                      [&dev, estimate, handler](const Params& arguments, CallContext& context) {
                          return handler(dev, estimate, arguments, context);
                      });
    };
    with_gas("eth_sendTransaction", send_transaction);
    with_gas("eth_sendUnsignedTransaction", send_transaction);
    with_gas("eth_signTransaction", sign_transaction);
    with_gas("anvil_reorg", reorg);
}

}  // namespace dusk::dev
