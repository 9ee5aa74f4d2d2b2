#include "outbox/send_rate.hpp"

#include "store/throughput.hpp"

namespace coexist {

SendRate send_rate(Session& session, const Settings& settings, const AccountRow& account) {
    if (account.provider == Provider::coex) {
        const auto& here = settings_for(settings, account.tenant);
        return {here.send_share_mps, here.throughput_mps};
    }
    const int rate = dedicated_pace(throughput_of(session, account.id));
    return {rate, rate};
}

}  // namespace coexist
