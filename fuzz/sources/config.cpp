// Files of configuration: rollup.json, genesis.json, and the genesis file of DuskDS. What is
// accepted survives being written and read again.
#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <fuzz/sources/sources.hpp>

#include <dusk/core/base/check.hpp>
#include <dusk/node/genesis/genesis_file.hpp>
#include <dusk/node/genesis/rollup_file.hpp>
#include <dusk/settlement/node/genesis.hpp>

using namespace dusk;

void dusk::fuzz::rollup_config(BytesView input) {
    const auto config = genesis::parse_rollup_config(as_text(input), "input");
    if (!config) return;
    const auto text = boost::json::serialize(genesis::rollup_config_json(*config));
    const auto again = genesis::parse_rollup_config(text, "again");
    DUSK_CHECK(again.has_value());
    DUSK_CHECK(boost::json::serialize(genesis::rollup_config_json(*again)) == text);
}

void dusk::fuzz::genesis(BytesView input) {
    const auto genesis = genesis::parse_genesis(as_text(input), "input");
    if (!genesis) return;
    const auto text = genesis::format_genesis(*genesis);
    const auto again = genesis::parse_genesis(text, "again");
    DUSK_CHECK(again.has_value());
    DUSK_CHECK(genesis::format_genesis(*again) == text);
}

void dusk::fuzz::dusk_genesis(BytesView input) {
    boost::system::error_code error;
    const auto value = boost::json::parse(as_text(input), error);
    if (error) return;
    const auto config = settlement::parse_genesis(value, "input");
    if (!config) return;
    const auto written = settlement::genesis_to_json(*config);
    const auto again = settlement::parse_genesis(written, "again");
    DUSK_CHECK(again.has_value());
    DUSK_CHECK(settlement::genesis_to_json(*again) == written);
}
