#include <gtest/gtest.h>

#include "tests/support/bridge_chain.hpp"
#include <dusk/core/codec/abi.hpp>
#include <dusk/core/codec/hex.hpp>
#include <dusk/settlement/contracts/evm_events.hpp>
#include <dusk/settlement/contracts/l1_cross_domain_messenger.hpp>
#include <dusk/settlement/contracts/optimism_portal.hpp>
#include <dusk/settlement/contracts/resource_metering.hpp>
#include <dusk/settlement/contracts/rkyv.hpp>
#include <dusk/settlement/contracts/system_config.hpp>

namespace dusk::settlement {
namespace {

using test::ethereum_key;
using test::plain_txn;
using test::sign;

const u256 GWEI{1'000'000'000};

std::vector<Log> logs_of(const TxOutcome& outcome) {
    std::vector<Log> logs;
    for (const auto& event : outcome.events)
        if (auto log = events::to_log(event, evm_address(event.source)))
            logs.push_back(std::move(*log));
    return logs;
}

class BridgeTest : public testing::Test {
protected:
    EthereumKey key = ethereum_key(1);
    test::BridgeChain chain{test::BridgeChain::genesis(key)};
    Address nobody = ethereum_key(9).address();
    std::uint64_t nonce = 0;

    static std::string err(const std::expected<TxOutcome, Refusal>& outcome) {
        if (!outcome) return outcome.error().reason;
        return outcome->err.value_or("");
    }
    TxOutcome send(const ContractId& contract, const Bytes& calldata, const u256& value = {}) {
        auto txn = plain_txn(nonce++, evm_address(contract), value, calldata);
        txn.gas_limit = 30'000'000;
        auto outcome = chain.execute(sign(txn, key), 200'000'000);
        EXPECT_EQ(err(outcome), "");
        return *outcome;
    }
    static bool succeeded(const TxOutcome& outcome) {
        for (const auto& event : outcome.events)
            if (event.topic == events::EVM_TXN_EXECUTED)
                return events::decode_evm_txn_executed(event.data)->success;
        return false;
    }
    Bytes get(const ContractId& contract, std::string_view signature) const {
        const auto result =
            chain.evm_query(nobody, evm_address(contract), abi::Writer{signature}.finish());
        EXPECT_TRUE(result.success) << signature << as_text(result.output);
        return result.output;
    }
    static Bytes deposit_calldata(const Address& to, std::uint64_t gas, const Bytes& data = {},
                                  bool creation = false) {
        return abi::Writer{"depositTransaction(address,uint256,uint64,bool,bytes)"}
            .address(to)
            .word(u256{3})
            .word(u256{gas})
            .boolean(creation)
            .bytes(data)
            .finish();
    }
};

TEST_F(BridgeTest, an_account_deposits_to_the_portal_under_its_own_address) {
    const auto outcome =
        send(OPTIMISM_PORTAL_ID, deposit_calldata(nobody, 100'000, {0xab}), u256{5});
    ASSERT_TRUE(succeeded(outcome));
    const auto logs = logs_of(outcome);
    ASSERT_EQ(logs.size(), 1u);
    EXPECT_EQ(logs[0].address, evm_address(OPTIMISM_PORTAL_ID));
    EXPECT_EQ(logs[0].topics[1], to_hash32(to_u256(key.address())));
    EXPECT_EQ(logs[0].topics[2], to_hash32(to_u256(nobody)));
    EXPECT_TRUE(logs[0].topics[3].is_zero());
    // bytes: offset 32, length 74: mint 5, value 3, gas 100000, no creation, data.
    const auto opaque = *abi::Reader(logs[0].data).bytes();
    EXPECT_EQ(to_hex_plain(opaque), to_hex_plain(to_hash32(u256{5})) +
                                        to_hex_plain(to_hash32(u256{3})) + "00000000000186a0" +
                                        "00" + "ab");
    EXPECT_EQ(chain.credit(evm_address(OPTIMISM_PORTAL_ID)), u256{5});
}

TEST_F(BridgeTest, the_portal_keeps_its_limits) {
    EXPECT_FALSE(succeeded(send(OPTIMISM_PORTAL_ID, deposit_calldata(nobody, 20'999))));
    EXPECT_FALSE(succeeded(send(OPTIMISM_PORTAL_ID, deposit_calldata(nobody, 21'039, {1}))));
    EXPECT_TRUE(succeeded(send(OPTIMISM_PORTAL_ID, deposit_calldata(nobody, 21'040, {1}))));
    EXPECT_FALSE(succeeded(send(OPTIMISM_PORTAL_ID, deposit_calldata(nobody, 99'000, {}, true))));
    EXPECT_TRUE(succeeded(send(OPTIMISM_PORTAL_ID, deposit_calldata({}, 99'000, {}, true))));
    // 20,000,000 of L2 gas a block.
    EXPECT_FALSE(succeeded(send(OPTIMISM_PORTAL_ID, deposit_calldata(nobody, 19'900'000))));
    chain.seal();
    EXPECT_TRUE(succeeded(send(OPTIMISM_PORTAL_ID, deposit_calldata(nobody, 19'900'000))));
}

TEST_F(BridgeTest, plain_value_to_the_portal_is_a_deposit_to_the_sender) {
    const auto outcome = send(OPTIMISM_PORTAL_ID, {}, GWEI);
    const auto logs = logs_of(outcome);
    ASSERT_EQ(logs.size(), 1u);
    EXPECT_EQ(logs[0].topics[1], logs[0].topics[2]);
    const auto opaque = *abi::Reader(logs[0].data).bytes();
    EXPECT_EQ(load_be<std::uint64_t>(opaque.subspan(64)), portal::RECEIVE_DEFAULT_GAS_LIMIT);
}

// OP specs, deposits.md#address-aliasing.
TEST(optimism_portal, aliases_contracts) {
    EXPECT_EQ(to_hex(portal::apply_l1_to_l2_alias(
                  *fixed_from_hex<20>("0xffffffffffffffffffffffffffffffffffffffff"))),
              "0x1111000000000000000000000000000000001110");
}

// The calldata that L2's predeploys get: relayMessage of finalizeBridgeETH, from the messenger's
// alias.
void expect_bridge_deposit(const std::vector<Log>& logs, const Address& from, const Address& to,
                           const u256& amount, std::uint64_t message_count) {
    ASSERT_EQ(logs.size(), 5u);
    EXPECT_EQ(logs[0].topics[0],
              abi::event_topic("ETHDepositInitiated(address,address,uint256,bytes)"));
    EXPECT_EQ(logs[1].topics[0],
              abi::event_topic("ETHBridgeInitiated(address,address,uint256,bytes)"));
    EXPECT_EQ(logs[3].topics[0],
              abi::event_topic("SentMessage(address,address,bytes,uint256,uint256)"));
    EXPECT_EQ(logs[4].topics[0], abi::event_topic("SentMessageExtension1(address,uint256)"));
    const auto messenger = evm_address(L1_CROSS_DOMAIN_MESSENGER_ID);
    const auto& deposited = logs[2];
    EXPECT_EQ(deposited.address, evm_address(OPTIMISM_PORTAL_ID));
    EXPECT_EQ(deposited.topics[1], to_hash32(to_u256(portal::apply_l1_to_l2_alias(messenger))));
    EXPECT_EQ(deposited.topics[2], to_hash32(to_u256(messenger::L2_CROSS_DOMAIN_MESSENGER)));

    const auto finalize = abi::Writer{"finalizeBridgeETH(address,address,uint256,bytes)"}
                              .address(from)
                              .address(to)
                              .word(amount)
                              .bytes({})
                              .finish();
    const auto relay =
        messenger::encode_relay_message({.nonce = (u256{1} << 240) | u256{message_count},
                                         .sender = evm_address(L1_STANDARD_BRIDGE_ID),
                                         .target = bridge::L2_STANDARD_BRIDGE,
                                         .value = amount,
                                         .min_gas_limit = u256{200'000},
                                         .message = finalize});
    Bytes expected = to_bytes(to_hash32(amount));
    append(expected, to_hash32(amount));
    append_be(expected, messenger::base_gas(finalize.size(), 200'000));
    expected.push_back(0);
    append(expected, relay);
    EXPECT_EQ(to_hex(*abi::Reader(deposited.data).bytes()), to_hex(expected));
}

TEST_F(BridgeTest, a_dusk_account_deposits_through_the_bridge) {
    const auto args = bridge::encode_deposit_arguments(
        {.to = nobody, .amount_lux = 123, .min_gas_limit = 200'000});
    const auto outcome = chain.run(
        ContractCall{L1_STANDARD_BRIDGE_ID, std::string(bridge::DEPOSIT_METHOD), args}, 123);
    ASSERT_EQ(err(outcome), "");
    expect_bridge_deposit(logs_of(*outcome), evm_address(test::relayer_key().public_key()), nobody,
                          u256{123} * GWEI, 0);
    EXPECT_EQ(chain.credit(evm_address(OPTIMISM_PORTAL_ID)), u256{123} * GWEI);
    // Without the value attached nothing happens.
    EXPECT_NE(
        err(chain.run(
            ContractCall{L1_STANDARD_BRIDGE_ID, std::string(bridge::DEPOSIT_METHOD), args}, 122)),
        "");
    EXPECT_NE(err(chain.run(ContractCall{L1_STANDARD_BRIDGE_ID, std::string(bridge::DEPOSIT_METHOD),
                                         Bytes(39, 0)},
                            123)),
              "");
    EXPECT_EQ(chain.credit(evm_address(OPTIMISM_PORTAL_ID)), u256{123} * GWEI);
}

TEST_F(BridgeTest, ethereum_accounts_deposit_through_the_bridge) {
    const auto to_self =
        send(L1_STANDARD_BRIDGE_ID,
             abi::Writer{"depositETH(uint32,bytes)"}.word(u256{200'000}).bytes({}).finish(),
             GWEI + u256{1});
    ASSERT_TRUE(succeeded(to_self));
    expect_bridge_deposit(logs_of(to_self), key.address(), key.address(), GWEI + u256{1}, 0);
    const auto to_other = send(L1_STANDARD_BRIDGE_ID,
                               abi::Writer{"bridgeETHTo(address,uint32,bytes)"}
                                   .address(nobody)
                                   .word(u256{200'000})
                                   .bytes({})
                                   .finish(),
                               GWEI);
    expect_bridge_deposit(logs_of(to_other), key.address(), nobody, GWEI, 1);
    expect_bridge_deposit(logs_of(send(L1_STANDARD_BRIDGE_ID, {}, GWEI)), key.address(),
                          key.address(), GWEI, 2);
    EXPECT_EQ(u256_from_be(get(L1_CROSS_DOMAIN_MESSENGER_ID, "messageNonce()")),
              (u256{1} << 240) | u256{3});
}

TEST_F(BridgeTest, a_dusk_account_sends_messages_without_value) {
    rkyv::Writer writer;
    const auto message = writer.bytes(Bytes{0xaa});
    writer.root(4).vec(message).fixed(nobody).u32(100'000);
    const auto outcome =
        chain.run(ContractCall{L1_CROSS_DOMAIN_MESSENGER_ID, "sendMessage", writer.finish()});
    ASSERT_EQ(err(outcome), "");
    const auto logs = logs_of(*outcome);
    ASSERT_EQ(logs.size(), 3u);
    EXPECT_EQ(logs[2].topics[1], to_hash32(to_u256(evm_address(test::relayer_key().public_key()))));
}

// CrossDomainMessenger.baseGas with the constants of its source.
TEST(l1_cross_domain_messenger, base_gas_counts_execution_and_the_calldata_floor) {
    EXPECT_EQ(messenger::base_gas(0, 0), 21'000u + 285'000 + 260 * 16);
    EXPECT_EQ(messenger::base_gas(0, 63), 21'000u + 285'064 + 260 * 16);
    EXPECT_EQ(messenger::base_gas(100'000, 0), 21'000u + 100'260 * 40);
}

TEST(resource_metering, price_falls_to_the_floor_and_rises_with_use) {
    const ResourceConfig config;
    ResourceParams params{
        .prev_base_fee = u256{2'000'000'000}, .prev_bought_gas = 20'000'000, .prev_block = 1};
    // Ten times the target: up by (10 - 1) / 8.
    EXPECT_EQ(advance(params, 2, config).prev_base_fee, u256{4'250'000'000});
    EXPECT_EQ(advance(params, 1'000'000, config).prev_base_fee, u256{config.minimum_base_fee});
    EXPECT_EQ(advance(params, 1, config), params);
}

// system_config --------------------------------------------------------------------------------

TEST_F(BridgeTest, system_config_reads_its_genesis) {
    EXPECT_EQ(u256_from_be(get(SYSTEM_CONFIG_ID, "gasLimit()")), u256{60'000'000});
    EXPECT_EQ(u256_from_be(get(SYSTEM_CONFIG_ID, "basefeeScalar()")), u256{1368});
    EXPECT_EQ(u256_from_be(get(SYSTEM_CONFIG_ID, "blobbasefeeScalar()")), u256{810'949});
    EXPECT_EQ(to_hex(get(SYSTEM_CONFIG_ID, "scalar()")),
              "0x010000000000000000000000000000000000000000000000000c5fc500000558");
    EXPECT_EQ(to_address(u256_from_be(get(SYSTEM_CONFIG_ID, "unsafeBlockSigner()"))),
              ethereum_key(0x43).address());
    EXPECT_EQ(to_address(u256_from_be(get(SYSTEM_CONFIG_ID, "batcherHash()"))),
              ethereum_key(0x42).address());
    EXPECT_EQ(to_address(u256_from_be(get(SYSTEM_CONFIG_ID, "optimismPortal()"))),
              evm_address(OPTIMISM_PORTAL_ID));
    EXPECT_EQ(u256_from_be(get(SYSTEM_CONFIG_ID, "l2ChainId()")), u256{test::L2_CHAIN_ID});
    EXPECT_EQ(get(SYSTEM_CONFIG_ID, "resourceConfig()").size(), 6 * 32u);
    // The slot that op-node proves.
    const auto slot = system_config::named_slot("systemconfig.unsafeblocksigner");
    EXPECT_EQ(to_hex(slot), "0x65a7ed542fb37fe237fdfbdd70b31598523fe5b32879e307bae27a0bd9581c08");
    EXPECT_EQ(chain.state().load(SYSTEM_CONFIG_ID, slot), to_bytes(ethereum_key(0x43).address()));
    // Dusk reads.
    EXPECT_EQ(to_hex(*chain.query(SYSTEM_CONFIG_ID, "gas_limit", {})), "0x0087930300000000");
    EXPECT_EQ(chain.query(SYSTEM_CONFIG_ID, "unsafeBlockSigner", {}),
              to_bytes(ethereum_key(0x43).address()));
    EXPECT_FALSE(chain.query(SYSTEM_CONFIG_ID, "no_such_method", {}));
}

TEST_F(BridgeTest, the_owner_changes_every_parameter_and_each_change_is_logged) {
    struct Row {
        Bytes calldata;
        std::uint8_t type;
        std::string data;
    };
    const auto word = [](std::string_view tail) {
        return std::string(64 - tail.size(), '0') + std::string(tail);
    };
    const Row rows[] = {
        {abi::Writer{"setBatcherHash(address)"}.address(nobody).finish(), 0,
         word(to_hex_plain(nobody))},
        {abi::Writer{"setGasConfigEcotone(uint32,uint32)"}.word(u256{1}).word(u256{2}).finish(), 1,
         word("") + "0100000000000000000000000000000000000000000000000000000200000001"},
        {abi::Writer{"setGasLimit(uint64)"}.word(u256{30'000'000}).finish(), 2, word("1c9c380")},
        {abi::Writer{"setUnsafeBlockSigner(address)"}.address(nobody).finish(), 3,
         word(to_hex_plain(nobody))},
        {abi::Writer{"setEIP1559Params(uint32,uint32)"}.word(u256{250}).word(u256{6}).finish(), 4,
         word("fa00000006")},
        {abi::Writer{"setOperatorFeeScalars(uint32,uint64)"}.word(u256{5}).word(u256{7}).finish(),
         5, word("50000000000000007")},
        {abi::Writer{"setMinBaseFee(uint64)"}.word(u256{9}).finish(), 6, word("9")},
        {abi::Writer{"setDAFootprintGasScalar(uint16)"}.word(u256{400}).finish(), 7, word("190")},
    };
    for (const auto& row : rows) {
        const auto outcome = send(SYSTEM_CONFIG_ID, row.calldata);
        ASSERT_TRUE(succeeded(outcome)) << int{row.type};
        const auto logs = logs_of(outcome);
        ASSERT_EQ(logs.size(), 1u);
        EXPECT_EQ(logs[0].address, evm_address(SYSTEM_CONFIG_ID));
        EXPECT_EQ(logs[0].topics[0], abi::event_topic("ConfigUpdate(uint256,uint8,bytes)"));
        EXPECT_TRUE(logs[0].topics[1].is_zero());
        EXPECT_EQ(logs[0].topics[2], to_hash32(u256{row.type}));
        EXPECT_EQ(to_hex_plain(*abi::Reader(logs[0].data).bytes()), row.data);
    }
    EXPECT_EQ(u256_from_be(get(SYSTEM_CONFIG_ID, "gasLimit()")), u256{30'000'000});
    EXPECT_EQ(u256_from_be(get(SYSTEM_CONFIG_ID, "blobbasefeeScalar()")), u256{2});
    EXPECT_EQ(u256_from_be(get(SYSTEM_CONFIG_ID, "operatorFeeConstant()")), u256{7});
    EXPECT_EQ(u256_from_be(get(SYSTEM_CONFIG_ID, "minBaseFee()")), u256{9});
}

TEST_F(BridgeTest, only_owners_change_parameters) {
    const auto calldata = abi::Writer{"setGasLimit(uint64)"}.word(u256{30'000'000}).finish();
    const auto result = chain.evm_query(nobody, evm_address(SYSTEM_CONFIG_ID), calldata);
    EXPECT_FALSE(result.success);
    EXPECT_EQ(as_text(result.output), "Ownable: caller is not the owner");
    EXPECT_FALSE(chain
                     .evm_query(key.address(), evm_address(SYSTEM_CONFIG_ID),
                                abi::Writer{"setGasLimit(uint64)"}.word(u256{1}).finish())
                     .success);
    // Under Dusk names by the Dusk owner's transaction, rkyv arguments.
    const auto set = [&](const char* method, const char* args) {
        return err(chain.run(ContractCall{SYSTEM_CONFIG_ID, method, *from_hex(args)}));
    };
    EXPECT_EQ(set("set_gas_limit", "80c3c90100000000"), "");
    EXPECT_EQ(u256_from_be(get(SYSTEM_CONFIG_ID, "gasLimit()")), u256{30'000'000});
    EXPECT_EQ(set("setOperatorFeeScalars", "05000000000000000700000000000000"), "");
    EXPECT_EQ(u256_from_be(get(SYSTEM_CONFIG_ID, "operatorFeeScalar()")), u256{5});
    EXPECT_EQ(u256_from_be(get(SYSTEM_CONFIG_ID, "operatorFeeConstant()")), u256{7});
    EXPECT_NE(set("set_gas_limit", "80c3c901"), "");
    EXPECT_FALSE(chain.query(SYSTEM_CONFIG_ID, "set_gas_limit", *from_hex("80c3c90100000000")));
}

TEST_F(BridgeTest, damaged_calls_never_crash) {
    for (const auto& contract : {OPTIMISM_PORTAL_ID, L1_CROSS_DOMAIN_MESSENGER_ID,
                                 L1_STANDARD_BRIDGE_ID, SYSTEM_CONFIG_ID, EVM_TX_ROUTER_ID}) {
        const auto calldata = deposit_calldata(nobody, 100'000, Bytes(70, 1));
        // solc leaves bytes unpadded, too: 26 bytes of padding may be absent.
        for (std::size_t size = 1; size < calldata.size() - 26; ++size)
            EXPECT_FALSE(
                chain.evm_query(nobody, evm_address(contract), BytesView{calldata}.first(size))
                    .success);
        for (std::size_t size = 0; size < 90; ++size)
            static_cast<void>(chain.query(contract, "evm_call", Bytes(size, 0xff)));
    }
}

TEST(evm_events, round_trip_and_refuse_truncation) {
    const auto deposit =
        events::encode(events::TransactionDeposited{.from = ethereum_key(1).address(),
                                                    .to = ethereum_key(2).address(),
                                                    .opaque_data = Bytes(75, 3)});
    EXPECT_EQ(deposit.size(), 75u + 1 + 80);
    EXPECT_EQ(events::decode_transaction_deposited(deposit)->opaque_data, Bytes(75, 3));
    EXPECT_FALSE(events::decode_transaction_deposited(BytesView{deposit}.first(79)));
    const auto log = events::decode_evm_log(events::encode_evm_log({Hash32{}, Hash32{}}, Bytes{7}));
    EXPECT_EQ(log->topics.size(), 2u);
    EXPECT_EQ(log->data, Bytes{7});
    EXPECT_FALSE(events::decode_evm_log({}));
    EXPECT_FALSE(events::decode_evm_log(Bytes{1, 2}));
    EXPECT_FALSE(events::decode_evm_log(Bytes{5}));
    EXPECT_FALSE(events::decode_config_update(Bytes(23, 0)));
    EXPECT_FALSE(events::decode_evm_txn_executed(Bytes(48, 2)));
}

}  // namespace
}  // namespace dusk::settlement
