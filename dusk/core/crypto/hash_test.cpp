#include <string>

#include <gtest/gtest.h>

#include <dusk/core/codec/hex.hpp>
#include <dusk/core/crypto/hash.hpp>
#include <dusk/core/crypto/selector.hpp>

namespace dusk {
namespace {

template <std::size_t N>
std::string hex(const FixedBytes<N>& digest) {
    return to_hex_plain(digest);
}

std::string repeated(char c, std::size_t count) { return std::string(count, c); }

TEST(keccak256, known_answers) {
    EXPECT_EQ(keccak256({}), EMPTY_CODE_HASH);
    EXPECT_EQ(hex(keccak256(as_bytes("abc"))),
              "4e03657aea45a94fc7d47ba826c8d667c0d1e6e33a64a036ec44f58fa12d6c45");
    EXPECT_EQ(hex(keccak256(Bytes{0x80})),
              "56e81f171bcc55a6ff8345e692c0f86e5b48e01b996cadc001622fb5e363b421");
    EXPECT_EQ(hex(keccak256(as_bytes("Transfer(address,address,uint256)"))),
              "ddf252ad1be2c89b69c2b068fc378daa952ba7f163c4a11628f55a4df523b3ef");
}

TEST(selector, is_the_front_of_the_signature_hash) {
    EXPECT_EQ(to_hex(selector("transfer(address,uint256)")), "0xa9059cbb");
    EXPECT_EQ(hex(event_topic("Transfer(address,address,uint256)")).substr(0, 8), "ddf252ad");
}

TEST(sha3_256, known_answers) {
    EXPECT_EQ(hex(sha3_256({})),
              "a7ffc6f8bf1ed76651c14756a061d662f580ff4de43b49fa82d80a4b80f8434a");
    EXPECT_EQ(hex(sha3_256(as_bytes("abc"))),
              "3a985da74fe225b2045c172d6bd390bd855f086e3e9d525b46bfe24511431532");
}

TEST(sha256, known_answers) {
    EXPECT_EQ(hex(sha256({})), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
    EXPECT_EQ(hex(sha256(as_bytes("abc"))),
              "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    EXPECT_EQ(hex(sha256(as_bytes(repeated('a', 1000000)))),
              "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0");
}

TEST(ripemd160, known_answers) {
    EXPECT_EQ(hex(ripemd160({})), "9c1185a5c5e9fc54612808977ee8f548b2258d31");
    EXPECT_EQ(hex(ripemd160(as_bytes("abc"))), "8eb208f7e05d987a9b044a8e98c6b087f15a0bfc");
    EXPECT_EQ(
        hex(ripemd160(as_bytes("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789"))),
        "b0e20b6e3116640286ed3a87a5713079b21f5189");
    EXPECT_EQ(hex(ripemd160(as_bytes(repeated('a', 1000000)))),
              "52783243c1697bdbe16d37f97f68f08325dc1528");
}

TEST(blake2b, known_answers) {
    EXPECT_EQ(hex(blake2b_512(as_bytes("abc"))),
              "ba80a53f981c4d0d6a2797b69f12f6e94c212f14685ac4b74b12bb6fdbffa2d1"
              "7d87c5392aab792dc252d5de4533cc9518d38aa8dbf1925ab92386edd4009923");
    EXPECT_EQ(hex(blake2b_256({})),
              "0e5751c026e543b2e8ab2eb06099daa1d1e5df47778f7787faab45cdf12fe3a8");
}

// EIP-152 test vectors 5 and 7: twelve rounds, and one.
TEST(blake2b_compress, eip_152_vectors) {
    std::uint64_t start[8] = {0x6a09e667f2bdc948, 0xbb67ae8584caa73b, 0x3c6ef372fe94f82b,
                              0xa54ff53a5f1d36f1, 0x510e527fade682d1, 0x9b05688c2b3e6c1f,
                              0x1f83d9abfb41bd6b, 0x5be0cd19137e2179};
    const std::uint64_t message[16] = {0x636261};
    const std::uint64_t counter[2] = {3, 0};
    std::uint64_t twelve[8];
    std::ranges::copy(start, twelve);
    blake2b_compress(12, twelve, message, counter, true);
    EXPECT_EQ(twelve[0], 0x0d4d1c983fa580ba);
    std::uint64_t one[8];
    std::ranges::copy(start, one);
    blake2b_compress(1, one, message, counter, true);
    EXPECT_EQ(one[0], 0x527d89b20c383ab6);
}

// The official vectors: byte i of the input is i mod 251.
TEST(blake3, official_vectors) {
    const auto input = [](std::size_t size) {
        Bytes bytes(size);
        for (std::size_t i = 0; i < size; ++i) bytes[i] = static_cast<std::uint8_t>(i % 251);
        return bytes;
    };
    EXPECT_EQ(hex(blake3({})), "af1349b9f5f9a1a6a0404dea36dcc9499bcb25c9adc112b7cc9a93cae41f3262");
    EXPECT_EQ(hex(blake3(input(1))),
              "2d3adedff11b61f14c886e35afa036736dcd87a74d27b5c1510225d0f592e213");
    EXPECT_EQ(hex(blake3(input(1025))),
              "d00278ae47eb27b34faecf67b4fe263f82d5412916c1ffd97c8cb7fb814b8444");
    EXPECT_EQ(hex(blake3(input(3073))),
              "7124b49501012f81cc7f11ca069ec9226cecb8a2c850cfe644e327d22d3e1cd3");
    EXPECT_EQ(hex(blake3(input(31744))),
              "62b6960e1a44bcc1eb1a611a8d6235b6b4b78f32e7abc4fb4c6cdcce94895c47");
    EXPECT_EQ(hex(blake3(input(102400))),
              "bc3e3d41a1146b069abffad3c0d44860cf664390afce4d9661f7902e7943e085");
}

// SHA-256 over the digests of all messages of 0..1199 bytes 0, 1, …, 250, 0, … covers every
// padding case and the block and chunk edges; the expected values come from other implementations.
template <class Hash>
std::string digest_of_digests(Hash hash) {
    Bytes message;
    Bytes digests;
    for (std::size_t i = 0; i < 1200; ++i) {
        append(digests, hash(message));
        message.push_back(static_cast<std::uint8_t>(i % 251));
    }
    return hex(sha256(digests));
}

TEST(hash, every_message_size_agrees_with_other_implementations) {
    EXPECT_EQ(digest_of_digests(keccak256),
              "7de7fc8dfef29aac6d439345e09c072f45584e367792bb240eed4916caf7447d");
    EXPECT_EQ(digest_of_digests(blake3),
              "d8843813a7c2ecfa6a415b0a5fe40b0da9c9128cfee876cf87183c6c7f922cfa");
    EXPECT_EQ(digest_of_digests(sha256),
              "58d4f57f7b16a3a409680cdc6204811b1afa5233d8ea69c44ffcc4d1761506ae");
    EXPECT_EQ(digest_of_digests(sha3_256),
              "dc7366cbac353f0a8140355f6a7de026df87b7aaae891df126911e003a4c5e47");
    EXPECT_EQ(digest_of_digests(blake2b_512),
              "e1649a4d603fcbd858c092d6c0145ca2abe90d436c2d067e77e87d740f9391cb");
    EXPECT_EQ(digest_of_digests(blake2b_256),
              "89a04b72865a5c26bc8518fe6ac46cc14bb1c30bc69b294c33efb595892cd923");
    EXPECT_EQ(digest_of_digests(ripemd160),
              "00da235e921bc7e05e01e6f2f2313c31714afef2b87345a25ce8585befad0730");
}

}  // namespace
}  // namespace dusk
