#pragma once
#include <string_view>

namespace coexist::web {

/// A file of the built staff app, as it lies in this library. Views live as long as the library.
struct Asset {
    std::string_view name;  ///< below /app/, e.g. "assets/inbox-3f9c1a2b.js"
    std::string_view content_type;
    std::string_view etag;  ///< of its bytes, with the quotes
    bool hashed;            ///< its name tells its content: it may be kept for ever
    std::string_view plain;
    std::string_view gzip;
};

/// The file of that name; null if the app has none. Defined by what web/tools/embed.mjs writes at build time.
const Asset* find_asset(std::string_view name);

}  // namespace coexist::web
