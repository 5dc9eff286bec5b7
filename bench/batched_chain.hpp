// A rollup for benchmarks: a sequencer's chain of blocks that move a token between accounts, and an
// L1 in memory that has its batches in blobs (span batches, brotli, signed by the batcher).
#pragma once

#include <bench/memory_node.hpp>
#include <brotli/encode.h>

#include <dusk/core/codec/hex.hpp>
#include <dusk/core/rollup/channel_out.hpp>
#include <dusk/node/driver/l2_block.hpp>
#include <dusk/node/genesis/new_rollup.hpp>
#include <dusk/node/sources/testing.hpp>
#include <dusk/platform/crypto/ethereum_key.hpp>

namespace dusk::bench {

/// transfer(to, amount) of a token, words without selector: two hashed slots, a Transfer event. No
/// balance is checked.
inline constexpr std::string_view TOKEN_CODE =
    "335f5260405f208054602035900390555f355f5260405f20805460203501905560"
    "20355f525f35337fddf252ad1be2c89b69c2b068fc378daa952ba7f163c4a11628f55a4df523b3ef60205fa300";
inline constexpr Address TOKEN{{0x70, 0x6b, 0x6e}};
inline constexpr std::uint64_t SENDERS = 64;
/// Those who get tokens; after the first time they hold some.
inline constexpr std::uint64_t RECIPIENTS = 2'000;
inline constexpr std::uint64_t L1_BLOCK_TIME_S = 12;

inline EthereumKey bench_key(std::uint64_t number) {
    return *EthereumKey::from(rollup::testing::hash_of("key", number));
}

inline void sign(Transaction& txn, const EthereumKey& key) {
    const auto signature = key.sign(signing_hash(txn));
    txn.signature = {to_u256(signature.r), to_u256(signature.s), signature.odd_y};
}

class BatchedChain {
public:
    struct Size {
        std::uint64_t blocks = 0;
        std::uint64_t txns_per_block = 0;
        std::uint64_t blocks_per_channel = 0;
    };

    explicit BatchedChain(const Size& size) : size_(size), l1_(files_.rollup, L1_BLOCK_TIME_S) {
        for (std::uint64_t i = 0; i < SENDERS; ++i) keys_.push_back(bench_key(i));
        MemoryNode node{files_.genesis};
        const auto start = node.block(sources::BlockLabel::latest);
        parent_ = *driver::l2_parent_of(files_.rollup, payloads_, *start);
        l1_.mine_many(size.blocks * files_.rollup.block_time / L1_BLOCK_TIME_S + 1);
        for (std::uint64_t i = 1; i <= size.blocks; ++i) {
            sequence(node);
            if (i % size.blocks_per_channel == 0 || i == size.blocks) submit();
        }
        head_ = node.head();
    }

