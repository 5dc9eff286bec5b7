#include <algorithm>
#include <limits>

#include <dusk/core/base/endian.hpp>
#include <dusk/core/chain/op_fees.hpp>

namespace dusk {
namespace {

// Slots of L1Block (its Solidity layout; slot 3 and 8 are packed).
constexpr std::uint64_t BASE_FEE_SLOT = 1;
constexpr std::uint64_t SCALARS_SLOT = 3;
constexpr std::uint64_t OVERHEAD_SLOT = 5;
constexpr std::uint64_t SCALAR_SLOT = 6;
constexpr std::uint64_t BLOB_BASE_FEE_SLOT = 7;
constexpr std::uint64_t OPERATOR_FEE_SLOT = 8;

// Fjord's regression, in millionths of a byte.
constexpr std::int64_t INTERCEPT = -42'585'600;
constexpr std::int64_t FASTLZ_COEFFICIENT = 836'500;
constexpr std::int64_t SIZE_MIN_SCALED = 100'000'000;
constexpr std::uint64_t MILLION = 1'000'000;

/// The first block of Ecotone still has Bedrock's parameters (OP specs, ecotone/l1-attributes.md).
bool uses_bedrock_formula(OpFork fork, const L1FeeParams& p) {
    return fork < OpFork::ecotone ||
           (p.blob_base_fee.is_zero() && p.base_fee_scalar == 0 && p.blob_base_fee_scalar == 0);
}

/// Reads the slots that `fork` needs and no other: a witness of the block has no more.
template <class ReadSlot>
L1FeeParams read_params(OpFork fork, ReadSlot&& read) {
    L1FeeParams p;
    p.base_fee = read(BASE_FEE_SLOT);
    if (fork >= OpFork::ecotone) {
        const auto scalars = to_hash32(read(SCALARS_SLOT));
        p.base_fee_scalar = load_be<std::uint32_t>(scalars.view().subspan(16));
        p.blob_base_fee_scalar = load_be<std::uint32_t>(scalars.view().subspan(20));
        p.blob_base_fee = read(BLOB_BASE_FEE_SLOT);
    }
    if (uses_bedrock_formula(fork, p)) {
        p.overhead = read(OVERHEAD_SLOT);
        p.scalar = read(SCALAR_SLOT);
    }
    if (fork >= OpFork::isthmus) {
        const auto packed = to_hash32(read(OPERATOR_FEE_SLOT));
        p.da_footprint_scalar = load_be<std::uint16_t>(packed.view().subspan(18));
        p.operator_fee_scalar = load_be<std::uint32_t>(packed.view().subspan(20));
        p.operator_fee_constant = load_be<std::uint64_t>(packed.view().subspan(24));
    }
    return p;
}

/// Counts the bytes that FastLZ level 1 would write. The matches it takes, and with them the fee,
/// are fixed by the spec, so the table and every limit here are part of consensus. `Position` holds
/// any offset into the data: clearing the table is most of the work for a short transaction.
template <class Position>
class FastlzCounter {
public:
    explicit FastlzCounter(BytesView data) : data_(data) {}

    std::uint64_t count() {
        // The last 13 bytes are always literals.
        if (data_.size() > TAIL + 2) compress(data_.size() - TAIL);
        add_literals(data_.size() - anchor_);
        return size_;
    }

private:
    static constexpr std::size_t TAIL = 13;
    static constexpr std::size_t TABLE_SIZE = 8192;
    static constexpr std::size_t DISTANCE_MAX = 8191;
    static constexpr std::size_t LITERALS_MAX = 32;
    static constexpr std::size_t MATCH_MAX = 262;

    std::uint32_t triple(std::size_t at) const {
        return static_cast<std::uint32_t>(data_[at] | data_[at + 1] << 8 | data_[at + 2] << 16);
    }
    static std::size_t bucket(std::uint32_t value) { return (value * 2654435769u) >> 19; }

    void remember(std::size_t at) { table_[bucket(triple(at))] = static_cast<Position>(at); }

    void add_literals(std::size_t count) {
        size_ += count / LITERALS_MAX * (LITERALS_MAX + 1);
        if (const auto rest = count % LITERALS_MAX; rest != 0) size_ += rest + 1;
    }
    void add_match(std::size_t length) {
        size_ += length / MATCH_MAX * 3;
        size_ += length % MATCH_MAX >= 6 ? 3 : 2;
    }

    /// Bytes equal at `a` and `b` before `end`, at least none; the first unequal one ends it.
    std::size_t equal_run(std::size_t a, std::size_t b, std::size_t end) const {
        std::size_t n = 0;
        while (b + n < end && data_[a + n] == data_[b + n]) ++n;
        return n;
    }

    void compress(std::size_t limit) {
        for (std::size_t at = 2; at < limit;) {
            // The next position whose three bytes stand in reach before it.
            std::size_t match = 0;
            for (;; ++at) {
                const auto value = triple(at);
                auto& entry = table_[bucket(value)];
                match = entry;
                entry = static_cast<Position>(at);
                if (at >= limit) return;
                if (at - match <= DISTANCE_MAX && triple(match) == value) break;
            }
            if (at + 1 >= limit) return;
            if (at > anchor_) add_literals(at - anchor_);
            const auto end = limit + 9;
            const auto run = equal_run(match + 3, at + 3, end);
            // FastLZ counts the byte that ended the run, and takes one off the length it writes.
            const auto counted = at + 3 + run < end ? run + 1 : run;
            add_match(counted - 1);
            at += counted;
            remember(at);
            remember(at + 1);
            at += 2;
            anchor_ = at;
        }
    }

