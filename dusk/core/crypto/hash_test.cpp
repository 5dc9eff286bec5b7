#include <string>

#include <gtest/gtest.h>

#include <dusk/core/codec/hex.hpp>
#include <dusk/core/crypto/hash.hpp>

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

}  // namespace
}  // namespace dusk