    const rollup::RollupConfig& config() const { return files_.rollup; }
    const genesis::Genesis& genesis() const { return files_.genesis; }
    const rollup::UpgradePayloads& payloads() const { return payloads_; }
    sources::testing::FakeL1& l1() { return l1_; }
    store::BlockRef head() const { return head_; }
    /// Of all blocks.
    std::uint64_t gas_used() const { return gas_used_; }
    std::uint64_t blob_count() const { return blob_count_; }

private:
    static genesis::RollupFiles make_files() {
        genesis::NewRollup decisions;
        decisions.l1_chain_id = 250;
        decisions.l1_start = {.hash = Hash32{{1}}, .number = 7, .time = 1'700'000'000};
        decisions.system_config.batcher_addr = bench_key(SENDERS).address();
        decisions.system_config.scalar = rollup::encode_ecotone_scalar({1368, 810'949});
        decisions.system_config.gas_limit = 60'000'000;
        for (std::uint64_t i = 0; i < SENDERS; ++i)
            decisions.funded.emplace_back(bench_key(i).address(),
                                          u256{1'000'000'000'000'000'000} * u256{1'000});
        auto files = genesis::make_rollup(decisions, native_crypto());
        files.genesis.alloc.push_back({.address = TOKEN,
                                       .nonce = 1,
                                       .balance = 0,
                                       .code = *from_hex(TOKEN_CODE),
                                       .storage = {}});
        std::ranges::sort(files.genesis.alloc, {}, &genesis::GenesisAccount::address);
        files.rollup.genesis.l2.hash = header_hash(genesis::computed_genesis_header(files.genesis));
        return files;
    }

    Bytes transfer() {
        const auto number = txn_count_++;
        Transaction txn{.type = TxnType::dynamic_fee,
                        .chain_id = files_.genesis.chain_id,
                        .nonce = number / SENDERS,
                        .max_priority_fee_per_gas = 1'000'000,
                        .max_fee_per_gas = 3'000'000'000,
                        .gas_limit = 100'000,
                        .to = TOKEN};
        const auto hash = rollup::testing::hash_of("recipient", number * 7919 % RECIPIENTS);
        append(txn.data, to_hash32(to_u256(Address::from(hash))));
        append(txn.data, to_hash32(number + 1));
        sign(txn, keys_[number % SENDERS]);
        return encode_transaction(txn);
    }

    /// The L1 origin of the next block: the newest that its time allows.
    std::shared_ptr<const rollup::L1BlockData> next_origin() {
        const auto current = parent_.ref.l1_origin.number;
        const auto next = l1_.at(current + 1);
        const auto time = parent_.ref.time + files_.rollup.block_time;
        return *l1_.block(next.time <= time ? next.hash : l1_.at(current).hash);
    }

    void sequence(MemoryNode& node) {
        const auto origin = next_origin();
        auto attributes = rollup::build_attributes(
            {.config = files_.rollup,
             .payloads = payloads_,
             .parent = parent_,
             .l1_origin = rollup::l1_block_info(origin->header, origin->hash),
             .l1_receipts = origin->receipts});
        DUSK_CHECK(attributes.has_value());
        for (std::uint64_t i = 0; i < size_.txns_per_block; ++i)
            attributes->transactions.push_back(transfer());
        const auto started = node.forkchoice({parent_.ref.hash, {}, {}}, &*attributes);
        DUSK_CHECK(started && started->payload_id);
        const auto built = node.get_payload(*started->payload_id, attributes->timestamp);
        DUSK_CHECK(built.has_value());
        DUSK_CHECK(node.new_payload(*built)->kind == sources::PayloadStatusKind::valid);
        DUSK_CHECK(node.forkchoice({built->payload.block_hash, {}, {}}, nullptr).has_value());
        gas_used_ += built->payload.gas_used;
        parent_ = *driver::l2_parent_of(files_.rollup, payloads_, *built);
        DUSK_CHECK(span_.append(parent_.ref, built->payload.transactions).has_value());
    }

    static Bytes compress(BytesView data) {
        auto size = BrotliEncoderMaxCompressedSize(data.size());
        Bytes out(size);
        DUSK_CHECK(BrotliEncoderCompress(9, BROTLI_DEFAULT_WINDOW, BROTLI_MODE_GENERIC, data.size(),
                                         data.data(), &size, out.data()) == BROTLI_TRUE);
        out.resize(size);
        out.insert(out.begin(), rollup::CHANNEL_VERSION_BROTLI);
        return out;
    }

    /// One channel in one L1 block, a frame a blob.
    void submit() {
        const auto id = rollup::ChannelId::from(rollup::testing::hash_of("channel", blob_count_));
        const auto frames =
            rollup::split_into_frames(id, compress(span_.encode()), rollup::MAX_BLOB_DATA_SIZE - 1);
        DUSK_CHECK(frames.has_value());
        std::vector<Transaction> txns;
        for (const auto& frame : *frames) {
            txns.push_back(l1_.blob_txn(rollup::encode_batcher_data({frame})));
            sign(txns.back(), bench_key(SENDERS));
        }
        blob_count_ += frames->size();
        l1_.mine(std::move(txns));
        span_ = empty_span();
    }

    rollup::SpanBatchBuilder empty_span() const {
        return {files_.rollup.genesis.l2_time, files_.rollup.l2_chain_id};
    }

    Size size_;
    genesis::RollupFiles files_ = make_files();
    rollup::UpgradePayloads payloads_;
    sources::testing::FakeL1 l1_;
    std::vector<EthereumKey> keys_;
    rollup::L2Parent parent_;
    rollup::SpanBatchBuilder span_ = empty_span();
    store::BlockRef head_;
    std::uint64_t txn_count_ = 0;
    std::uint64_t gas_used_ = 0;
    std::uint64_t blob_count_ = 0;
};

}  // namespace dusk::bench
