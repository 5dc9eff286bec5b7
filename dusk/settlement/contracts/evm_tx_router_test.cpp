#include <gtest/gtest.h>

#include "tests/support/bridge_chain.hpp"
#include <dusk/core/codec/abi.hpp>
#include <dusk/core/codec/hex.hpp>
#include <dusk/settlement/contracts/evm_events.hpp>
#include <dusk/settlement/contracts/rkyv.hpp>
#include <dusk/settlement/ledger/system_contracts.hpp>

namespace dusk::settlement {
namespace {

using test::ethereum_key;
using test::plain_txn;
using test::sign;

const u256 GWEI{1'000'000'000};

class EvmTxRouterTest : public testing::Test {
protected:
    EthereumKey key = ethereum_key(1);
    test::BridgeChain chain{test::BridgeChain::genesis(key)};
    Address nobody = ethereum_key(9).address();

    std::uint64_t nonce(const Address& address) const {
        return *rkyv::decode_integer<std::uint64_t>(
            *chain.query(EVM_TX_ROUTER_ID, "nonce", address));
    }
    u256 fees() const {
        return u256_from_be(
            *chain.query(EVM_TX_ROUTER_ID, "fees", test::relayer_key().public_key()));
    }
    std::uint64_t router_balance_lux() const {
        return decode_amount(
            chain.state().load(TRANSFER_CONTRACT, contract_balance_slot(EVM_TX_ROUTER_ID)));
    }
    /// Credits and unclaimed fees are backed to the wei.
    void expect_backed(std::initializer_list<Address> holders) const {
        auto sum = fees();
        for (const auto& holder : holders) sum += chain.credit(holder);
        EXPECT_EQ(sum, u256{router_balance_lux()} * GWEI);
    }
    static std::string err(const std::expected<TxOutcome, Refusal>& outcome) {
        return outcome && outcome->err ? *outcome->err : "";
    }
    static std::optional<events::EvmTxnExecuted> receipt(const TxOutcome& outcome) {
        for (const auto& event : outcome.events)
            if (event.topic == events::EVM_TXN_EXECUTED)
                return events::decode_evm_txn_executed(event.data);
        return std::nullopt;
    }
};

TEST_F(EvmTxRouterTest, moves_value_and_bills_the_signer) {
    const auto before = chain.credit(key.address());
    const auto outcome = chain.execute(sign(plain_txn(0, nobody, u256{5} * GWEI), key));
    ASSERT_TRUE(outcome);
    ASSERT_EQ(err(outcome), "");
    const auto executed = receipt(*outcome);
    ASSERT_TRUE(executed);
    EXPECT_TRUE(executed->success);
    EXPECT_GE(executed->gas_used, 21'000u);
    const auto fee = u256{executed->gas_used} * u256{2} * GWEI;  // base fee and priority fee
    EXPECT_EQ(chain.credit(nobody), u256{5} * GWEI);
    EXPECT_EQ(chain.credit(key.address()), before - fee - u256{5} * GWEI);
    EXPECT_EQ(fees(), fee);
    EXPECT_EQ(nonce(key.address()), 1u);
    expect_backed({key.address(), nobody});
}

TEST_F(EvmTxRouterTest, moves_amounts_that_are_not_whole_lux) {
    ASSERT_EQ(err(chain.execute(sign(plain_txn(0, nobody, u256{1}), key))), "");
    EXPECT_EQ(chain.credit(nobody), u256{1});
    expect_backed({key.address(), nobody});
}

TEST_F(EvmTxRouterTest, refuses_what_ethereum_refuses) {
    const auto refused = [&](auto change) {
        auto txn = plain_txn(0, nobody);
        change(txn);
        return err(chain.execute(sign(txn, key)));
    };
    EXPECT_EQ(refused([](auto& txn) { txn.nonce = 1; }), "Panic: nonce too high");
    EXPECT_EQ(refused([](auto& txn) { txn.chain_id = 1; }), "Panic: invalid chain id for signer");
    EXPECT_EQ(refused([](auto& txn) { txn.gas_limit = 20'999; }), "Panic: intrinsic gas too low");
    EXPECT_EQ(refused([](auto& txn) { txn.max_fee_per_gas = u256{999'999'999}; }),
              "Panic: max priority fee per gas higher than max fee per gas");
    EXPECT_EQ(refused([](auto& txn) {
                  txn.max_fee_per_gas = u256{999'999'999};
                  txn.max_priority_fee_per_gas = u256{};
              }),
              "Panic: max fee per gas less than block base fee");
    EXPECT_EQ(refused([](auto& txn) { txn.to.reset(); }),
              "Panic: contract creation is not possible on DuskDS");
    EXPECT_EQ(refused([](auto& txn) { txn.value = u256{1} << 100; }),
              "Panic: insufficient funds for gas * price + value");
    EXPECT_EQ(refused([](auto& txn) { txn.value = u256::max(); }),
              "Panic: insufficient funds for gas * price + value");
    EXPECT_EQ(err(chain.run(ContractCall{EVM_TX_ROUTER_ID, "execute", {0x02, 0xc0}})),
              "Panic: malformed transaction");
    EXPECT_EQ(nonce(key.address()), 0u);
    ASSERT_EQ(err(chain.execute(sign(plain_txn(0, nobody), key))), "");
    EXPECT_EQ(err(chain.execute(sign(plain_txn(0, nobody), key))), "Panic: nonce too low");
}

TEST_F(EvmTxRouterTest, a_reverting_call_keeps_nonce_and_fee_only) {
    const auto portal = evm_address(OPTIMISM_PORTAL_ID);
    const auto before = chain.credit(key.address());
    const auto outcome =
        chain.execute(sign(plain_txn(0, portal, u256{7} * GWEI, Bytes{1, 2, 3, 4}), key));
    ASSERT_EQ(err(outcome), "");
    const auto executed = receipt(*outcome);
    ASSERT_TRUE(executed);
    EXPECT_FALSE(executed->success);
    EXPECT_EQ(chain.credit(portal), u256{});
    EXPECT_EQ(nonce(key.address()), 1u);
    EXPECT_EQ(chain.credit(key.address()), before - u256{executed->gas_used} * u256{2} * GWEI);
    expect_backed({key.address()});
}

TEST_F(EvmTxRouterTest, too_little_relayer_gas_leaves_the_signer_untouched) {
    const auto deposit = abi::Writer{"depositTransaction(address,uint256,uint64,bool,bytes)"}
                             .address(nobody)
                             .word(u256{})
                             .word(u256{5'000'000})
                             .boolean(false)
                             .bytes({})
                             .finish();
    auto txn = plain_txn(0, evm_address(OPTIMISM_PORTAL_ID), {}, deposit);
    txn.gas_limit = 10'000'000;
    const auto outcome = chain.execute(sign(txn, key), 3'000'000);
    ASSERT_TRUE(outcome);
    EXPECT_EQ(err(outcome), "OutOfGas");
    EXPECT_EQ(nonce(key.address()), 0u);
}

TEST_F(EvmTxRouterTest, running_out_of_the_signers_gas_reverts_the_call) {
    const auto deposit = abi::Writer{"depositTransaction(address,uint256,uint64,bool,bytes)"}
                             .address(nobody)
                             .word(u256{})
                             .word(u256{5'000'000})
                             .boolean(false)
                             .bytes({})
                             .finish();
    auto txn = plain_txn(0, evm_address(OPTIMISM_PORTAL_ID), {}, deposit);
    txn.gas_limit = 1'000'000;
    const auto outcome = chain.execute(sign(txn, key));
    ASSERT_EQ(err(outcome), "");
    EXPECT_FALSE(receipt(*outcome)->success);
    EXPECT_EQ(receipt(*outcome)->gas_used, 1'000'000u);
    for (const auto& event : outcome->events) EXPECT_NE(event.topic, events::TRANSACTION_DEPOSITED);
}

TEST_F(EvmTxRouterTest, blob_transactions_must_name_the_blobs_they_carry) {
    auto txn = plain_txn(0, nobody);
    txn.type = TxnType::blob;
    txn.max_fee_per_blob_gas = GWEI;
    Hash32 hash;
    hash[0] = 1;
    txn.blob_versioned_hashes = {hash};
    const auto signed_txn = sign(txn, key);
    EXPECT_EQ(
        err(chain.run(ContractCall{EVM_TX_ROUTER_ID, "execute", encode_transaction(signed_txn)})),
        "Panic: blob hashes differ from the blobs carried");
    const auto outcome = chain.execute(signed_txn);
    ASSERT_EQ(err(outcome), "");
    EXPECT_TRUE(receipt(*outcome)->success);
    // 1 wei of blob base fee.
    EXPECT_EQ(fees(), u256{receipt(*outcome)->gas_used} * u256{2} * GWEI + u256{131'072});
}

TEST_F(EvmTxRouterTest, accepts_every_signed_type) {
    std::uint64_t count = 0;
    for (const auto type :
         {TxnType::legacy, TxnType::access_list, TxnType::dynamic_fee, TxnType::set_code}) {
        auto txn = plain_txn(count, nobody);
        txn.type = type;
        if (type <= TxnType::access_list) txn.max_priority_fee_per_gas = txn.max_fee_per_gas;
        if (type == TxnType::set_code) txn.authorization_list.resize(1);
        ASSERT_EQ(err(chain.execute(sign(txn, key))), "") << count;
        ++count;
    }
    EXPECT_EQ(nonce(key.address()), count);
}

TEST_F(EvmTxRouterTest, credit_is_bought_withdrawn_and_earned) {
    const auto outcome =
        chain.run(ContractCall{EVM_TX_ROUTER_ID, std::string(router::DEPOSIT_CREDIT_METHOD),
                               router::encode_deposit_credit(nobody, 1234)},
                  1234);
    ASSERT_EQ(err(outcome), "");
    EXPECT_EQ(chain.credit(nobody), u256{1234} * GWEI);
    // More than was attached is not the router's to give.
    EXPECT_NE(
        err(chain.run(ContractCall{EVM_TX_ROUTER_ID, std::string(router::DEPOSIT_CREDIT_METHOD),
                                   router::encode_deposit_credit(nobody, 1235)},
                      1234)),
        "");

    const auto account = test::relayer_key().public_key();
    const auto withdraw =
        abi::Writer{"withdrawCredit(bytes,uint64)"}.bytes(account).word(u256{1'000'000}).finish();
    const auto withdrawn =
        chain.execute(sign(plain_txn(0, evm_address(EVM_TX_ROUTER_ID), {}, withdraw), key));
    ASSERT_EQ(err(withdrawn), "");
    EXPECT_TRUE(receipt(*withdrawn)->success);
    ASSERT_EQ(err(chain.run(ContractCall{EVM_TX_ROUTER_ID, "claim_fees", {}})), "");
    EXPECT_LT(fees(), GWEI);
    expect_backed({key.address(), nobody});
}

TEST_F(EvmTxRouterTest, internal_methods_are_closed_to_transactions) {
    rkyv::Writer writer;
    const auto data = writer.bytes(key.address());
    writer.root(8).fixed(L1_STANDARD_BRIDGE_ID).u64(1'000'000).vec(data);
    for (const auto& [method, args] :
         std::initializer_list<std::pair<std::string, Bytes>>{{"receive_credit", writer.finish()},
                                                              {"evm_dispatch", Bytes(100, 0)},
                                                              {"evm_query", Bytes(100, 0)}})
        EXPECT_NE(err(chain.run(ContractCall{EVM_TX_ROUTER_ID, method, args})), "") << method;
    EXPECT_NE(err(chain.run(ContractCall{OPTIMISM_PORTAL_ID, "evm_call", Bytes(60, 0)})), "");
    // A contract's identity is what evm_send gives: the transfer contract has no credit.
    EXPECT_NE(err(chain.run(ContractCall{EVM_TX_ROUTER_ID, "evm_send",
                                         router::encode_send({nobody, u256{1}, {}})})),
              "");
}

TEST_F(EvmTxRouterTest, damaged_arguments_never_crash) {
    const auto bytes = encode_transaction(sign(plain_txn(0, nobody), key));
    for (std::size_t size = 0; size < bytes.size(); ++size)
        EXPECT_FALSE(chain.query(EVM_TX_ROUTER_ID, "execute", BytesView{bytes}.first(size)));
    for (const auto method : {"deposit_credit", "receive_credit", "evm_send", "evm_query",
                              "evm_dispatch", "nonce", "credit", "fees", "contract_of"})
        for (std::size_t size = 0; size < 80; ++size)
            static_cast<void>(chain.query(EVM_TX_ROUTER_ID, method, Bytes(size, 0xff)));
}

TEST(l1_fee_market, excess_follows_the_headers_rule_across_gaps) {
    const BlobSchedule schedule;
    EXPECT_EQ(next_excess_blob_gas(0, 6 * GAS_PER_VIEW_BLOB, schedule), 0u);
    const auto excess = next_excess_blob_gas(0, 9 * GAS_PER_VIEW_BLOB, schedule);
    EXPECT_EQ(excess, 3 * GAS_PER_VIEW_BLOB);
    auto step_by_step = excess * 100;
    for (int i = 0; i < 7; ++i) step_by_step = next_excess_blob_gas(step_by_step, 0, schedule);
    EXPECT_EQ(decayed_excess_blob_gas(excess * 100, 7, schedule), step_by_step);
    EXPECT_EQ(decayed_excess_blob_gas(excess, 7, schedule), 0u);
}

// EIP-4844's table of execution-spec-tests: Cancun's fraction.
TEST(l1_fee_market, blob_base_fee_is_eip4844s) {
    const BlobSchedule schedule;
    EXPECT_EQ(blob_base_fee(0, schedule), u256{1});
    EXPECT_EQ(blob_base_fee(2'314'057, schedule), u256{1});
    EXPECT_EQ(blob_base_fee(2'314'058, schedule), u256{2});
    EXPECT_EQ(blob_base_fee(10 * 1024 * 1024, schedule), u256{23});
}

// DuskEVM L1 contracts, section 3: ids and addresses of the public testnet.
TEST(contract_ids, evm_addresses_are_those_of_the_published_address_book) {
    const std::pair<const char*, const char*> rows[] = {
        {"14eeb3d4021aff09af2c515603a01f8d956a7f6411d11a1b1c0b0561a93fb1b9",
         "0x19e05e040e2b35dd705ef031759c1697727cf6de"},
        {"63cd2c93016296b2ec357e31fd44b716cf2cda3b31217d45087f17ccc6440530",
         "0x8b6aa15321d9656c91ad2d5fbc2ae8b750ad6f9a"},
        {"2257e5f8ff49cf7c9704a14ca35acbf48eb7ade11a079d98d5cd5655eea1b31d",
         "0x2d2e08c0e8d64381db56bf2c942bc825602e61c3"},
        {"259f7352efa9e5d41dd7f93b00814e7e8dd1c657e57c0a883f095824696f44fa",
         "0x99df5dffe75b8366e80e77e4a2ef9ca75fe5a15a"},
        {"9cf7ff2f80e3e556fba4e7da04d694f47bbd77222525d71f6938230fb2d04648",
         "0x539becbf5d6fff4a991602d8bc8c1820b5981b0d"},
        {"3b7d562aa0e6b94ce29c5ce2a6f0587ad771afdace86abb0baf66f93e49548cd",
         "0x652a152f4043c8d60eadab1c6d075c704363d3c9"},
        {"1735498c11978854e390894502850916f4ba619e3f4b88c10ef758c5026619cc",
         "0xc5f459729235774aa47bed7db3bffcfa8e4b3ce2"},
        {"2e4b8b46390c860282b765641fa94037812601bf777164d7b7f801a262206046",
         "0xfd95a68111db8c0ac15bc428b377d57813eb7ba8"},
    };
    for (const auto& [id, address] : rows)
        EXPECT_EQ(to_hex(evm_address(ContractId{*fixed_from_hex<32>(id)})), address);
}

}  // namespace
}  // namespace dusk::settlement
