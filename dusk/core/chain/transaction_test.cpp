// ethereum-tests TransactionTests (Cancun), the execution-apis chain, OP's upgrade deposits;
// EIP-155, 2718.
#include <filesystem>

#include <boost/json.hpp>
#include <gtest/gtest.h>
#include <tests/support/vectors.hpp>

#include <dusk/core/chain/transaction.hpp>
#include <dusk/core/chain/txn_rules.hpp>
#include <dusk/core/codec/hex.hpp>
#include <dusk/platform/crypto/provider.hpp>

namespace dusk {
namespace {

namespace fs = std::filesystem;
namespace json = boost::json;

BlockRules cancun() { return rules_at({.chain_id = 1, .op = {}, .ethereum = {EthereumFork{}}}, 0); }

/// Whether a pool or block could take the transaction, account and fees aside.
std::optional<Address> acceptable_sender(BytesView encoded) {
    const auto txn = decode_transaction(encoded);
    if (!txn || !check_txn(*txn, cancun())) return std::nullopt;
    // Its price for all its gas must fit a word (GASLIMIT_PRICE_PRODUCT_OVERFLOW).
    if (!mul_full(u256{txn->gas_limit}, txn->max_fee_per_gas).high.is_zero()) return std::nullopt;
    return recover_sender(*txn, native_crypto());
}

void check_case(const json::value& test, const json::value& want) {
    const auto encoded = *from_hex(test.at("txbytes").as_string());
    const auto sender = acceptable_sender(encoded);
    if (want.as_object().contains("exception")) {
        EXPECT_FALSE(sender) << want.at("exception");
        return;
    }
    ASSERT_TRUE(sender);
    EXPECT_EQ(to_hex(*sender), std::string_view{want.at("sender").as_string()});
    const auto txn = *decode_transaction(encoded);
    EXPECT_EQ(encode_transaction(txn), encoded);
    EXPECT_EQ(to_hex(transaction_hash(txn)), std::string_view{want.at("hash").as_string()});
    const auto gas =
        *fixed_from_hex<32>(to_hex(to_hash32(u256{intrinsic_gas(txn, evm::Revision::cancun)})));
    const auto want_gas = u256_from_be(*from_hex(want.at("intrinsicGas").as_string()));
    EXPECT_EQ(to_u256(gas), want_gas);
}

TEST(transaction, agrees_with_ethereum_tests) {
    DUSK_VECTORS_OR_SKIP(folder, "ethereum-tests");
    std::size_t count = 0;
    for (const auto& entry : fs::recursive_directory_iterator(folder / "TransactionTests")) {
        if (entry.path().extension() != ".json") continue;
        const auto file = json::parse(test::read_text(entry.path()));
        for (const auto& [id, test] : file.as_object()) {
            const auto* want = test.at("result").as_object().if_contains("Cancun");
            if (want == nullptr) continue;
            SCOPED_TRACE(std::string{id});
            check_case(test, *want);
            ++count;
        }
    }
    EXPECT_GE(count, 149u);
}

TEST(transaction, upgrade_deposits_round_trip) {
    DUSK_VECTORS_OR_SKIP(folder, "op-derivation");
    std::size_t count = 0;
    for (const auto& entry : fs::directory_iterator(folder / "upgrade-bytecode")) {
        const auto name = entry.path().filename().string();
        if (name.find("_tx_") == std::string::npos) continue;
        auto text = test::read_text(entry.path());
        while (!text.empty() && text.back() == '\n') text.pop_back();
        const auto encoded = *from_hex(text);
        const auto txn = decode_transaction(encoded);
        ASSERT_TRUE(txn) << name;
        EXPECT_TRUE(txn->is_deposit());
        EXPECT_EQ(encode_transaction(*txn), encoded) << name;
        ++count;
    }
    EXPECT_GE(count, 16u);
}

Transaction sample(TxnType type) {
    Transaction txn;
    txn.type = type;
    txn.gas_limit = 21'000;
    txn.to = Address{{1}};
    txn.value = u256{5};
    txn.data = {1, 2, 3};
    if (type == TxnType::deposit) {
        txn.source_hash = Hash32{{7}};
        txn.from = Address{{8}};
        txn.mint = u256{9};
        txn.is_system_txn = true;
        return txn;
    }
    txn.chain_id = 744;
    txn.nonce = 3;
    txn.max_fee_per_gas = txn.max_priority_fee_per_gas = u256{100};
    if (type > TxnType::access_list) txn.max_priority_fee_per_gas = u256{2};
    txn.signature = {u256{11}, u256{12}, true};
    if (type != TxnType::legacy) txn.access_list = {{Address{{2}}, {Hash32{{3}}, Hash32{}}}};
    if (type == TxnType::blob) {
        txn.max_fee_per_blob_gas = u256{4};
        txn.blob_versioned_hashes = {Hash32{{1}}};
    }
    if (type == TxnType::set_code)
        txn.authorization_list = {{u256{744}, Address{{4}}, 5, 255, u256{6}, u256{7}}};
    return txn;
}

constexpr TxnType ALL_TYPES[] = {TxnType::legacy, TxnType::access_list, TxnType::dynamic_fee,
                                 TxnType::blob,   TxnType::set_code,    TxnType::deposit};

TEST(transaction, every_type_round_trips) {
    for (const auto type : ALL_TYPES) {
        const auto txn = sample(type);
        const auto decoded = decode_transaction(encode_transaction(txn));
        ASSERT_TRUE(decoded) << static_cast<int>(type);
        EXPECT_EQ(*decoded, txn) << static_cast<int>(type);
    }
}

TEST(transaction, every_truncation_is_refused) {
    for (const auto type : ALL_TYPES) {
        const auto encoded = encode_transaction(sample(type));
        for (std::size_t size = 0; size < encoded.size(); ++size)
            EXPECT_FALSE(decode_transaction(BytesView{encoded}.first(size)));
    }
}

TEST(transaction, decode_names_each_fault) {
    EXPECT_EQ(decode_transaction({}).error(), TxnDecodeError::empty);
    EXPECT_EQ(decode_transaction(Bytes{0x05, 0xc0}).error(), TxnDecodeError::unsupported_type);
    EXPECT_EQ(decode_transaction(Bytes{0x00, 0xc0}).error(), TxnDecodeError::unsupported_type);
    EXPECT_EQ(decode_transaction(Bytes{0x02, 0xc0}).error(), TxnDecodeError::malformed_rlp);
    auto encoded = encode_transaction(sample(TxnType::dynamic_fee));
    encoded.push_back(0);
    EXPECT_EQ(decode_transaction(encoded).error(), TxnDecodeError::trailing_bytes);
    auto txn = sample(TxnType::legacy);
    txn.chain_id.reset();
    encoded = encode_transaction(txn);
    const auto v = std::ranges::find(encoded, std::uint8_t{28});
    ASSERT_NE(v, encoded.end());
    *v = 29;
    EXPECT_EQ(decode_transaction(encoded).error(), TxnDecodeError::bad_signature_values);
}

TEST(transaction, blob_and_set_code_need_a_recipient) {
    for (const auto type : {TxnType::blob, TxnType::set_code}) {
        auto txn = sample(type);
        txn.to.reset();
        EXPECT_FALSE(decode_transaction(encode_transaction(txn)));
    }
}

TEST(transaction, upper_half_of_s_has_no_sender) {
    auto txn = sample(TxnType::dynamic_fee);
    txn.signature.s = u256::max() >> 1;
    EXPECT_FALSE(recover_sender(txn, native_crypto()));
    txn.signature.s = {};
    EXPECT_FALSE(recover_sender(txn, native_crypto()));
}

TEST(transaction, effective_price_is_capped_and_does_not_overflow) {
    auto txn = sample(TxnType::dynamic_fee);
    EXPECT_EQ(effective_gas_price(txn, u256{10}), u256{12});
    EXPECT_EQ(effective_gas_price(txn, u256{99}), u256{100});
    txn.max_fee_per_gas = txn.max_priority_fee_per_gas = u256::max();
    EXPECT_EQ(effective_gas_price(txn, u256{99}), u256::max());
}

}  // namespace
}  // namespace dusk
