#include "outbox/send_rate.hpp"

#include "store/account_news.hpp"

namespace coexist {

SendRate send_rate(Session& session, const Settings& settings, const AccountRow& account) {
    constexpr int dedicated = 80;
    constexpr int upgraded = 1000;
    if (account.provider == Provider::coex) {
        const auto& here = settings_for(settings, account.tenant);
        return {here.send_share_mps, here.throughput_mps};
    }
    const NoticeSubject quality{NoticeKind::quality, {}};
    const AccountNotices told = account_notice(session, account.id, quality);
    const auto newest = told.newest.find(quality);
    const bool faster = newest != told.newest.end() && newest->second.word == "THROUGHPUT_UPGRADE";
    const int rate = faster ? upgraded : dedicated;
    return {rate, rate};
}

}  // namespace coexist
