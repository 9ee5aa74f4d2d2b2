#include "model/problem.hpp"

namespace coexist {

int http_status(Refusal refusal) {
    switch (refusal) {
        case Refusal::invalid:
            return 400;
        case Refusal::unsupported:
        case Refusal::version:
            return 501;
        case Refusal::not_found:
            return 404;
        case Refusal::conflict:
            return 409;
        case Refusal::denied:
            return 403;
        case Refusal::auth:
            return 401;
        case Refusal::rate_limited:
        case Refusal::limit:
            return 429;
        case Refusal::unavailable:
        case Refusal::forked:
            return 503;
        case Refusal::timeout:
            return 504;
        case Refusal::config:
            return 422;
        case Refusal::too_large:
            return 413;
        case Refusal::internal:
            return 500;
    }
    return 500;
}

}  // namespace coexist
