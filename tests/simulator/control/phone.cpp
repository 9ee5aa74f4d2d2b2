#include "phone/phone.hpp"
#include "control/control.hpp"

#include <array>

namespace sim::control {
namespace {

struct Scene {
    std::string_view path;
    json::object (*play)(Simulator&, const json::object&);
};

constexpr std::array scenes{Scene{"/_sim/guest/write", phone::guest_writes},
                            Scene{"/_sim/guest/edit", phone::guest_edits},
                            Scene{"/_sim/guest/revoke", phone::guest_revokes},
                            Scene{"/_sim/guest/react", phone::guest_reacts},
                            Scene{"/_sim/guest/read", phone::guest_reads},
                            Scene{"/_sim/owner/write", phone::owner_writes},
                            Scene{"/_sim/owner/edit", phone::owner_edits},
                            Scene{"/_sim/owner/revoke", phone::owner_revokes},
                            Scene{"/_sim/owner/react", phone::owner_reacts},
                            Scene{"/_sim/owner/disconnect", phone::owner_disconnects},
                            Scene{"/_sim/owner/offboard", phone::owner_offboards},
                            Scene{"/_sim/owner/reconnect", phone::owner_reconnects},
                            Scene{"/_sim/owner/uninstall", phone::owner_uninstalls},
                            Scene{"/_sim/owner/contact", phone::owner_keeps_contact},
                            Scene{"/_sim/owner/open", phone::owner_opens}};

}  // namespace

void play(Ask ask) {
    for (const auto& scene : scenes) {
        if (scene.path == ask.request.path) {
            return ask.answer(200, scene.play(ask.sim, with_media_content(ask.sim, ask.request, ask.document)));
        }
    }
    throw phone::Impossible(404, "Nobody can do that; the folder's README lists what guests and owners can do.");
}

}  // namespace sim::control
