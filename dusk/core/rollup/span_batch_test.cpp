#include <gtest/gtest.h>

#include <dusk/core/rollup/channel_out.hpp>
#include <dusk/core/rollup/span_batch.hpp>
#include <dusk/core/rollup/testing.hpp>
#include <dusk/core/rollup/varint.hpp>

namespace dusk::rollup {
namespace {

using testing::hash_of;
using testing::Random;

constexpr std::uint64_t CHAIN_ID = 901;
constexpr SpanBatchContext CONTEXT{.block_time = 2, .genesis_time = 1000, .chain_id = CHAIN_ID};

// uvarint ------------------------------------------------------------------------------------

TEST(uvarint, reads_what_the_reference_reads) {
    const struct {
        Bytes in;
        std::optional<std::uint64_t> value;
    } cases[] = {
        {{0x00}, 0},
        {{0x7f}, 127},
        {{0x80, 0x01}, 128},
        {{0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x01}, ~0ull},
        // Longer than needed, but of the same set as Go's binary.ReadUvarint.
        {{0x80, 0x00}, 0},
        {{0x81, 0x00}, 1},
        {{0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x00}, 0},
        // More than 64 bits.
        {{0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x02}, {}},
        {{0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x7f}, {}},
        {{0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x00}, {}},
        {{}, {}},
        {{0x80}, {}},
    };
    for (const auto& test : cases) {
        BytesView in = test.in;
        EXPECT_EQ(take_uvarint(in), test.value);
        if (test.value) EXPECT_TRUE(in.empty());
    }
}

TEST(uvarint, round_trips_at_every_bit_length) {
    for (unsigned bits = 0; bits < 64; ++bits)
        for (const auto value : {std::uint64_t{1} << bits, (std::uint64_t{1} << bits) - 1}) {
            Bytes out;
            append_uvarint(out, value);
            EXPECT_LE(out.size(), MAX_UVARINT_LEN);
            BytesView in = out;
            EXPECT_EQ(take_uvarint(in), value);
        }
}

// Span batches -------------------------------------------------------------------------------

struct Chain {
    std::vector<L2BlockRef> refs;
    std::vector<std::vector<Bytes>> txns;
};

Chain random_chain(Random& random, std::size_t block_count) {
    Chain chain;
    BlockId origin{.hash = hash_of("l1", 50), .number = 50};
    std::uint64_t sequence = random.below(2);
    for (std::size_t i = 0; i < block_count; ++i) {
        chain.refs.push_back({.hash = hash_of("l2", i + 1),
                              .number = i + 1,
                              .parent_hash = hash_of("l2", i),
                              .time = CONTEXT.genesis_time + 2 * (i + 1),
                              .l1_origin = origin,
                              .sequence_number = sequence});
        auto& txns = chain.txns.emplace_back();
        // A deposit stands first in every block and in no batch.
        txns.push_back({0x7e, 0xc0});
        for (auto n = random.below(4); n > 0; --n)
            txns.push_back(encode_transaction(testing::random_txn(random, CHAIN_ID)));
        ++sequence;
        if (random.below(3) == 0) {
            ++origin.number;
            origin.hash = hash_of("l1", origin.number);
            sequence = 0;
        }
    }
    return chain;
}

SpanBatchBuilder build(const Chain& chain) {
    SpanBatchBuilder builder{CONTEXT.genesis_time, CHAIN_ID};
    for (std::size_t i = 0; i < chain.refs.size(); ++i)
        EXPECT_TRUE(builder.append(chain.refs[i], chain.txns[i]));
    return builder;
}

TEST(span_batch, round_trips_random_chains) {
    Random random{2};
    for (int run = 0; run < 200; ++run) {
        const auto chain = random_chain(random, 1 + random.below(20));
        const auto builder = build(chain);
        const auto encoded = encode_span_batch(builder.raw());
        const auto raw = decode_span_batch(encoded);
        ASSERT_TRUE(raw);
        ASSERT_EQ(*raw, builder.raw());
        const auto batch = derive_span_batch(*raw, CONTEXT);
        ASSERT_TRUE(batch);
        ASSERT_EQ(batch->blocks.size(), chain.refs.size());
        EXPECT_TRUE(batch->check_parent(chain.refs[0].parent_hash));
        EXPECT_TRUE(batch->check_l1_origin(chain.refs.back().l1_origin.hash));
        for (std::size_t i = 0; i < chain.refs.size(); ++i) {
            const auto& block = batch->blocks[i];
            EXPECT_EQ(block.timestamp, chain.refs[i].time);
            EXPECT_EQ(block.epoch_number, chain.refs[i].l1_origin.number);
            const std::vector<Bytes> sequenced(chain.txns[i].begin() + 1, chain.txns[i].end());
            EXPECT_EQ(block.transactions, sequenced);
        }
    }
}

TEST(span_batch, refuses_every_truncation) {
    Random random{3};
    const auto encoded = encode_span_batch(build(random_chain(random, 6)).raw());
    for (std::size_t size = 0; size < encoded.size(); ++size)
        EXPECT_FALSE(decode_span_batch(BytesView{encoded}.first(size))) << size;
}

TEST(span_batch, survives_any_single_byte_change) {
    Random random{4};
    const auto encoded = encode_span_batch(build(random_chain(random, 5)).raw());
    for (std::size_t at = 0; at < encoded.size(); ++at) {
        auto changed = encoded;
        changed[at] ^= static_cast<std::uint8_t>(1 + random.below(255));
        if (const auto raw = decode_span_batch(changed))
            std::ignore = derive_span_batch(*raw, CONTEXT);
    }
}

TEST(span_batch, ignores_bytes_after_its_end) {
    Random random{5};
    const auto raw = build(random_chain(random, 3)).raw();
    auto encoded = encode_span_batch(raw);
    encoded.push_back(0xff);
    EXPECT_EQ(decode_span_batch(encoded), raw);
}

/// A span batch of one block whose one transaction has these `datas`.
Bytes one_txn_batch(Bytes datas, bool creation, std::uint64_t legacy_bits) {
    Bytes out;
    append_uvarint(out, 2);
    append_uvarint(out, 50);
    append(out, Bytes(40));
    append(out, Bytes{1, 0, 1});  // one block, origin bit, one transaction
    out.push_back(creation ? 1 : 0);
    out.push_back(0);
    append(out, Bytes(64, 1));
    if (!creation) append(out, Bytes(20, 2));
    append(out, datas);
    append(out, Bytes{5, 6});
    if (legacy_bits > 0) out.push_back(0);
    return out;
}

SpanBatchError error_of(const Bytes& body) {
    const auto raw = decode_span_batch(body);
    if (!raw) return raw.error();
    return derive_span_batch(*raw, CONTEXT).error();
}

TEST(span_batch, derives_a_legacy_transaction_without_prefix) {
    const auto raw = decode_span_batch(one_txn_batch({0xc3, 0x80, 0x80, 0x80}, false, 1));
    ASSERT_TRUE(raw);
    const auto batch = derive_span_batch(*raw, CONTEXT);
    ASSERT_TRUE(batch);
    const auto txn = decode_transaction(batch->blocks[0].transactions.at(0));
    ASSERT_TRUE(txn);
    EXPECT_EQ(txn->type, TxnType::legacy);
    EXPECT_EQ(txn->chain_id, std::nullopt);
    EXPECT_EQ(txn->nonce, 5u);
    EXPECT_EQ(txn->gas_limit, 6u);
}

TEST(span_batch, refuses_the_type_prefix_zero) {
    const Bytes datas{0x00, 0xc3, 0x80, 0x80, 0x80};
    for (const std::uint64_t legacy_bits : {0u, 1u})
        EXPECT_EQ(error_of(one_txn_batch(datas, false, legacy_bits)),
                  SpanBatchError::unsupported_type);
}

TEST(span_batch, names_what_is_wrong) {
    Random random{6};
    const auto raw = build(random_chain(random, 3)).raw();
    const auto derive = [&](auto change) {
        auto changed = raw;
        change(changed);
        return derive_span_batch(changed, CONTEXT).error();
    };
    EXPECT_EQ(error_of({}), SpanBatchError::bad_varint);
    EXPECT_EQ(error_of(Bytes(20)), SpanBatchError::truncated);
    Bytes prefix(42);
    EXPECT_EQ(error_of([&] {
                  auto b = prefix;
                  b.push_back(0);
                  return b;
              }()),
              SpanBatchError::empty);
    EXPECT_EQ(error_of([&] {
                  auto b = prefix;
                  append_uvarint(b, MAX_SPAN_BATCH_ELEMENT_COUNT + 1);
                  return b;
              }()),
              SpanBatchError::too_many_elements);
    EXPECT_EQ(error_of([&] {
                  auto b = prefix;
                  append_uvarint(b, ~0ull);
                  return b;
              }()),
              SpanBatchError::too_many_elements);
    EXPECT_EQ(error_of([&] {
                  auto b = prefix;
                  append(b, Bytes{1, 0});
                  append_uvarint(b, MAX_SPAN_BATCH_ELEMENT_COUNT + 1);
                  return b;
              }()),
              SpanBatchError::too_many_elements);
    // Two blocks, whose counts are over the limit only together.
    EXPECT_EQ(error_of([&] {
                  auto b = prefix;
                  append(b, Bytes{2, 0});
                  append_uvarint(b, 6'000'000);
                  append_uvarint(b, 6'000'000);
                  return b;
              }()),
              SpanBatchError::too_many_elements);
    // Most transactions, and no bytes for them.
    EXPECT_EQ(error_of([&] {
                  auto b = prefix;
                  append(b, Bytes{1, 0});
                  append_uvarint(b, MAX_SPAN_BATCH_ELEMENT_COUNT);
                  return b;
              }()),
              SpanBatchError::truncated);
    EXPECT_EQ(error_of([&] {
                  auto b = prefix;
                  append(b, Bytes{3, 0x08});
                  return b;
              }()),
              SpanBatchError::bad_bitlist);
    EXPECT_EQ(error_of(one_txn_batch({0x83, 1, 2, 3}, false, 1)), SpanBatchError::bad_txn_data);
    EXPECT_EQ(error_of(one_txn_batch({0xc2, 0x80, 0x80}, false, 1)), SpanBatchError::bad_txn_data);
    EXPECT_EQ(error_of(one_txn_batch({0xc4, 0x80, 0x80, 0x80, 0x80}, false, 1)),
              SpanBatchError::bad_txn_data);
    EXPECT_EQ(error_of(one_txn_batch({0x03, 0xc3, 0x80, 0x80, 0x80}, false, 0)),
              SpanBatchError::unsupported_type);
    EXPECT_EQ(error_of(one_txn_batch({0x7e, 0xc0}, false, 0)), SpanBatchError::unsupported_type);
    EXPECT_EQ(error_of(one_txn_batch({0x04, 0xc6, 0x80, 0x80, 0x80, 0x80, 0xc0, 0xc0}, true, 0)),
              SpanBatchError::missing_to);
    EXPECT_EQ(derive([](auto& b) { b.relative_timestamp = ~0ull; }),
              SpanBatchError::timestamp_overflow);
    EXPECT_EQ(derive([](auto& b) { b.relative_timestamp = ~0ull - 1002; }),
              SpanBatchError::timestamp_overflow);
    EXPECT_EQ(derive([](auto& b) {
                  b.l1_origin_number = 1;
                  b.origin_bits = {false, true, true};
              }),
              SpanBatchError::origin_underflow);
}

TEST(span_batch_builder, refuses_what_does_not_fit_and_stays_as_it_was) {
    Random random{7};
    const auto chain = random_chain(random, 3);
    SpanBatchBuilder builder{CONTEXT.genesis_time, CHAIN_ID};
    ASSERT_TRUE(builder.append(chain.refs[0], chain.txns[0]));
    const auto before = builder.raw();
    EXPECT_EQ(builder.append(chain.refs[2], chain.txns[2]).error(),
              SpanBatchError::not_consecutive);
    const std::vector<Bytes> garbage{{0x02, 0x00}};
    EXPECT_EQ(builder.append(chain.refs[1], garbage).error(), SpanBatchError::bad_transaction);
    auto foreign = testing::random_txn(random, CHAIN_ID + 1);
    foreign.chain_id = CHAIN_ID + 1;
    const std::vector<Bytes> foreign_txns{encode_transaction(foreign)};
    EXPECT_EQ(builder.append(chain.refs[1], foreign_txns).error(), SpanBatchError::wrong_chain_id);
    auto blob = testing::signed_by(testing::address_of(9), TxnType::blob, CHAIN_ID);
    blob.to = testing::address_of(8);
    blob.blob_versioned_hashes = {hash_of("blob", 1)};
    const std::vector<Bytes> blob_txns{encode_transaction(blob)};
    EXPECT_EQ(builder.append(chain.refs[1], blob_txns).error(), SpanBatchError::unsupported_type);
    EXPECT_EQ(builder.raw(), before);
    EXPECT_TRUE(builder.append(chain.refs[1], chain.txns[1]));
}

TEST(channel_out, splits_data_into_frames_of_the_size_asked_for) {
    const auto data = Random{8}.bytes(1000);
    const auto frames = split_into_frames({}, data, 123);
    ASSERT_TRUE(frames);
    EXPECT_EQ(frames->size(), 10u);
    Bytes joined;
    for (std::size_t i = 0; i < frames->size(); ++i) {
        const auto& frame = (*frames)[i];
        EXPECT_EQ(frame.number, i);
        EXPECT_EQ(frame.is_last, i == 9);
        Bytes encoded;
        encode_frame(encoded, frame);
        EXPECT_LE(encoded.size(), 123u);
        append(joined, frame.data);
    }
    EXPECT_EQ(joined, data);
    EXPECT_FALSE(split_into_frames({}, data, FRAME_OVERHEAD));
    EXPECT_FALSE(split_into_frames({}, Bytes(65537), FRAME_OVERHEAD + 1));
    EXPECT_EQ(split_into_frames({}, Bytes(65536), FRAME_OVERHEAD + 1)->back().number, 65535);
    EXPECT_TRUE(split_into_frames({}, {}, 100)->at(0).is_last);
    EXPECT_EQ(split_into_frames({}, Bytes(MAX_FRAME_LEN + 1), 10'000'000)->size(), 2u);
}

}  // namespace
}  // namespace dusk::rollup
