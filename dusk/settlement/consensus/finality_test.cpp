// Rolling finality (spec/duskds-consensus.md section 9).
#include <gtest/gtest.h>

#include <dusk/settlement/consensus/finality.hpp>

namespace dusk::settlement {
namespace {

/// A chain on a final genesis block, grown block by block.
class LabelChain {
public:
    FinalityUpdate grow(std::uint8_t missing) {
        std::size_t base = labels_.size() - 1;
        while (labels_[base].label.kind != Finality::final) --base;
        const auto height = labels_.size();
        auto update = roll_finality(std::span(labels_).subspan(base), height, missing);
        for (const auto& changed : update.changed) labels_[changed.height].label = changed.label;
        labels_.push_back({height, update.label});
        missing_.push_back(missing);
        history_.push_back(labels_);
        return update;
    }
    FinalityLabel operator[](std::size_t height) const { return labels_[height].label; }
    const std::vector<std::uint8_t>& missing() const { return missing_; }
    const std::vector<std::vector<LabelledBlock>>& history() const { return history_; }

private:
    std::vector<LabelledBlock> labels_{{0, {Finality::final, 0}}};
    std::vector<std::uint8_t> missing_;
    std::vector<std::vector<LabelledBlock>> history_;
};

TEST(Finality, a_block_without_failures_is_final_after_one_more) {
    LabelChain chain;
    chain.grow(0);
    EXPECT_EQ(chain[1], (FinalityLabel{Finality::attested, 1}));
    const auto update = chain.grow(0);
    EXPECT_EQ(chain[1], (FinalityLabel{Finality::final, 1}));
    EXPECT_EQ(update.changed.size(), 1u);
}

TEST(Finality, missing_attestations_need_twice_as_many_stable_successors) {
    LabelChain chain;
    chain.grow(2);
    EXPECT_EQ(chain[1], (FinalityLabel{Finality::accepted, 4}));
    for (int i = 0; i < 3; ++i) chain.grow(0);
    EXPECT_EQ(chain[1].kind, Finality::accepted);
    EXPECT_EQ(chain[2].kind, Finality::confirmed);
    chain.grow(0);
    EXPECT_EQ(chain[1], (FinalityLabel{Finality::final, 4}));
    EXPECT_EQ(chain[4], (FinalityLabel{Finality::final, 1}));
    EXPECT_EQ(chain[5].kind, Finality::attested);
}

TEST(Finality, a_block_with_missing_attestations_confirms_nothing) {
    LabelChain chain;
    chain.grow(0);
    EXPECT_TRUE(chain.grow(1).changed.empty());
    EXPECT_EQ(chain[1].kind, Finality::attested);
    chain.grow(0);
    // Block 2 needs two stable successors and has one: the walk back stops there.
    EXPECT_EQ(chain[1].kind, Finality::attested);
    chain.grow(0);
    EXPECT_EQ(chain[2], (FinalityLabel{Finality::final, 2}));
    EXPECT_EQ(chain[1], (FinalityLabel{Finality::final, 3}));
}

TEST(Finality, labels_can_be_replayed_from_any_final_block) {
    std::uint64_t random = 12345;
    LabelChain chain;
    for (int i = 0; i < 300; ++i) {
        random = random * 6364136223846793005u + 1442695040888963407u;
        const auto draw = (random >> 33) % 10;
        chain.grow(static_cast<std::uint8_t>(draw > 6 ? draw - 6 : 0));
    }
    for (std::size_t tip = 1; tip <= chain.history().size(); ++tip) {
        const auto& then = chain.history()[tip - 1];
        const auto& now = chain.history().back();
        auto base = tip;
        while (now[base].label.kind != Finality::final || base + now[base].label.count > tip)
            --base;
        const std::vector<std::uint8_t> missing(
            chain.missing().begin() + static_cast<std::ptrdiff_t>(base),
            chain.missing().begin() + static_cast<std::ptrdiff_t>(tip));
        const auto replayed = replay_finality(base, base + now[base].label.count, missing);
        for (std::size_t i = 0; i < replayed.size(); ++i)
            ASSERT_EQ(replayed[i], then[base + 1 + i])
                << "tip " << tip << " height " << base + 1 + i;
    }
}

}  // namespace
}  // namespace dusk::settlement
