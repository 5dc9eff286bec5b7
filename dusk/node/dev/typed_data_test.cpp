#include <boost/json/parse.hpp>
#include <gtest/gtest.h>

#include <dusk/core/codec/hex.hpp>
#include <dusk/node/dev/typed_data.hpp>

namespace dusk::dev {
namespace {

/// The example of EIP-712.
constexpr std::string_view MAIL = R"({
  "types": {
    "EIP712Domain": [{"name": "name", "type": "string"}, {"name": "version", "type": "string"},
                     {"name": "chainId", "type": "uint256"}, {"name": "verifyingContract", "type": "address"}],
    "Person": [{"name": "name", "type": "string"}, {"name": "wallet", "type": "address"}],
    "Mail": [{"name": "from", "type": "Person"}, {"name": "to", "type": "Person"}, {"name": "contents", "type": "string"}]
  },
  "primaryType": "Mail",
  "domain": {"name": "Ether Mail", "version": "1", "chainId": 1,
             "verifyingContract": "0xCcCCccccCCCCcCCCCCCcCcCccCcCCCcCcccccccC"},
  "message": {"from": {"name": "Cow", "wallet": "0xCD2a3d9F938E13CD947Ec05AbC7FE734Df8DD826"},
              "to": {"name": "Bob", "wallet": "0xbBbBBBBbbBBBbbbBbbBbbbbBBbBbbbbBbBbbBBbB"},
              "contents": "Hello, Bob!"}
})";
constexpr std::string_view MAIL_HASH =
    "0xbe609aee343fb3c4b28e1df9e632fca64fcfaede20f02e86244efddf30957bd2";

/// As ethers sends and hashes it.
constexpr std::string_view ORDER = R"({
 "types": {
  "Order": [
   {
    "name": "maker",
    "type": "Person"
   },
   {
    "name": "amounts",
    "type": "int256[]"
   },
   {
    "name": "note",
    "type": "string"
   },
   {
    "name": "data",
    "type": "bytes"
   },
   {
    "name": "tag",
    "type": "bytes4"
   },
   {
    "name": "open",
    "type": "bool"
   }
  ],
  "Person": [
   {
    "name": "wallet",
    "type": "address"
   }
  ],
  "EIP712Domain": [
   {
    "name": "name",
    "type": "string"
   },
   {
    "name": "version",
    "type": "string"
   },
   {
    "name": "chainId",
    "type": "uint256"
   },
   {
    "name": "verifyingContract",
    "type": "address"
   }
  ]
 },
 "domain": {
  "name": "Test",
  "version": "1",
  "chainId": "0x7c00",
  "verifyingContract": "0x000000000000000000000000000000000000d05c"
 },
 "primaryType": "Order",
 "message": {
  "maker": {
   "wallet": "0x000000000000000000000000000000000000d05c"
  },
  "amounts": [
   "1",
   "-2",
   "1606938044258990275541962092341162602522202993782792835301376"
  ],
  "note": "a note",
  "data": "0x1234",
  "tag": "0xcafebabe",
  "open": true
 }
})";
constexpr std::string_view ORDER_HASH =
    "0x24e12fbcd2a1f05741303a8d2df29b47b25c6e1a91c0dac4b595660bec817355";

std::string hash_of(const boost::json::value& in) {
    const auto hash = typed_data_hash(in);
    return hash ? to_hex(*hash) : hash.error();
}

TEST(typed_data, hashes_the_example_of_the_eip) {
    const auto mail = boost::json::parse(MAIL);
    EXPECT_EQ(hash_of(mail), MAIL_HASH);
    EXPECT_EQ(hash_of(boost::json::value(MAIL)), MAIL_HASH);
    auto without_domain_type = mail;
    without_domain_type.at("types").as_object().erase("EIP712Domain");
    EXPECT_EQ(hash_of(without_domain_type), MAIL_HASH);
}

TEST(typed_data, hashes_arrays_and_every_kind_of_atom) {
    EXPECT_EQ(hash_of(boost::json::value(ORDER)), ORDER_HASH);
}

TEST(typed_data, refuses_what_is_none) {
    EXPECT_EQ(hash_of(boost::json::value("no JSON")), "typed data is no JSON object");
    EXPECT_EQ(hash_of(boost::json::value(1)), "typed data is no object");
    auto mail = boost::json::parse(MAIL);
    mail.at("message").as_object().erase("contents");
    EXPECT_EQ(hash_of(mail), "a value lacks contents");
    mail.at("types").as_object().erase("Mail");
    EXPECT_EQ(hash_of(mail), "unknown type Mail");
}

}  // namespace
}  // namespace dusk::dev
