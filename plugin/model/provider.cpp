#include "model/provider.hpp"

namespace coexist {

std::string_view name_of(Provider provider) {
    switch (provider) {
        case Provider::coex:
            return "coex";
        case Provider::meta:
            return "meta";
        case Provider::meow:
            return "meow";
    }
    return "";
}

std::optional<Provider> provider_named(std::string_view name) {
    for (const Provider provider : {Provider::coex, Provider::meta, Provider::meow}) {
        if (name == name_of(provider)) return provider;
    }
    return std::nullopt;
}

}  // namespace coexist
