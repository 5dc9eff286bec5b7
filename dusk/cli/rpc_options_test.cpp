#include <algorithm>

#include <gtest/gtest.h>

#include <dusk/cli/rpc_options.hpp>

namespace dusk::cli {
namespace {

std::string sequencer_of(std::vector<std::string> arguments) {
    CLI::App app;
    eth::RpcOptions options;
    add_sequencer_flags(app, options, app.add_flag("--dev"));
    std::ranges::reverse(arguments);
    app.parse(std::move(arguments));
    return options.sequencer_url;
}

TEST(rpc_options, the_sequencer_is_an_http_url) {
    for (const auto* url : {"http://127.0.0.1:8545", "https://rpc.example/key", ""})
        EXPECT_EQ(sequencer_of({"--rollup.sequencerhttp", url}), url);
    for (const auto* url : {"ws://127.0.0.1:8546", "ftp://x", "127.0.0.1:8545", "http://", "x"})
        EXPECT_THROW(sequencer_of({"--rollup.sequencerhttp", url}), CLI::ValidationError) << url;
}

TEST(rpc_options, a_developers_chain_has_no_sequencer) {
    EXPECT_THROW(sequencer_of({"--dev", "--rollup.sequencerhttp", "http://x"}), CLI::ExcludesError);
}

}  // namespace
}  // namespace dusk::cli
