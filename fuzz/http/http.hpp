// What strangers send to servers and clients, and how their addresses are written.
#pragma once

#include <fuzz/subjects.hpp>

namespace dusk::fuzz {

void request(BytesView input);
void jwt(BytesView input);
void envelope(BytesView input);
void url(BytesView input);
void http_connection(BytesView input);
void websocket_connection(BytesView input);
void http_answer(BytesView input);
void websocket_messages(BytesView input);

}  // namespace dusk::fuzz
