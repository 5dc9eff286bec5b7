// The rules of a block: Ethereum's fork, the OP Stack's beside it, and what they make of prices.
// Written from the EIPs and the OP specs, not from core's tables.
#pragma once

#include <cstdint>
#include <optional>

#include <dusk/conformance/model/word.hpp>

namespace dusk::model {

enum Fork : int {
    FRONTIER,
    HOMESTEAD,
    EIP150,
    EIP158,
    BYZANTIUM,
    CONSTANTINOPLE,
    PETERSBURG,
    ISTANBUL,
    BERLIN,
    LONDON,
    PARIS,
    SHANGHAI,
    CANCUN,
    PRAGUE,
    OSAKA,
};

enum Op : int {
    BEDROCK,
    REGOLITH,
    CANYON,
    DELTA,
    ECOTONE,
    FJORD,
    GRANITE,
    HOLOCENE,
    ISTHMUS,
    JOVIAN,
    KARST,
};

struct Rules {
    Fork fork = OSAKA;
    std::optional<Op> op;
    std::uint64_t chain_id = 1;
    std::uint64_t blobs_max = 9;

    bool has_op(Op since) const { return op && *op >= since; }
};

struct Block {
    std::uint64_t number = 0;
    std::uint64_t timestamp = 0;
    std::uint64_t gas_limit = 0;
    Address coinbase;
    Hash32 prev_randao;
    Word base_fee{};
    Word blob_base_fee{};
};

/// The hash of ancestor `number`.
using BlockHash = Hash32 (*)(std::uint64_t number);

/// What an instruction costs before its operands are looked at; none: it does not exist.
std::optional<std::int64_t> base_price(Fork fork, std::uint8_t opcode);

/// How many words an instruction takes and leaves.
struct StackUse {
    unsigned pops = 0;
    unsigned pushes = 0;
};
StackUse stack_use(std::uint8_t opcode);

/// EIP-2929: cold access to an account, or a warm one; what BALANCE, EXTCODE* and *CALL pay.
std::int64_t account_price(Fork fork, std::uint8_t opcode, bool was_warm);

/// SSTORE's price and what it adds to the refund.
struct StorePrice {
    std::int64_t gas = 0;
    std::int64_t refund = 0;
};
StorePrice store_price(Fork fork, const Word& original, const Word& current, const Word& next);

std::int64_t memory_price(std::uint64_t size);

}  // namespace dusk::model
