// What the execution node reads from its disk.
#pragma once

#include <fuzz/subjects.hpp>

namespace dusk::fuzz {

void account_row(BytesView input);
void diff_row(BytesView input);
void body_row(BytesView input);
void receipts_row(BytesView input);
void journal_rows(BytesView input);
void dump_manifest(BytesView input);
void dump_records(BytesView input);

}  // namespace dusk::fuzz
