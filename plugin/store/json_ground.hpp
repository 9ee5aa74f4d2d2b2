#pragma once
#include <boost/json.hpp>

namespace coexist {

/// Where the JSON of one row is built and read: on the stack, unless the row is large. Values that stand on it must not
/// outlive it.
struct JsonGround {
    unsigned char first[4096];
    boost::json::monotonic_resource memory{first, sizeof first};
    boost::json::storage_ptr at{&memory};
};

}  // namespace coexist
