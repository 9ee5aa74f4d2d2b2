"""A delivery whose application ends the process is set aside, and everything else goes on."""
import os

import deliveries as d
from scene import DIGITS, GUEST, PHONE_ID, WABA, SceneTest, until

from raw import message_body

CRASHES = "this-ends-the-process"  # crash_shim.c
TRIES = 2  # once in the company of others, and once alone


class ADeliveryThatEndsTheProcess(SceneTest):
    @classmethod
    def before_host(cls, scene):
        scene.environment["LD_PRELOAD"] = os.environ["COEXIST_CRASH_SHIM"]

    def quarantine(self):
        return self.scene.rest("GET", "/admin/quarantine", user="ann").json

    def fate(self):
        """"ended", "lives" (it has set the delivery aside), or nothing yet."""
        if self.scene.host_process.child.poll() is not None:
            return "ended"
        try:
            return "lives" if self.quarantine()["total"] == 1 else None
        except OSError:
            return None

    def start_until_it_lives(self):
        """Starts the host again as a supervisor does; answers how often it ended in all."""
        for ended in range(1, TRIES + 3):
            try:
                self.scene.start_host()
            except RuntimeError:
                continue  # it ended before it listened
            if until("the host ended, or set the delivery aside", self.fate, 30) == "lives":
                return ended
        self.fail("the host ends again and again")

    def test_it_is_set_aside_before_the_third_try_and_the_others_are_applied(self):
        scene = self.scene
        scene.delivered(d.change(PHONE_ID, DIGITS, names={GUEST: "Lena"}, messages=[d.text("wamid.before", GUEST, "One", d.now())]))
        scene.record(wamid="wamid.before")
        raw = message_body("wamid.crash", f"Two {CRASHES}")
        # It is journalled before it is applied, so that it may be answered; with others that are journalled beside it.
        try:
            scene.deliver(raw)
        except OSError:
            pass  # the host was gone before its answer
        until("the host ended", lambda: scene.host_process.child.poll() is not None)
        self.assertEqual(scene.host_process.child.returncode, -6, "another end than the shim's")
        self.assertEqual(self.start_until_it_lives(), TRIES)
        shown = self.quarantine()["quarantine"]
        self.assertEqual([(r["road"], r["reason"]) for r in shown], [("hotel", "Applying it ended the process again and again.")])
        answer = scene.deliver(message_body("wamid.after", "Three"))
        self.assertEqual(answer.status, 200)
        scene.record(wamid="wamid.after")
        self.assertEqual({m["wamid"] for m in scene.messages(self.account)}, {"wamid.before", "wamid.after"})
        self.assertEqual(scene.health("quarantine")["status"], "warn")
        # With the fault mended it is read again.
        scene.environment.pop("LD_PRELOAD")
        scene.restart_host(kill=False)
        again = scene.rest("POST", "/admin/quarantine/replay", {"all": True}, user="ann")
        self.assertEqual(again.json, {"replayed": 1, "still_quarantined": 0, "failed": 0, "left": 0})
        scene.record(wamid="wamid.crash")
