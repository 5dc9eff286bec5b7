// Codecs, hashes and roots of the DuskDS ledger (spec/duskds-consensus.md sections 5 to 7,
// spec/duskds-transactions.md sections 3 to 8).
#include <gtest/gtest.h>

#include <dusk/core/codec/hex.hpp>
#include <dusk/core/crypto/hash.hpp>
#include <dusk/settlement/ledger/base58.hpp>
#include <dusk/settlement/ledger/block_record.hpp>
#include <dusk/settlement/ledger/bloom.hpp>
#include <dusk/settlement/ledger/merkle.hpp>
#include <dusk/settlement/ledger/scalar.hpp>
#include <dusk/settlement/ledger/system_contracts.hpp>

namespace dusk::settlement {
namespace {

template <std::size_t N>
FixedBytes<N> filled(std::uint8_t byte) {
    FixedBytes<N> out;
    out.bytes.fill(byte);
    return out;
}

BlobData blob(std::uint8_t byte, bool with_sidecar) {
    BlobData out{filled<32>(byte), nullptr};
    if (with_sidecar)
        out.sidecar = std::make_shared<const BlobSidecar>(
            BlobSidecar{filled<48>(byte), filled<48>(9), Bytes(BLOB_SIZE, byte)});
    return out;
}

Tx tx_with(TxData data) {
    return {{.chain_id = 0xfa,
             .sender = filled<96>(1),
             .receiver = filled<96>(2),
             .value = 3,
             .deposit = 4,
             .gas_limit = 5,
             .gas_price = 6,
             .refund_address = filled<96>(7),
             .nonce = 8,
             .data = std::move(data)},
            filled<48>(0xaa)};
}

std::vector<TxData> every_data() {
    const ContractCall call{filled<32>(0x11), "set", {1, 2, 3}};
    return {std::monostate{},
            call,
            ContractDeploy{filled<32>(2), {5, 6}, {7}, Bytes{8}, 9},
            ContractDeploy{filled<32>(2), {}, {}, std::nullopt, 9},
            Memo{{1, 2}},
            Blobs{{blob(1, false), blob(2, false)}},
            BlobCall{{blob(1, false)}, call}};
}

Attestation attestation(Vote vote) {
    return {vote.kind == VoteKind::valid, vote, {5, filled<48>(1)}, {6, filled<48>(2)}};
}

Block sample_block() {
    Block block;
    block.header.height = 7;
    block.header.iteration = 3;
    block.header.prev_block_cert = attestation(Vote::valid(filled<32>(4)));
    block.header.failed_iterations = {
        std::nullopt, FailedIteration{attestation(Vote::no_candidate()), filled<96>(5)},
        FailedIteration{attestation(Vote::invalid(filled<32>(6))), filled<96>(7)}};
    block.header.att = attestation(Vote::valid(filled<32>(8)));
    block.header = with_hash(block.header);
    for (auto& data : every_data()) block.txs.push_back(tx_with(data));
    const FaultData data{{filled<32>(1), 2, 3}, {filled<96>(1), filled<48>(2)}, Vote::no_quorum()};
    block.faults.push_back({FaultKind::double_validation_vote, data, data});
    auto candidate = data;
    candidate.vote = Vote::valid(filled<32>(3));
    block.faults.push_back({FaultKind::double_candidate, candidate, candidate});
    return block;
}

TEST(DuskMerkle, gives_the_vectors_of_the_specification) {
    const auto root = [](std::vector<std::string_view> words) {
        std::vector<Hash32> leaves;
        for (const auto word : words) leaves.push_back(sha3_256(as_bytes(word)));
        return to_hex_plain(merkle_root(leaves));
    };
    EXPECT_EQ(root({}), std::string(64, '0'));
    EXPECT_EQ(root({"Bella"}), "15258d905c6c97a8a76cac4fcc639ac4f2f72691fee48d684bd294654aa60141");
    EXPECT_EQ(root({"Bella", "Ciao", "Stop"}),
              "ed4f2f7922989d7b1df594b9f226ba2f1bb6e87f54074d7f92c45308f5be1505");
    EXPECT_EQ(root({"Bella", "Ciao", "Ndo", "Scappi", "Stop"}),
              "fe84f70d4cad8e5e1dd83019788ecd41a058bae90a8f7b4f351618372f82e4ee");
    EXPECT_EQ(root({"Hello", "Hi", "Hey", "Hola"}),
              "20bcac99f5ab339ca1c9503a9b61014f56aff45b8969ee9be97e7097c36525dc");
}

TEST(DuskMoonlight, every_kind_of_data_makes_a_round_trip) {
    for (const auto& data : every_data()) {
        const auto tx = tx_with(data);
        const auto bytes = encode_protocol_bytes(tx);
        const auto back = decode_protocol_bytes(bytes);
        ASSERT_TRUE(back);
        EXPECT_EQ(*back, tx);
    }
}

TEST(DuskMoonlight, sidecars_make_a_round_trip) {
    const auto tx = tx_with(Blobs{{blob(1, true), blob(2, false)}});
    EXPECT_EQ(*decode_protocol_bytes(encode_protocol_bytes(tx)), tx);
}

TEST(DuskMoonlight, layout_is_that_of_the_specification) {
    const auto bytes = encode_protocol_bytes(tx_with(std::monostate{}));
    const std::size_t payload = 1 + 96 + 97 + 4 * 8 + 97 + 8 + 1;
    ASSERT_EQ(bytes.size(), 1 + 8 + payload + 48);
    EXPECT_EQ(bytes[0], 1);
    EXPECT_EQ(load_le<std::uint64_t>(BytesView{bytes}.subspan(1)), payload);
    EXPECT_EQ(bytes[9], 0xfa);
    EXPECT_EQ(bytes[9 + 97], 1);             // receiver given
    EXPECT_EQ(bytes[9 + 97 + 97], 3);        // value
    EXPECT_EQ(bytes[bytes.size() - 49], 0);  // no data
    auto own = tx_with(std::monostate{});
    own.payload.receiver.reset();
    own.payload.refund_address.reset();
    EXPECT_EQ(encode_protocol_bytes(own).size(), bytes.size() - 192);
}

TEST(DuskMoonlight, every_truncation_is_refused) {
    for (const auto& data : every_data()) {
        const auto bytes = encode_protocol_bytes(tx_with(data));
        for (std::size_t size = 0; size < bytes.size(); ++size)
            EXPECT_FALSE(decode_protocol_bytes(BytesView{bytes}.first(size))) << size;
    }
}

TEST(DuskMoonlight, refuses_what_is_no_transaction) {
    const auto good = encode_protocol_bytes(tx_with(std::monostate{}));
    const auto error = [](Bytes bytes) { return decode_protocol_bytes(bytes).error(); };
    auto phoenix = good;
    phoenix[0] = 0;
    EXPECT_EQ(error(phoenix), LedgerError::phoenix_paused);
    auto unknown = good;
    unknown[0] = 2;
    EXPECT_EQ(error(unknown), LedgerError::bad_tag);
    auto trailing = good;
    trailing.push_back(0);
    EXPECT_EQ(error(trailing), LedgerError::trailing_bytes);
    auto tag = good;
    tag[tag.size() - 49] = 6;
    EXPECT_EQ(error(tag), LedgerError::bad_tag);
    auto flag = good;
    flag[9 + 97] = 2;
    EXPECT_EQ(error(flag), LedgerError::bad_tag);
    auto huge = good;
    huge[8] = 0xff;
    EXPECT_EQ(error(huge), LedgerError::too_large);
    EXPECT_EQ(error(encode_protocol_bytes(tx_with(Memo{Bytes(513)}))), LedgerError::too_large);
    EXPECT_EQ(error(encode_protocol_bytes(tx_with(ContractCall{{}, "\xff", {}}))),
              LedgerError::bad_text);
    Bytes envelope;
    encode_tx(envelope, tx_with(std::monostate{}));
    envelope[0] = 2;
    WireReader reader(envelope);
    EXPECT_EQ(decode_tx(reader).error(), LedgerError::bad_version);
}

TEST(DuskMoonlight, a_blob_tx_has_id_and_digest_of_its_memo_form) {
    const auto tx = tx_with(Blobs{{blob(1, true), blob(2, true)}});
    Bytes hashes = to_bytes(filled<32>(1));
    append(hashes, filled<32>(2));
    const auto memo = tx_with(Memo{hashes});
    EXPECT_EQ(signature_message(tx.payload), signature_message(memo.payload));
    EXPECT_EQ(tx_id(tx), tx_id(memo));
    EXPECT_EQ(tx_digest(tx), tx_digest(memo));
    EXPECT_EQ(tx_digest(tx), sha3_256(encode_protocol_bytes(memo)));
    EXPECT_EQ(tx_digest(strip_sidecars(tx)), tx_digest(tx));
    EXPECT_EQ(execution_form(tx), memo);
}

TEST(DuskMoonlight, a_blob_call_signs_its_hashes_and_its_call) {
    const ContractCall call{filled<32>(0x11), "set", {1}};
    const auto tx = tx_with(BlobCall{{blob(1, true)}, call});
    Bytes message = to_bytes(filled<32>(1));
    append(message, call.contract);
    append(message, as_bytes("set"));
    message.push_back(1);
    EXPECT_EQ(data_message(tx.payload.data), message);
    EXPECT_EQ(tx_id(tx), tx_id(strip_sidecars(tx)));
    EXPECT_EQ(tx_digest(tx), tx_digest(strip_sidecars(tx)));
    EXPECT_EQ(call_of(tx.payload.data)->method, "set");
}

TEST(DuskMoonlight, the_deploy_nonce_is_not_signed) {
    auto a = tx_with(ContractDeploy{filled<32>(2), {}, {7}, Bytes{8}, 1});
    auto b = tx_with(ContractDeploy{filled<32>(2), {}, {7}, Bytes{8}, 2});
    EXPECT_EQ(tx_id(a), tx_id(b));
}

TEST(DuskMoonlight, max_cost_knows_overflow) {
    auto p = tx_with(std::monostate{}).payload;
    EXPECT_EQ(max_cost(p), 3u + 4 + 30);
    p.gas_limit = ~0ull;
    EXPECT_FALSE(max_cost(p));
}

TEST(DuskScalar, hashes_below_the_order) {
    for (std::uint8_t i = 0; i < 32; ++i) {
        auto scalar = hash_to_scalar(Bytes{i});
        std::ranges::reverse(scalar.bytes);
        EXPECT_LT(load_be_u256(scalar.data()), BLS_SCALAR_ORDER);
    }
}

TEST(DuskHeader, sizes_are_those_of_the_specification) {
    Header header;
    Bytes bytes;
    encode(bytes, header);
    EXPECT_EQ(bytes.size(), MIN_HEADER_SIZE);
    bytes.clear();
    header.prev_block_cert = attestation(Vote::valid({}));
    header.att = attestation(Vote::valid({}));
    encode(bytes, header);
    EXPECT_EQ(bytes.size(), 927u);
    Bytes default_attestation;
    encode(default_attestation, Attestation{});
    EXPECT_EQ(to_hex_plain(default_attestation), "0003" + std::string(224, '0'));
}

TEST(DuskHeader, the_hash_covers_all_but_attestation_and_signature) {
    auto header = sample_block().header;
    const auto hash = header_hash(header);
    header.att = {};
    header.signature = filled<48>(1);
    header.hash = {};
    EXPECT_EQ(header_hash(header), hash);
    header.failed_iterations.pop_back();
    EXPECT_NE(header_hash(header), hash);
}

TEST(DuskHeader, counts_missing_attestations) {
    auto header = sample_block().header;
    EXPECT_EQ(missing_attestations(header), 1);
    header.iteration = EMERGENCY_BLOCK_ITERATION;
    EXPECT_EQ(missing_attestations(header), 48);
}

TEST(DuskBlock, makes_a_round_trip_and_refuses_every_truncation) {
    const auto block = sample_block();
    const auto bytes = encode_block(block);
    const auto back = decode_block(BytesView{bytes});
    ASSERT_TRUE(back);
    EXPECT_EQ(*back, block);
    for (std::size_t size = 0; size < bytes.size(); ++size)
        EXPECT_FALSE(decode_block(BytesView{bytes}.first(size))) << size;
    auto longer = bytes;
    longer.push_back(0);
    EXPECT_EQ(decode_block(BytesView{longer}).error(), LedgerError::trailing_bytes);
}

TEST(DuskBlock, counts_over_their_limits_are_refused) {
    Block block;
    auto bytes = encode_block(block);
    store_le<std::uint32_t>(bytes.data() + MIN_HEADER_SIZE, MAX_NUMBER_OF_TRANSACTIONS + 1);
    EXPECT_EQ(decode_block(BytesView{bytes}).error(), LedgerError::too_many);
    bytes = encode_block(block);
    store_le<std::uint32_t>(bytes.data() + MIN_HEADER_SIZE + 4, MAX_NUMBER_OF_FAULTS + 1);
    EXPECT_EQ(decode_block(BytesView{bytes}).error(), LedgerError::too_many);
}

TEST(DuskBlockRecord, makes_a_round_trip_and_refuses_every_truncation) {
    BlockRecord record;
    record.block = sample_block();
    for (const auto& tx : record.block.txs)
        record.outcomes.push_back({tx_id(tx), 5, "Panic: no", {{filled<32>(1), "topic", {1, 2}}}});
    record.outcomes[0].err.reset();
    record.block_events = {{STAKE_CONTRACT, "reward", {}}};
    record.label = {Finality::confirmed, 3};
    const auto bytes = encode_block_record(record);
    const auto back = decode_block_record(bytes);
    ASSERT_TRUE(back);
    EXPECT_EQ(*back, record);
    for (std::size_t size = 0; size < bytes.size(); ++size)
        EXPECT_FALSE(decode_block_record(BytesView{bytes}.first(size))) << size;
    record.outcomes.pop_back();
    EXPECT_EQ(decode_block_record(encode_block_record(record)).error(), LedgerError::bad_size);
}

TEST(DuskBloom, holds_what_was_added) {
    EventBloom bloom;
    bloom_add(bloom, {STAKE_CONTRACT, "reward", {1}});
    EXPECT_TRUE(bloom_may_contain(bloom, STAKE_CONTRACT, "reward"));
    EXPECT_FALSE(bloom_may_contain(bloom, TRANSFER_CONTRACT, "moonlight"));
    std::size_t bits = 0;
    for (const auto byte : bloom) bits += static_cast<std::size_t>(std::popcount(byte));
    EXPECT_LE(bits, 6u);
    EXPECT_GE(bits, 4u);
}

TEST(DuskBase58, knows_the_bitcoin_vectors) {
    EXPECT_EQ(to_base58(as_bytes("Hello World!")), "2NEpo7TZRRrLZSi2U");
    EXPECT_EQ(to_base58(*from_hex("0000287fb4cd")), "11233QC4");
    EXPECT_EQ(*from_base58("11233QC4"), *from_hex("0000287fb4cd"));
    EXPECT_EQ(to_base58({}), "");
    EXPECT_FALSE(from_base58("0OIl"));
    EXPECT_FALSE(from_base58(std::string(257, '1')));
    const auto key = filled<96>(0x81);
    EXPECT_EQ(account_from_base58(to_base58(key)), key);
    EXPECT_FALSE(account_from_base58("11"));
}

TEST(DuskAmounts, are_integers_without_leading_zeros) {
    for (const std::uint64_t value : {0ull, 1ull, 255ull, 256ull, ~0ull})
        EXPECT_EQ(decode_amount(encode_amount(value)), value);
    EXPECT_TRUE(encode_amount(0).empty());
    EXPECT_EQ(encode_amount(256), (Bytes{1, 0}));
}

}  // namespace
}  // namespace dusk::settlement
