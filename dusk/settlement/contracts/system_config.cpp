#include <array>
#include <utility>

#include <dusk/settlement/contracts/contract_ids.hpp>
#include <dusk/settlement/contracts/evm_call.hpp>
#include <dusk/settlement/contracts/resource_metering.hpp>
#include <dusk/settlement/contracts/rkyv.hpp>
#include <dusk/settlement/contracts/system_config.hpp>
#include <dusk/settlement/contracts/system_config_state.hpp>

namespace dusk::settlement {

namespace {

using system_config::State;

// Getters -------------------------------------------------------------------------------------

/// How a value reads under its Dusk name: little-endian of this many bytes, or a big-endian word or
/// address as it stands.
enum class DuskForm : std::uint8_t { u16 = 2, u32 = 4, u64 = 8, address = 20, word = 32, flag = 1 };

struct Getter {
    std::string_view signature;
    /// Empty: no Dusk read.
    std::string_view dusk_name;
    DuskForm form;
    u256 (*read)(const State& state);
};

template <std::string_view const& Name>
u256 read_named(const State& state) {
    return state.named(Name);
}
constexpr std::string_view UNSAFE_BLOCK_SIGNER = "systemconfig.unsafeblocksigner";
constexpr std::string_view BATCH_INBOX = "systemconfig.batchinbox";
constexpr std::string_view START_BLOCK = "systemconfig.startBlock";
constexpr std::string_view MESSENGER = "systemconfig.l1crossdomainmessenger";
constexpr std::string_view ERC721_BRIDGE = "systemconfig.l1erc721bridge";
constexpr std::string_view STANDARD_BRIDGE = "systemconfig.l1standardbridge";
constexpr std::string_view PORTAL = "systemconfig.optimismportal";
constexpr std::string_view ERC20_FACTORY = "systemconfig.optimismmintableerc20factory";
constexpr std::string_view GAME_FACTORY = "systemconfig.disputegamefactory";
constexpr std::string_view DELAYED_WETH = "systemconfig.delayedweth";

template <std::string_view const& Name>
u256 slot_of(const State&) {
    return to_u256(system_config::named_slot(Name));
}
template <std::uint64_t Slot>
u256 read_slot(const State& state) {
    return state.word(Slot);
}
template <std::uint64_t (State::*Read)() const>
u256 read_field(const State& state) {
    return u256{(state.*Read)()};
}
template <std::uint64_t Value>
u256 constant(const State&) {
    return u256{Value};
}
template <const ContractId& Id>
u256 address_of(const State&) {
    return to_u256(evm_address(Id));
}

using enum DuskForm;
constexpr Getter GETTERS[] = {
    {"owner()", "", address, [](const State& state) { return to_u256(state.owner()); }},
    {"overhead()", "overhead", word, read_slot<system_config::OVERHEAD_SLOT>},
    {"scalar()", "scalar", word, read_slot<system_config::SCALAR_SLOT>},
    {"batcherHash()", "batcher_hash", word, read_slot<system_config::BATCHER_HASH_SLOT>},
    {"gasLimit()", "gas_limit", u64, read_field<&State::gas_limit>},
    {"basefeeScalar()", "basefee_scalar", u32, read_field<&State::base_fee_scalar>},
    {"blobbasefeeScalar()", "blobbasefee_scalar", u32, read_field<&State::blob_base_fee_scalar>},
    {"eip1559Denominator()", "eip1559_denominator", u32, read_field<&State::eip1559_denominator>},
    {"eip1559Elasticity()", "eip1559_elasticity", u32, read_field<&State::eip1559_elasticity>},
    {"operatorFeeScalar()", "operator_fee_scalar", u32, read_field<&State::operator_fee_scalar>},
    {"operatorFeeConstant()", "operator_fee_constant", u64,
     read_field<&State::operator_fee_constant>},
    {"minBaseFee()", "min_base_fee", u64, read_field<&State::min_base_fee>},
    {"daFootprintGasScalar()", "da_footprint_gas_scalar", u16, read_field<&State::da_footprint>},
    {"l2ChainId()", "l2_chain_id", u64, read_slot<system_config::L2_CHAIN_ID_SLOT>},
    {"minimumGasLimit()", "minimum_gas_limit", u64, constant<system_config::MINIMUM_GAS_LIMIT>},
    {"maximumGasLimit()", "maximum_gas_limit", u64, constant<system_config::MAXIMUM_GAS_LIMIT>},
    {"VERSION()", "", word, constant<0>},
    {"unsafeBlockSigner()", "unsafe_block_signer", address, read_named<UNSAFE_BLOCK_SIGNER>},
    {"batchInbox()", "batch_inbox", address, read_named<BATCH_INBOX>},
    {"startBlock()", "start_block", u64, read_named<START_BLOCK>},
    {"l1CrossDomainMessenger()", "l1_cross_domain_messenger", address,
     address_of<L1_CROSS_DOMAIN_MESSENGER_ID>},
    {"l1StandardBridge()", "l1_standard_bridge", address, address_of<L1_STANDARD_BRIDGE_ID>},
    {"optimismPortal()", "optimism_portal", address, address_of<OPTIMISM_PORTAL_ID>},
    {"l1ERC721Bridge()", "l1_erc721_bridge", address, read_named<ERC721_BRIDGE>},
    {"optimismMintableERC20Factory()", "optimism_mintable_erc20_factory", address,
     read_named<ERC20_FACTORY>},
    {"disputeGameFactory()", "dispute_game_factory", address, read_named<GAME_FACTORY>},
    {"delayedWETH()", "delayed_weth", address, read_named<DELAYED_WETH>},
    {"superchainConfig()", "superchain_config", address, constant<0>},
    {"guardian()", "guardian", address, [](const State& state) { return to_u256(state.owner()); }},
    {"paused()", "paused", flag, constant<0>},
    {"isCustomGasToken()", "is_custom_gas_token", flag, constant<0>},
    {"UNSAFE_BLOCK_SIGNER_SLOT()", "unsafe_block_signer_slot", word, slot_of<UNSAFE_BLOCK_SIGNER>},
    {"BATCH_INBOX_SLOT()", "batch_inbox_slot", word, slot_of<BATCH_INBOX>},
    {"START_BLOCK_SLOT()", "start_block_slot", word, slot_of<START_BLOCK>},
    {"L1_CROSS_DOMAIN_MESSENGER_SLOT()", "l1_cross_domain_messenger_slot", word,
     slot_of<MESSENGER>},
    {"L1_ERC_721_BRIDGE_SLOT()", "l1_erc721_bridge_slot", word, slot_of<ERC721_BRIDGE>},
    {"L1_STANDARD_BRIDGE_SLOT()", "l1_standard_bridge_slot", word, slot_of<STANDARD_BRIDGE>},
    {"OPTIMISM_PORTAL_SLOT()", "optimism_portal_slot", word, slot_of<PORTAL>},
    {"OPTIMISM_MINTABLE_ERC20_FACTORY_SLOT()", "optimism_mintable_erc20_factory_slot", word,
     slot_of<ERC20_FACTORY>},
    {"DISPUTE_GAME_FACTORY_SLOT()", "dispute_game_factory_slot", word, slot_of<GAME_FACTORY>},
    {"DELAYED_WETH_SLOT()", "delayed_weth_slot", word, slot_of<DELAYED_WETH>},
};

Bytes dusk_form(const u256& value, DuskForm form) {
    const auto size = static_cast<std::size_t>(form);
    auto out = to_bytes(to_hash32(value).view().last(size));
    if (size < 20) std::ranges::reverse(out);  // integers are little-endian in rkyv
    return out;
}

// Setters -------------------------------------------------------------------------------------

CallOutcome set_batcher_hash(EvmCall& call) {
    DUSK_ARGUMENT(hash, call.arguments.hash());
    return State(call.host).set_batcher_hash(hash);
}
CallOutcome set_batcher_hash_address(EvmCall& call) {
    DUSK_ARGUMENT(batcher, call.arguments.address());
    return State(call.host).set_batcher_hash(to_hash32(to_u256(batcher)));
}
CallOutcome set_unsafe_block_signer(EvmCall& call) {
    DUSK_ARGUMENT(signer, call.arguments.address());
    return State(call.host).set_unsafe_block_signer(signer);
}
CallOutcome set_gas_config(EvmCall& call) {
    DUSK_ARGUMENT(overhead, call.arguments.word());
    DUSK_ARGUMENT(scalar, call.arguments.word());
    return State(call.host).set_gas_config(overhead, scalar);
}
CallOutcome set_gas_config_ecotone(EvmCall& call) {
    DUSK_ARGUMENT(base_fee, call.arguments.uint(32));
    DUSK_ARGUMENT(blob_base_fee, call.arguments.uint(32));
    return State(call.host).set_gas_config_ecotone(static_cast<std::uint32_t>(base_fee),
                                                   static_cast<std::uint32_t>(blob_base_fee));
}
CallOutcome set_gas_limit(EvmCall& call) {
    DUSK_ARGUMENT(gas_limit, call.arguments.uint(64));
    return State(call.host).set_gas_limit(gas_limit);
}
CallOutcome set_eip1559_params(EvmCall& call) {
    DUSK_ARGUMENT(denominator, call.arguments.uint(32));
    DUSK_ARGUMENT(elasticity, call.arguments.uint(32));
    return State(call.host).set_eip1559_params(static_cast<std::uint32_t>(denominator),
                                               static_cast<std::uint32_t>(elasticity));
}
CallOutcome set_operator_fee_scalars(EvmCall& call) {
    DUSK_ARGUMENT(scalar, call.arguments.uint(32));
    DUSK_ARGUMENT(constant, call.arguments.uint(64));
    return State(call.host).set_operator_fee(static_cast<std::uint32_t>(scalar), constant);
}
CallOutcome set_min_base_fee(EvmCall& call) {
    DUSK_ARGUMENT(fee, call.arguments.uint(64));
    return State(call.host).set_min_base_fee(fee);
}
CallOutcome set_da_footprint(EvmCall& call) {
    DUSK_ARGUMENT(scalar, call.arguments.uint(16));
    return State(call.host).set_da_footprint(static_cast<std::uint16_t>(scalar));
}
CallOutcome transfer_ownership(EvmCall& call) {
    DUSK_ARGUMENT(owner, call.arguments.address());
    if (owner.is_zero()) return contract_panic("Ownable: new owner is the zero address");
    State(call.host).set_owner(owner);
    return Bytes{};
}
CallOutcome renounce_ownership(EvmCall& call) {
    State(call.host).set_owner({});
    return Bytes{};
}

constexpr std::size_t U16[] = {2};
constexpr std::size_t U32_U32[] = {4, 4};
constexpr std::size_t U32_U64[] = {4, 8};
constexpr std::size_t U64[] = {8};
constexpr std::size_t ADDRESS[] = {20};
constexpr std::size_t WORD[] = {32};
constexpr std::size_t WORD_WORD[] = {32, 32};

/// The rkyv arguments of a setter are its fields in the order of its signature, each at its own
/// alignment: one layout fits all of them.
struct SetterRow {
    std::string_view signature;
    /// Snake case; the camel case name is the signature's.
    std::string_view dusk_name;
    std::span<const std::size_t> field_sizes;
    CallOutcome (*run)(EvmCall& call);
};

constexpr SetterRow SETTERS[] = {
    {"setBatcherHash(bytes32)", "set_batcher_hash", WORD, set_batcher_hash},
    {"setBatcherHash(address)", "set_batcher_hash_address", ADDRESS, set_batcher_hash_address},
    {"setUnsafeBlockSigner(address)", "set_unsafe_block_signer", ADDRESS, set_unsafe_block_signer},
    {"setGasConfig(uint256,uint256)", "set_gas_config", WORD_WORD, set_gas_config},
    {"setGasConfigEcotone(uint32,uint32)", "set_gas_config_ecotone", U32_U32,
     set_gas_config_ecotone},
    {"setGasLimit(uint64)", "set_gas_limit", U64, set_gas_limit},
    {"setEIP1559Params(uint32,uint32)", "set_eip1559_params", U32_U32, set_eip1559_params},
    {"setOperatorFeeScalars(uint32,uint64)", "set_operator_fee_scalars", U32_U64,
     set_operator_fee_scalars},
    {"setMinBaseFee(uint64)", "set_min_base_fee", U64, set_min_base_fee},
    {"setDAFootprintGasScalar(uint16)", "set_da_footprint_gas_scalar", U16, set_da_footprint},
    {"transferOwnership(address)", "transfer_ownership", ADDRESS, transfer_ownership},
    {"renounceOwnership()", "renounce_ownership", {}, renounce_ownership},
};

CallOutcome only_owner(EvmCall& call, CallOutcome (*run)(EvmCall& call)) {
    if (call.sender() != State(call.host).owner())
        return contract_panic("Ownable: caller is not the owner");
    return run(call);
}

template <std::size_t Row>
CallOutcome run_setter(EvmCall& call) {
    return only_owner(call, SETTERS[Row].run);
}

template <std::size_t Row>
CallOutcome run_getter(EvmCall& call) {
    return evm_word(GETTERS[Row].read(State(call.host)));
}

CallOutcome version(EvmCall&) { return evm_string("3.12.0-dusk"); }

CallOutcome resource_config(EvmCall&) {
    const ResourceConfig config;
    return abi::Writer{}
        .word(u256{config.max_resource_limit})
        .word(u256{config.elasticity_multiplier})
        .word(u256{config.base_fee_max_change_denominator})
        .word(u256{config.minimum_base_fee})
        .word(u256{config.system_tx_max_gas})
        .word(config.maximum_base_fee)
        .finish();
}

CallOutcome get_addresses(EvmCall& call) {
    const State state(call.host);
    return abi::Writer{}
        .address(evm_address(L1_CROSS_DOMAIN_MESSENGER_ID))
        .word(state.named(ERC721_BRIDGE))
        .address(evm_address(L1_STANDARD_BRIDGE_ID))
        .address(evm_address(OPTIMISM_PORTAL_ID))
        .word(state.named(ERC20_FACTORY))
        .word(state.named(DELAYED_WETH))
        .finish();
}

CallOutcome is_feature_enabled(EvmCall&) { return evm_word(u256{}); }

template <std::size_t... Getters, std::size_t... Setters>
constexpr auto make_methods(std::index_sequence<Getters...>, std::index_sequence<Setters...>) {
    return std::array{
        EvmMethod{GETTERS[Getters].signature, run_getter<Getters>}...,
        EvmMethod{SETTERS[Setters].signature, run_setter<Setters>}...,
        EvmMethod{"version()", version},
        EvmMethod{"resourceConfig()", resource_config},
        EvmMethod{"getAddresses()", get_addresses},
        EvmMethod{"isFeatureEnabled(bytes32)", is_feature_enabled},
    };
}

constexpr auto METHODS = make_methods(std::make_index_sequence<std::size(GETTERS)>(),
                                      std::make_index_sequence<std::size(SETTERS)>());

// The Dusk side -------------------------------------------------------------------------------

/// The Solidity name of a signature: what stands before the parenthesis.
std::string_view name_of(std::string_view signature) {
    return signature.substr(0, signature.find('('));
}

/// ABI words of the rkyv fields.
std::optional<Bytes> words_of(BytesView args, std::span<const std::size_t> field_sizes) {
    std::size_t at = 0;
    Bytes out;
    for (const auto size : field_sizes) {
        const auto alignment = size < 20 ? size : 1;
        at = (at + alignment - 1) / alignment * alignment;
        if (args.size() < at + size) return std::nullopt;
        auto field = to_bytes(args.subspan(at, size));
        if (size < 20) std::ranges::reverse(field);
        append(out, Hash32::from_right(field));
        at += size;
    }
    return at == args.size() ? std::optional(std::move(out)) : std::nullopt;
}

CallOutcome dusk_set(ContractHost& host, const SetterRow& setter, BytesView args) {
    const auto& context = host.context();
    const State state(host);
    if (!is_transaction_call(context) || !context.public_sender ||
        to_u256(keccak256(*context.public_sender)) != state.dusk_owner_hash())
        return contract_panic("Ownable: caller is not the owner");
    const auto words = words_of(args, setter.field_sizes);
    if (!words) return bad_arguments();
    EvmCall call{host, {}, abi::Reader{*words}};
    return setter.run(call);
}

}  // namespace

CallOutcome SystemConfig::call(ContractHost& host, std::string_view method, BytesView args) const {
    if (method == EVM_CALL_METHOD) return dispatch_evm_call(host, args, METHODS);
    for (const auto& getter : GETTERS)
        if (!getter.dusk_name.empty() &&
            (method == getter.dusk_name || method == name_of(getter.signature)))
            return dusk_form(getter.read(State(host)), getter.form);
    for (const auto& setter : SETTERS)
        if (method == setter.dusk_name || method == name_of(setter.signature))
            return dusk_set(host, setter, args);
    return contract_panic("unknown method");
}

}  // namespace dusk::settlement
