#include <algorithm>
#include <map>

#include <dusk/core/codec/abi.hpp>
#include <dusk/core/codec/hex.hpp>
#include <dusk/core/crypto/hash.hpp>
#include <dusk/node/genesis/construct.hpp>
#include <dusk/node/genesis/genesis_state.hpp>
#include <dusk/node/genesis/predeploy_data.hpp>

namespace dusk::genesis {
namespace {

using Accounts = std::map<Address, GenesisAccount>;
using Slots = std::map<u256, u256>;

Address address_of(std::string_view hex) {
    const auto address = fixed_from_hex<20>(hex);
    DUSK_CHECK(address.has_value());
    return *address;
}

u256 word_of(std::string_view hex) {
    const auto word = fixed_from_hex<32>(hex);
    DUSK_CHECK(word.has_value());
    return to_u256(*word);
}

/// 0x4200…XXXX.
Address predeploy_address(std::uint16_t suffix) {
    Address address{{0x42}};
    store_be(address.data() + 18, suffix);
    return address;
}

/// 0xc0d3…XXXX: where the implementation behind a predeploy's proxy stands.
Address implementation_address(const Address& predeploy) {
    Address address;
    for (std::size_t i = 0; i < 18; i += 2) {
        address[i] = 0xc0;
        address[i + 1] = 0xd3;
    }
    address[18] = predeploy[18];
    address[19] = predeploy[19];
    return address;
}

bool is_proxied(const Address& predeploy) {
    return predeploy != predeploy_address(0x0006) && predeploy != predeploy_address(0x0042);
}

GenesisAccount& account_at(Accounts& accounts, const Address& address) {
    auto& account = accounts[address];
    account.address = address;
    return account;
}

void set_slot(GenesisAccount& account, const u256& slot, const u256& value) {
    const auto at =
        std::ranges::lower_bound(account.storage, slot, {}, &std::pair<u256, u256>::first);
    if (at != account.storage.end() && at->first == slot)
        at->second = value;
    else
        account.storage.insert(at, {slot, value});
}

/// Adds a variable to what its slot holds: several small ones share one.
void set_variable(GenesisAccount& account, const Predeploy& contract, std::string_view label,
                  const u256& value) {
    const auto& place = contract.place(label);
    u256 present;
    for (const auto& [slot, content] : account.storage)
        if (slot == u256{place.slot}) present = content;
    set_slot(account, place.slot, present | (value << (place.offset * 8)));
}

const u256 ADMIN_SLOT =
    word_of("0xb53127684a568b3173ae13b9f8a6016e243e63b6e8ee1178d6a717850b5d6103");
const u256 IMPLEMENTATION_SLOT =
    word_of("0x360894a13ba1a3210667c828492db98dca3e2076cc3735a920a3ca505d382bbc");
const Address PROXY_ADMIN = predeploy_address(0x0018);
/// The value of an unset cross-domain sender.
const Address DEFAULT_SENDER = address_of("0x000000000000000000000000000000000000dead");

void add_precompile_balances(Accounts& accounts) {
    for (unsigned i = 0; i < 256; ++i) {
        Address address;
        address[19] = static_cast<std::uint8_t>(i);
        account_at(accounts, address).balance = 1;
    }
}

void add_proxies(Accounts& accounts) {
    for (std::uint16_t suffix = 0; suffix < 2048; ++suffix) {
        const auto address = predeploy_address(suffix);
        if (!is_proxied(address)) continue;
        auto& account = account_at(accounts, address);
        account.code = predeploy_data().proxy_code;
        set_slot(account, ADMIN_SLOT, to_u256(PROXY_ADMIN));
    }
}

/// Constructor arguments of the predeploys that have immutables.
Bytes constructor_arguments(const Predeploy& contract, const PredeployParameters& parameters) {
    abi::Writer arguments;
    if (contract.name.ends_with("FeeVault")) {
        arguments.address(parameters.fee_vault_recipient);
        arguments.word(parameters.fee_vault_minimum);
        arguments.word(u256{1});  // WithdrawalNetwork.L2
    } else if (contract.name == "OptimismMintableERC721Factory") {
        arguments.address(predeploy_address(0x0014));
        arguments.word(u256{parameters.l1_chain_id});
    }
    return arguments.finish();
}

/// What `initialize` leaves in storage. The implementation is initialized too, without a peer.
void initialize(GenesisAccount& account, const Predeploy& contract,
                const PredeployParameters& parameters, bool is_implementation) {
    const auto peer = [&](const Address& address) {
        return is_implementation ? u256{} : to_u256(address);
    };
    if (contract.name == "L2CrossDomainMessenger") {
        set_variable(account, contract, "_initialized", 1);
        set_variable(account, contract, "xDomainMsgSender", to_u256(DEFAULT_SENDER));
        set_variable(account, contract, "otherMessenger",
                     peer(parameters.l1_cross_domain_messenger));
    } else if (contract.name == "L2StandardBridge" || contract.name == "L2ERC721Bridge") {
        const auto& other = contract.name == "L2StandardBridge" ? parameters.l1_standard_bridge
                                                                : parameters.l1_erc721_bridge;
        set_variable(account, contract, "_initialized", 1);
        set_variable(account, contract, "messenger", to_u256(predeploy_address(0x0007)));
        set_variable(account, contract, "otherBridge", peer(other));
    } else if (contract.name == "OptimismMintableERC20Factory") {
        set_variable(account, contract, "_initialized", 1);
        set_variable(account, contract, "bridge", peer(predeploy_address(0x0010)));
    } else if (contract.name == "ProxyAdmin") {
        set_variable(account, contract, "_owner", to_u256(parameters.proxy_admin_owner));
    } else if (contract.name == "GasPriceOracle" && !is_implementation) {
        set_variable(account, contract, "isEcotone", parameters.fork >= OpFork::ecotone);
        set_variable(account, contract, "isFjord", parameters.fork >= OpFork::fjord);
        set_variable(account, contract, "isIsthmus", parameters.fork >= OpFork::isthmus);
        set_variable(account, contract, "isJovian", parameters.fork >= OpFork::jovian);
    }
}

void add_predeploys(Accounts& accounts, const PredeployParameters& parameters,
                    const CryptoProvider& crypto) {
    for (const auto& contract : predeploy_data().predeploys) {
        const bool proxied = is_proxied(contract.address);
        const auto code_address =
            proxied ? implementation_address(contract.address) : contract.address;
        auto& implementation = account_at(accounts, code_address);
        implementation.code = contract.code;
        if (!contract.creation.empty()) {
            Bytes init_code = contract.creation;
            append(init_code, constructor_arguments(contract, parameters));
            auto constructed = construct(init_code, code_address, parameters.l2_chain_id, crypto);
            implementation.code = std::move(constructed.code);
            for (const auto& [slot, value] : constructed.storage)
                set_slot(implementation, slot, value);
        }
        if (!proxied) continue;
        initialize(implementation, contract, parameters, true);
        auto& proxy = account_at(accounts, contract.address);
        set_slot(proxy, IMPLEMENTATION_SLOT, to_u256(code_address));
        initialize(proxy, contract, parameters, false);
    }
}

/// Permit2 carries its chain id and EIP-712 domain separator in its code.
Bytes preinstall_code(const Preinstall& preinstall, std::uint64_t chain_id) {
    Bytes code = preinstall.code;
    if (!preinstall.chain_id_offset || !preinstall.domain_separator_offset) return code;
    const auto type_hash =
        keccak256(as_bytes("EIP712Domain(string name,uint256 chainId,address verifyingContract)"));
    abi::Writer domain;
    domain.word(type_hash);
    domain.word(keccak256(as_bytes("Permit2")));
    domain.word(u256{chain_id});
    domain.address(preinstall.address);
    const auto separator = keccak256(domain.finish());
    store_be(code.data() + *preinstall.chain_id_offset, u256{chain_id});
    std::ranges::copy(
        separator, code.begin() + static_cast<std::ptrdiff_t>(*preinstall.domain_separator_offset));
    return code;
}

void add_preinstalls(Accounts& accounts, const PredeployParameters& parameters) {
    for (const auto& preinstall : predeploy_data().preinstalls) {
        auto& account = account_at(accounts, preinstall.address);
        account.code = preinstall_code(preinstall, parameters.l2_chain_id);
        account.nonce = 1;
    }
    // The accounts that sent the creations of EIP-4788 and EIP-2935.
    account_at(accounts, address_of("0x0b799c86a49deeb90402691f1041aa3af2d3c875")).nonce = 1;
    if (parameters.fork < OpFork::isthmus) return;
    account_at(accounts, address_of("0x3462413af4609098e1e27a490f554f260213d685")).nonce = 1;
    auto& history = account_at(accounts, address_of("0x0000f90827f1c53a10cb7a02335b175320002935"));
    history.nonce = 1;
    // EIP-2935, "Block processing", the runtime code.
    history.code = *from_hex(
        "0x3373fffffffffffffffffffffffffffffffffffffffe14604657602036036042575f35600143038111604257"
        "611fff81430311604257611fff9006545f5260205ff35b5f5ffd5b5f35611fff60014303065500");
}

}  // namespace

const GenesisAccount* find_account(std::span<const GenesisAccount> accounts,
                                   const Address& address) {
    const auto found = std::ranges::lower_bound(accounts, address, {}, &GenesisAccount::address);
    return found != accounts.end() && found->address == address ? &*found : nullptr;
}

std::vector<GenesisAccount> build_genesis_state(const PredeployParameters& parameters,
                                                const CryptoProvider& crypto) {
    Accounts accounts;
    add_precompile_balances(accounts);
    add_proxies(accounts);
    add_predeploys(accounts, parameters, crypto);
    add_preinstalls(accounts, parameters);
    for (const auto& [address, balance] : parameters.funded)
        account_at(accounts, address).balance = balance;

    std::vector<GenesisAccount> result;
    result.reserve(accounts.size());
    for (auto& [address, account] : accounts) {
        std::erase_if(account.storage, [](const auto& entry) { return entry.second.is_zero(); });
        result.push_back(std::move(account));
    }
    return result;
}

StateDiff to_state_diff(std::span<const GenesisAccount> accounts) {
    StateDiff diff;
    std::map<Hash32, std::shared_ptr<const Bytes>> codes;
    for (const auto& account : accounts) {
        const auto code_hash = keccak256(account.code);
        if (!account.code.empty() && !codes.contains(code_hash))
            codes.emplace(code_hash, std::make_shared<const Bytes>(account.code));
        diff.accounts.push_back({.address = account.address,
                                 .account = Account{.nonce = account.nonce,
                                                    .balance = account.balance,
                                                    .code_hash = code_hash},
                                 .storage_cleared = false,
                                 .storage = account.storage});
    }
    diff.codes.assign(codes.begin(), codes.end());
    return diff;
}

}  // namespace dusk::genesis
