#include <fuzz/http/http.hpp>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace dusk::fuzz;
    static constexpr Subject SUBJECTS[] = {
        request,           jwt, envelope, url, http_connection, websocket_connection, http_answer,
        websocket_messages};
    run_subject(SUBJECTS, {data, size});
    return 0;
}
