#pragma once
#include <string>
#include <vector>

#include "ingest/fold_bench.hpp"
#include "scene_text.hpp"

namespace scenes {

/// One delivery of a scene: the entry of its webhook, or the platform's answer to our own send.
struct Row {
    std::int64_t received_at = 0;  ///< Unix seconds
    std::string entry;
    bool history = false;
    bool answer = false;
    std::string decided = {};  ///< what a person decides: "join A B" or "separate A B"
};

using Scene = std::vector<Row>;

/// The scene of a seed: 4 to 14 deliveries that touch each other, the answer among them.
Scene scene_of(unsigned seed);

/// Several rows that came in one second as one webhook, as the platform batches them.
rooms::Arrived webhook_of(const std::vector<Row>& rows);

/// As text, one row a line: what a failed scene is reported as.
std::string text_of(const Scene& scene);

}  // namespace scenes