    BytesView data_;
    std::size_t anchor_ = 0;
    std::uint64_t size_ = 0;
    std::array<Position, TABLE_SIZE> table_{};
};

/// zeroes * 4 + ones * 16, with the surcharge of before Regolith.
std::uint64_t calldata_gas(OpFork fork, BytesView encoded) {
    const auto zeroes = static_cast<std::uint64_t>(std::ranges::count(encoded, std::uint8_t{0}));
    auto ones = encoded.size() - zeroes;
    if (fork < OpFork::regolith) ones += 68;
    return zeroes * 4 + ones * 16;
}

u256 fee_per_byte_scaled(const L1FeeParams& p) {
    return u256{16} * p.base_fee * u256{p.base_fee_scalar} +
           p.blob_base_fee * u256{p.blob_base_fee_scalar};
}

}  // namespace

L1FeeParams read_l1_fee_params(OpFork fork, State& state) {
    return read_params(fork,
                       [&](std::uint64_t slot) { return state.storage(OP_L1_BLOCK, u256{slot}); });
}

L1FeeParams read_l1_fee_params(OpFork fork, const StateView& state) {
    return read_params(fork,
                       [&](std::uint64_t slot) { return state.storage(OP_L1_BLOCK, u256{slot}); });
}

std::uint64_t fastlz_size(BytesView data) {
    if (data.size() <= std::numeric_limits<std::uint16_t>::max())
        return FastlzCounter<std::uint16_t>{data}.count();
    DUSK_CHECK(data.size() < std::numeric_limits<std::uint32_t>::max());
    return FastlzCounter<std::uint32_t>{data}.count();
}

std::uint64_t estimated_da_size_scaled(BytesView encoded_txn) {
    const auto size = static_cast<std::int64_t>(fastlz_size(encoded_txn));
    return static_cast<std::uint64_t>(
        std::max(SIZE_MIN_SCALED, INTERCEPT + FASTLZ_COEFFICIENT * size));
}

std::uint64_t estimated_da_size(BytesView encoded_txn) {
    return estimated_da_size_scaled(encoded_txn) / MILLION;
}

u256 l1_data_gas(OpFork fork, const L1FeeParams& params, BytesView encoded_txn) {
    if (uses_bedrock_formula(fork, params))
        return u256{calldata_gas(fork, encoded_txn)} + params.overhead;
    if (fork < OpFork::fjord) return u256{calldata_gas(fork, encoded_txn)};
    return u256{estimated_da_size_scaled(encoded_txn) * 16 / MILLION};
}

u256 l1_data_fee(OpFork fork, const L1FeeParams& params, BytesView encoded_txn) {
    if (uses_bedrock_formula(fork, params))
        return l1_data_gas(fork, params, encoded_txn) * params.base_fee * params.scalar /
               u256{MILLION};
    if (fork < OpFork::fjord)
        return u256{calldata_gas(fork, encoded_txn)} * fee_per_byte_scaled(params) /
               u256{16 * MILLION};
    return l1_data_fee_by_estimate(params, estimated_da_size_scaled(encoded_txn));
}

bool is_priced_by_estimate(OpFork fork, const L1FeeParams& params) noexcept {
    return fork >= OpFork::fjord && !uses_bedrock_formula(fork, params);
}

u256 l1_data_fee_by_estimate(const L1FeeParams& params, std::uint64_t estimated_size_scaled) {
    return u256{estimated_size_scaled} * fee_per_byte_scaled(params) / u256{MILLION * MILLION};
}

DataCharges data_charges(OpFork fork, const L1FeeParams& params, BytesView encoded_txn) {
    if (!is_priced_by_estimate(fork, params))
        return {l1_data_fee(fork, params, encoded_txn), da_footprint(fork, params, encoded_txn)};
    return data_charges(fork, params, estimated_da_size_scaled(encoded_txn));
}

DataCharges data_charges(OpFork fork, const L1FeeParams& params,
                         std::uint64_t estimated_size_scaled) {
    return {
        l1_data_fee_by_estimate(params, estimated_size_scaled),
        fork < OpFork::jovian ? 0 : estimated_size_scaled / MILLION * params.da_footprint_scalar};
}

u256 operator_fee(OpFork fork, const L1FeeParams& params, std::uint64_t gas) {
    if (fork < OpFork::isthmus) return {};
    const auto scaled = u256{gas} * u256{params.operator_fee_scalar};
    const auto variable = fork < OpFork::jovian ? scaled / u256{MILLION} : scaled * u256{100};
    return variable + u256{params.operator_fee_constant};
}

std::uint64_t da_footprint(OpFork fork, const L1FeeParams& params, BytesView encoded_txn) {
    if (fork < OpFork::jovian) return 0;
    return estimated_da_size(encoded_txn) * params.da_footprint_scalar;
}

}  // namespace dusk
