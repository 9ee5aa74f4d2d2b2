#include "outbox/send_rate.hpp"

#include "store/account_news.hpp"

namespace coexist {

int send_rate(Session& session, const Settings& settings, const AccountRow& account) {
    constexpr int dedicated = 80;
    constexpr int upgraded = 1000;
    if (account.provider == Provider::coex) return settings_for(settings, account.tenant).send_share_mps;
    const NoticeSubject quality{NoticeKind::quality, {}};
    const AccountNotices told = account_notice(session, account.id, quality);
    const auto newest = told.newest.find(quality);
    return newest != told.newest.end() && newest->second.word == "THROUGHPUT_UPGRADE" ? upgraded : dedicated;
}

}  // namespace coexist
