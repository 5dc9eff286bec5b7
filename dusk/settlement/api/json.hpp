// Blocks, transactions and labels as DuskDS writes them in JSON (spec/duskds-http.md section 2).
#pragma once

#include <boost/json/object.hpp>

#include <dusk/settlement/ledger/block_record.hpp>

namespace dusk::settlement::api {

boost::json::object header_json(const Header& header);
/// {header, transactions: [ids]}.
boost::json::object block_json(const BlockRecord& record);
boost::json::object tx_json(const Tx& tx);
/// {"Final": 1}.
boost::json::object label_json(const FinalityLabel& label);
/// {inner, block_height, gas_spent, err}.
boost::json::object executed_json(const Tx& tx, const TxOutcome& outcome, std::uint64_t height);
std::string to_base64(BytesView bytes);

}  // namespace dusk::settlement::api
