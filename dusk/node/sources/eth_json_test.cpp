// Blocks of a server that lies are found out (vectors: op-service/sources/data).
#include <algorithm>
#include <filesystem>

#include <boost/json/object.hpp>
#include <gtest/gtest.h>
#include <tests/support/json_vectors.hpp>

#include <dusk/core/trie/trie.hpp>
#include <dusk/node/sources/eth_json.hpp>
#include <dusk/node/sources/lru_cache.hpp>

namespace dusk::sources {
namespace {

namespace json = boost::json;

bool accepts(const json::value& data, bool with_body) {
    const auto block = block_from_json(data);
    if (!block) return false;
    return (with_body ? check_body(*block) : check_header(*block)).has_value();
}

void check_folder(const std::filesystem::path& folder, bool with_body, std::size_t& count) {
    for (const auto& entry : std::filesystem::directory_iterator(folder)) {
        const auto name = entry.path().filename().string();
        if (!name.ends_with("_metadata.json")) continue;
        const auto stem = name.substr(0, name.size() - std::string_view{"_metadata.json"}.size());
        const auto metadata = test::read_json(entry.path());
        const auto* fail_flag = metadata.as_object().if_contains("fail");
        const bool should_fail = fail_flag != nullptr && fail_flag->as_bool();
        const auto data = test::read_json(folder / (stem + "_data.json"));
        EXPECT_EQ(accepts(data, with_body), !should_fail) << stem;
        ++count;
    }
}

TEST(eth_json, finds_out_wrong_blocks_and_headers) {
    DUSK_VECTORS_OR_SKIP(root, "op-stack-misc");
    std::size_t count = 0;
    check_folder(root / "op-service/sources/data/blocks", true, count);
    check_folder(root / "op-service/sources/data/headers", false, count);
    EXPECT_EQ(count, 19u);
    test::print_count("op-service sources", count);
}

TEST(eth_json, reads_blocks_with_every_type_of_transaction) {
    DUSK_VECTORS_OR_SKIP(root, "execution-apis");
    std::size_t count = 0;
    for (const auto& entry : std::filesystem::recursive_directory_iterator(root)) {
        if (entry.path().extension() != ".io" ||
            !entry.path().parent_path().filename().string().starts_with("eth_getBlockBy"))
            continue;
        const auto text = test::read_text(entry.path());
        const auto at = text.find("<< ");
        const auto answer = json::parse(text.substr(at + 3, text.find('\n', at) - at - 3));
        const auto* result = answer.as_object().if_contains("result");
        if (result == nullptr || result->is_null()) continue;
        const auto block = block_from_json(*result);
        ASSERT_TRUE(block) << entry.path() << block.error();
        EXPECT_TRUE(check_header(*block)) << entry.path();
        if (!block->transactions.empty()) EXPECT_TRUE(check_body(*block)) << entry.path();
        ++count;
    }
    EXPECT_GT(count, 3u);
    test::print_count("execution-apis blocks", count);
}

TEST(eth_json, receipts_make_the_root_of_their_header) {
    DUSK_VECTORS_OR_SKIP(root, "execution-apis");
    const auto text = test::read_text(root / "eth_getBlockReceipts/get-block-receipts-latest.io");
    const auto at = text.find("<< ");
    if (at == std::string::npos) GTEST_SKIP() << "vector absent";
    const auto answer = json::parse(text.substr(at + 3, text.find('\n', at) - at - 3));
    auto receipts = receipts_from_json(answer.at("result"));
    ASSERT_TRUE(receipts) << receipts.error();
    std::vector<Bytes> encoded;
    for (const auto& receipt : *receipts) encoded.push_back(encode_receipt(receipt));
    Header header;
    header.receipts_root = ordered_trie_root(encoded);
    EXPECT_TRUE(check_receipts(header, *receipts));
    receipts->front().cumulative_gas_used += 1;
    EXPECT_FALSE(check_receipts(header, *receipts));
}

TEST(eth_json, l2_blocks_have_the_message_passers_root_for_that_of_withdrawals) {
    Transaction deposit;
    deposit.type = TxnType::deposit;
    RpcBlock block;
    block.transactions.push_back({.known = deposit, .encoded = encode_transaction(deposit)});
    block.withdrawals.emplace();
    block.header.transactions_root =
        ordered_trie_root(std::vector<Bytes>{block.transactions[0].encoded});
    block.header.withdrawals_root = Hash32{{1, 2, 3}};
    block.header.requests_hash = Hash32{};
    block.hash = header_hash(block.header);
    EXPECT_TRUE(check_body(block));
    block.withdrawals->emplace_back();
    EXPECT_FALSE(check_body(block));
    block.withdrawals->clear();
    block.header.requests_hash.reset();
    block.hash = header_hash(block.header);
    EXPECT_FALSE(check_body(block));
}

TEST(eth_json, unknown_transaction_types_are_kept_apart) {
    const auto txn = transaction_from_json(
        json::object{{"type", "0x63"}, {"hash", to_hex(Hash32{})}, {"novel", "0x1"}});
    ASSERT_TRUE(txn) << txn.error();
    EXPECT_FALSE(txn->known);
    EXPECT_TRUE(txn->encoded.empty());
}

TEST(lru_cache, forgets_what_was_not_asked_for_longest) {
    LruCache<int, int> cache{2};
    cache.put(1, 10);
    cache.put(2, 20);
    EXPECT_EQ(cache.get(1), 10);
    cache.put(3, 30);
    EXPECT_EQ(cache.get(2), std::nullopt);
    EXPECT_EQ(cache.get(1), 10);
    cache.put(1, 11);
    EXPECT_EQ(cache.get(1), 11);
    EXPECT_EQ(cache.get(3), 30);
}

}  // namespace
}  // namespace dusk::sources
