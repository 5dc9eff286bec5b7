// A RUES path that parses has a component and a topic, and no entity that is empty.
#include <dusk/core/base/check.hpp>
#include <dusk/settlement/api/rues.hpp>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const auto path = dusk::settlement::api::parse_rues_path(dusk::as_text({data, size}));
    if (!path) return 0;
    DUSK_CHECK(!path->component.empty());
    DUSK_CHECK(!path->topic.empty());
    DUSK_CHECK(!path->entity || !path->entity->empty());
    return 0;
}
