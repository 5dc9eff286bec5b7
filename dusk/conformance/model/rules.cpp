#include <dusk/conformance/model/rules.hpp>

namespace dusk::model {
namespace {

struct Row {
    std::uint8_t opcode;
    Fork since;
    unsigned pops;
    unsigned pushes;
    std::int64_t price;
};

/// Yellow paper appendices G and H.2 and the EIPs; prices that access lists (EIP-2929) or EIP-150
/// decide are 0 here: see account_price.
constexpr Row ROWS[] = {
    {0x00, FRONTIER, 0, 0, 0},       {0x01, FRONTIER, 2, 1, 3},
    {0x02, FRONTIER, 2, 1, 5},       {0x03, FRONTIER, 2, 1, 3},
    {0x04, FRONTIER, 2, 1, 5},       {0x05, FRONTIER, 2, 1, 5},
    {0x06, FRONTIER, 2, 1, 5},       {0x07, FRONTIER, 2, 1, 5},
    {0x08, FRONTIER, 3, 1, 8},       {0x09, FRONTIER, 3, 1, 8},
    {0x0a, FRONTIER, 2, 1, 10},      {0x0b, FRONTIER, 2, 1, 5},
    {0x10, FRONTIER, 2, 1, 3},       {0x11, FRONTIER, 2, 1, 3},
    {0x12, FRONTIER, 2, 1, 3},       {0x13, FRONTIER, 2, 1, 3},
    {0x14, FRONTIER, 2, 1, 3},       {0x15, FRONTIER, 1, 1, 3},
    {0x16, FRONTIER, 2, 1, 3},       {0x17, FRONTIER, 2, 1, 3},
    {0x18, FRONTIER, 2, 1, 3},       {0x19, FRONTIER, 1, 1, 3},
    {0x1a, FRONTIER, 2, 1, 3},       {0x1b, CONSTANTINOPLE, 2, 1, 3},
    {0x1c, CONSTANTINOPLE, 2, 1, 3}, {0x1d, CONSTANTINOPLE, 2, 1, 3},
    {0x1e, OSAKA, 1, 1, 5},          {0x20, FRONTIER, 2, 1, 30},
    {0x30, FRONTIER, 0, 1, 2},       {0x31, FRONTIER, 1, 1, 0},
    {0x32, FRONTIER, 0, 1, 2},       {0x33, FRONTIER, 0, 1, 2},
    {0x34, FRONTIER, 0, 1, 2},       {0x35, FRONTIER, 1, 1, 3},
    {0x36, FRONTIER, 0, 1, 2},       {0x37, FRONTIER, 3, 0, 3},
    {0x38, FRONTIER, 0, 1, 2},       {0x39, FRONTIER, 3, 0, 3},
    {0x3a, FRONTIER, 0, 1, 2},       {0x3b, FRONTIER, 1, 1, 0},
    {0x3c, FRONTIER, 4, 0, 0},       {0x3d, BYZANTIUM, 0, 1, 2},
    {0x3e, BYZANTIUM, 3, 0, 3},      {0x3f, CONSTANTINOPLE, 1, 1, 0},
    {0x40, FRONTIER, 1, 1, 20},      {0x41, FRONTIER, 0, 1, 2},
    {0x42, FRONTIER, 0, 1, 2},       {0x43, FRONTIER, 0, 1, 2},
    {0x44, FRONTIER, 0, 1, 2},       {0x45, FRONTIER, 0, 1, 2},
    {0x46, ISTANBUL, 0, 1, 2},       {0x47, ISTANBUL, 0, 1, 5},
    {0x48, LONDON, 0, 1, 2},         {0x49, CANCUN, 1, 1, 3},
    {0x4a, CANCUN, 0, 1, 2},         {0x50, FRONTIER, 1, 0, 2},
    {0x51, FRONTIER, 1, 1, 3},       {0x52, FRONTIER, 2, 0, 3},
    {0x53, FRONTIER, 2, 0, 3},       {0x54, FRONTIER, 1, 1, 0},
    {0x55, FRONTIER, 2, 0, 0},       {0x56, FRONTIER, 1, 0, 8},
    {0x57, FRONTIER, 2, 0, 10},      {0x58, FRONTIER, 0, 1, 2},
    {0x59, FRONTIER, 0, 1, 2},       {0x5a, FRONTIER, 0, 1, 2},
    {0x5b, FRONTIER, 0, 0, 1},       {0x5c, CANCUN, 1, 1, 100},
    {0x5d, CANCUN, 2, 0, 100},       {0x5e, CANCUN, 3, 0, 3},
    {0x5f, SHANGHAI, 0, 1, 2},       {0xa0, FRONTIER, 2, 0, 375},
    {0xa1, FRONTIER, 3, 0, 750},     {0xa2, FRONTIER, 4, 0, 1125},
    {0xa3, FRONTIER, 5, 0, 1500},    {0xa4, FRONTIER, 6, 0, 1875},
    {0xf0, FRONTIER, 3, 1, 32000},   {0xf1, FRONTIER, 7, 1, 0},
    {0xf2, FRONTIER, 7, 1, 0},       {0xf3, FRONTIER, 2, 0, 0},
    {0xf4, HOMESTEAD, 6, 1, 0},      {0xf5, CONSTANTINOPLE, 4, 1, 32000},
    {0xfa, BYZANTIUM, 6, 1, 0},      {0xfd, BYZANTIUM, 2, 0, 0},
    {0xff, FRONTIER, 1, 0, 0},
};

const Row* row_of(std::uint8_t opcode) {
    for (const auto& row : ROWS)
        if (row.opcode == opcode) return &row;
    return nullptr;
}

bool is_push(std::uint8_t opcode) { return opcode >= 0x60 && opcode <= 0x7f; }
bool is_dup(std::uint8_t opcode) { return opcode >= 0x80 && opcode <= 0x8f; }
bool is_swap(std::uint8_t opcode) { return opcode >= 0x90 && opcode <= 0x9f; }

std::int64_t old_account_price(Fork fork, std::uint8_t opcode) {
    const bool is_repriced = fork >= EIP150;
    switch (opcode) {
        case 0x31:
            return fork >= ISTANBUL ? 700 : is_repriced ? 400 : 20;
        case 0x3b:
        case 0x3c:
            return is_repriced ? 700 : 20;
        case 0x3f:
            return fork >= ISTANBUL ? 700 : 400;
        default:
            return is_repriced ? 700 : 40;  // the calls
    }
}

/// EIP-1283 and its successors: `noop` is the price of a load.
StorePrice net_price(const Word& original, const Word& current, const Word& next, std::int64_t noop,
                     std::int64_t reset, std::int64_t clear_refund) {
    StorePrice out{noop, 0};
    if (current == next) return out;
    if (original == current) {
        out.gas = is_zero(original) ? 20000 : reset;
        if (!is_zero(original) && is_zero(next)) out.refund = clear_refund;
        return out;
    }
    if (!is_zero(original)) {
        if (is_zero(current)) out.refund -= clear_refund;
        if (is_zero(next)) out.refund += clear_refund;
    }
    if (original == next) out.refund += (is_zero(original) ? 20000 : reset) - noop;
    return out;
}

}  // namespace

std::optional<std::int64_t> base_price(Fork fork, std::uint8_t opcode) {
    if (is_push(opcode) || is_dup(opcode) || is_swap(opcode)) return 3;
    const auto* row = row_of(opcode);
    if (row == nullptr || fork < row->since) return std::nullopt;
    return row->price;
}

StackUse stack_use(std::uint8_t opcode) {
    if (is_push(opcode)) return {0, 1};
    if (is_dup(opcode)) return {opcode - 0x7fu, opcode - 0x7fu + 1};
    if (is_swap(opcode)) return {opcode - 0x8fu + 1, opcode - 0x8fu + 1};
    const auto* row = row_of(opcode);
    return row == nullptr ? StackUse{} : StackUse{row->pops, row->pushes};
}

std::int64_t account_price(Fork fork, std::uint8_t opcode, bool was_warm) {
    if (fork < BERLIN) return old_account_price(fork, opcode);
    return was_warm ? 100 : 2600;
}

StorePrice store_price(Fork fork, const Word& original, const Word& current, const Word& next) {
    if (fork >= LONDON) return net_price(original, current, next, 100, 2900, 4800);
    if (fork == BERLIN) return net_price(original, current, next, 100, 2900, 15000);
    if (fork == ISTANBUL) return net_price(original, current, next, 800, 5000, 15000);
    if (fork == CONSTANTINOPLE) return net_price(original, current, next, 200, 5000, 15000);
    return {is_zero(current) && !is_zero(next) ? 20000 : 5000,
            !is_zero(current) && is_zero(next) ? 15000 : 0};
}

std::int64_t memory_price(std::uint64_t size) {
    const auto words = static_cast<std::int64_t>((size + 31) / 32);
    return 3 * words + words * words / 512;
}

}  // namespace dusk::model
