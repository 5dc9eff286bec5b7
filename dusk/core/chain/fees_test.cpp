// EIP-1559, 4844; OP specs, holocene and jovian/exec-engine.md, fjord/exec-engine.md (FastLZ
// estimator).
#include <gtest/gtest.h>

#include <dusk/core/chain/fees.hpp>
#include <dusk/core/chain/op_fees.hpp>
#include <dusk/core/crypto/hash.hpp>

namespace dusk {
namespace {

constexpr std::uint64_t NOW = 100;

ChainConfig op(OpFork fork) { return make_op_config(31744, OpForkSchedule::all_through(fork)); }

Header parent(std::uint64_t gas_used, Bytes extra_data) {
    Header header;
    header.timestamp = NOW;
    header.gas_limit = 60'000'000;
    header.gas_used = gas_used;
    header.base_fee_per_gas = u256{1'000'000};
    header.blob_gas_used = 0;
    header.extra_data = std::move(extra_data);
    return header;
}

u256 next(OpFork fork, const Header& header) { return next_base_fee(op(fork), header, NOW + 2); }

TEST(base_fee, moves_by_the_constants_before_holocene) {
    // Target 10M of 60M; at double the target it rises by 1/50 (1/250 from Canyon on).
    EXPECT_EQ(next(OpFork::bedrock, parent(20'000'000, {})), u256{1'020'000});
    EXPECT_EQ(next(OpFork::canyon, parent(20'000'000, {})), u256{1'004'000});
    EXPECT_EQ(next(OpFork::canyon, parent(10'000'000, {})), u256{1'000'000});
    EXPECT_EQ(next(OpFork::canyon, parent(0, {})), u256{996'000});
}

TEST(base_fee, reads_the_parents_extra_data_from_holocene_on) {
    const auto extra = encode_op_extra_data({100, 2, {}});
    EXPECT_EQ(next(OpFork::holocene, parent(60'000'000, extra)), u256{1'010'000});
    EXPECT_EQ(next(OpFork::holocene, parent(0, extra)), u256{990'000});
}

TEST(base_fee, falls_back_to_the_constants_where_parameters_are_zero) {
    for (const auto& extra : {OpExtraData{0, 0, 0}, OpExtraData{250, 0, 0}, OpExtraData{0, 6, 0}})
        EXPECT_EQ(next(OpFork::jovian, parent(20'000'000, encode_op_extra_data(extra))),
                  u256{1'004'000});
    EXPECT_EQ(next(OpFork::jovian, parent(20'000'000, Bytes{1, 2})), u256{1'004'000});
}

TEST(base_fee, survives_an_elasticity_above_the_gas_limit) {
    auto header = parent(10, encode_op_extra_data({250, 0xffffffff, {}}));
    header.gas_limit = 30;
    EXPECT_EQ(next(OpFork::holocene, header), u256{1'000'000});
}

TEST(base_fee, is_no_less_than_jovians_minimum) {
    const auto extra = encode_op_extra_data({250, 6, 2'000'000});
    EXPECT_EQ(next(OpFork::jovian, parent(0, extra)), u256{2'000'000});
    EXPECT_EQ(next(OpFork::jovian, parent(10'000'000, extra)), u256{2'000'000});
}

TEST(base_fee, meters_the_da_footprint_from_jovian_on) {
    auto header = parent(0, encode_op_extra_data({250, 6, 0}));
    header.blob_gas_used = 20'000'000;
    EXPECT_EQ(next(OpFork::jovian, header), u256{1'004'000});
}

TEST(extra_data, has_the_form_of_its_fork) {
    EXPECT_EQ(op_extra_data_for(op(OpFork::granite), NOW, 1, 2, 3), Bytes{});
    EXPECT_EQ(op_extra_data_for(op(OpFork::holocene), NOW, 0, 0, 3),
              (Bytes{0, 0, 0, 0, 250, 0, 0, 0, 6}));
    EXPECT_EQ(op_extra_data_for(op(OpFork::jovian), NOW, 1, 2, 3),
              (Bytes{1, 0, 0, 0, 1, 0, 0, 0, 2, 0, 0, 0, 0, 0, 0, 0, 3}));
    for (const Bytes& bad : {Bytes{}, Bytes(9, 1), Bytes(17, 0), Bytes(10, 0), Bytes(18, 1)})
        EXPECT_FALSE(decode_op_extra_data(bad));
}

TEST(blob_fee, follows_the_exponential) {
    EXPECT_EQ(blob_base_fee(CANCUN_BLOBS, 0), u256{1});
    EXPECT_EQ(blob_base_fee(CANCUN_BLOBS, 10 * 1024 * 1024), u256{23});
    EXPECT_EQ(blob_base_fee(CANCUN_BLOBS, ~0ull), u256::max());
}

TEST(fastlz, has_known_sizes) {
    EXPECT_EQ(fastlz_size({}), 0u);
    EXPECT_EQ(fastlz_size(Bytes(1, 1)), 2u);
    EXPECT_EQ(fastlz_size(Bytes(1000, 0)), 21u);
    EXPECT_EQ(fastlz_size(Bytes(1000, 1)), 21u);
}

/// FastLZ as its reference has it, with pointers as indices: the model for the estimator.
std::uint64_t model_fastlz_size(BytesView in) {
    std::uint32_t size = 0;
    std::vector<std::uint32_t> table(8192);
    const auto word = [&](std::uint32_t i) {
        return static_cast<std::uint32_t>(in[i] | in[i + 1] << 8 | in[i + 2] << 16);
    };
    const auto hash = [](std::uint32_t v) { return (2654435769u * v >> 19) & 0x1fff; };
    const auto literals = [&](std::uint32_t run) {
        for (; run >= 32; run -= 32) size += 33;
        if (run > 0) size += run + 1;
    };
    const auto length = static_cast<std::uint32_t>(in.size());
    const std::uint32_t limit = length < 13 ? 0 : length - 13;
    std::uint32_t anchor = 0;
    std::uint32_t ip = 2;
    while (ip < limit) {
        std::uint32_t ref = 0;
        std::uint32_t sequence = 0;
        std::uint32_t compared = 0;
        do {
            sequence = word(ip);
            ref = table[hash(sequence)];
            table[hash(sequence)] = ip;
            compared = ip - ref < 8192 ? word(ref) : 0x1000000;
            if (ip >= limit) break;
            ++ip;
        } while (sequence != compared);
        if (ip >= limit) break;
        --ip;
        literals(ip - anchor);
        std::uint32_t p = ref + 3;
        std::uint32_t q = ip + 3;
        const auto start = p;
        while (q < length - 4)
            if (in[p++] != in[q++]) break;
        auto match = p - start;
        ip += match;
        for (--match; match >= 262; match -= 262) size += 3;
        size += match < 6 ? 2 : 3;
        table[hash(word(ip))] = ip;
        ++ip;
        table[hash(word(ip))] = ip;
        ++ip;
        anchor = ip;
    }
    literals(length - anchor);
    return size;
}

TEST(fastlz, agrees_with_the_model) {
    for (std::uint64_t seed = 0; seed < 400; ++seed) {
        Bytes data;
        auto state = keccak256(to_hash32(u256{seed}));
        const std::size_t size = load_le<std::uint16_t>(state) % 3'000;
        while (data.size() < size) {
            state = keccak256(state);
            // Runs, copies of what came before, and noise.
            const std::size_t count = 1 + state[1] % 70;
            for (std::size_t i = 0; i < count; ++i) {
                if (state[0] % 3 == 0) {
                    data.push_back(state[2]);
                } else if (state[0] % 3 == 1 && data.size() > 200) {
                    data.push_back(data[data.size() - 1 - state[3] % 200]);
                } else {
                    data.push_back(state[3 + i % 29]);
                }
            }
        }
        ASSERT_EQ(fastlz_size(data), model_fastlz_size(data)) << seed;
    }
}

const L1FeeParams PARAMS{.base_fee = u256{1'000'000'000},
                         .blob_base_fee = u256{10'000'000},
                         .overhead = u256{50},
                         .scalar = u256{7'000'000},
                         .base_fee_scalar = 2,
                         .blob_base_fee_scalar = 3,
                         .operator_fee_scalar = 1'439'103'868,
                         .operator_fee_constant = 1'256'417'826'609'331'460,
                         .da_footprint_scalar = 400};

TEST(l1_data_fee, follows_the_formula_of_each_fork) {
    const Bytes txn{0, 1, 0, 1};  // 2 zeroes, 2 ones: 40 gas
    EXPECT_EQ(l1_data_fee(OpFork::bedrock, PARAMS, txn), u256{(40 + 68 * 16 + 50) * 7'000'000'000});
    EXPECT_EQ(l1_data_fee(OpFork::regolith, PARAMS, txn), u256{(40 + 50) * 7'000'000'000});
    // 40 * (16 * 1e9 * 2 + 1e7 * 3) / 16e6
    EXPECT_EQ(l1_data_fee(OpFork::ecotone, PARAMS, txn), u256{80'075});
    // The least size is 100 bytes: 1e8 * 32'030'000'000 / 1e12
    EXPECT_EQ(l1_data_fee(OpFork::fjord, PARAMS, txn), u256{3'203'000});
    EXPECT_EQ(l1_data_gas(OpFork::fjord, PARAMS, txn), u256{1'600});
}

TEST(l1_data_fee, is_bedrocks_in_the_first_block_of_ecotone) {
    auto params = PARAMS;
    params.blob_base_fee = {};
    params.base_fee_scalar = params.blob_base_fee_scalar = 0;
    const Bytes txn{1};
    for (const auto fork : {OpFork::ecotone, OpFork::fjord})
        EXPECT_EQ(l1_data_fee(fork, params, txn), u256{66 * 7'000'000'000});
}

TEST(operator_fee, follows_the_formula_of_each_fork) {
    EXPECT_EQ(operator_fee(OpFork::holocene, PARAMS, 1'618), u256{});
    EXPECT_EQ(operator_fee(OpFork::isthmus, PARAMS, 1'618), u256{1'256'417'826'611'659'930});
    EXPECT_EQ(operator_fee(OpFork::jovian, PARAMS, 1'618), u256{1'256'650'673'615'173'860});
}

TEST(da_footprint, scales_the_estimated_size) {
    EXPECT_EQ(da_footprint(OpFork::isthmus, PARAMS, Bytes(10, 1)), 0u);
    EXPECT_EQ(da_footprint(OpFork::jovian, PARAMS, Bytes(10, 1)), 40'000u);
}

}  // namespace
}  // namespace dusk
