// Parameters as tools send them to development nodes: numbers as JSON numbers, hex or decimal text.
#pragma once

#include <dusk/platform/rpc/params.hpp>

namespace dusk::dev {

rpc::params::Parsed<u256> lenient_number(const rpc::params::array& arguments, std::size_t index);
rpc::params::Parsed<std::uint64_t> lenient_number64(const rpc::params::array& arguments,
                                                    std::size_t index);
/// The same where it may be absent.
rpc::params::Parsed<std::uint64_t> lenient_number64_or(const rpc::params::array& arguments,
                                                       std::size_t index, std::uint64_t otherwise);
rpc::params::ParsedValue<u256> to_lenient_number(const rpc::params::value& in);
/// Hex of at most 32 bytes, leading zeros left out or not.
rpc::params::Parsed<u256> lenient_word(const rpc::params::array& arguments, std::size_t index);

}  // namespace dusk::dev
