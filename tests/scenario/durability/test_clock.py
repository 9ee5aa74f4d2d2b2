"""The machine's clock jumps by an hour, forward and back, while the host runs and between two runs."""
import json

from ground import GUEST, GroundTest

HOUR = 3_600_000


class TheClock(GroundTest):
    def tearDown(self):
        self.scene.order()

    def window(self):
        conversation, = self.scene.whole("/v1/conversations", "conversations")
        return conversation["window"]

    def newest(self):
        lines = self.scene.console("events", "--again", "--json", "--consumer", "clock").stdout.splitlines()
        return int(json.loads(lines[-1])["revision"])

    def test_jumps_lose_nothing_send_nothing_twice_and_hold_nothing_up(self):
        scene, sent, revisions = self.scene, [], []
        scene.guest_writes("May I ask something?")
        scene.record(text="May I ask something?")
        window = self.window()
        for turn, (jump, restart) in enumerate([(HOUR, False), (-HOUR, False), (HOUR, True), (-HOUR, True)]):
            scene.order(f"clock {jump}")
            if restart:
                scene.restart_host(kill=turn % 2 == 0)
            with self.subTest(jump=jump, restart=restart):
                self.assertEqual(self.window(), window, "the window is the platform's, not this clock's")
                # The platform asks to try again in a second: the wait must end, whatever the clock does meanwhile.
                scene.fault("error_code", code=131000)
                words = f"Turn {turn}"
                asked = scene.act(self.account, "send_text", {"to": "+" + GUEST, "text": words}, key=words)
                self.assertEqual(asked.status, 202, asked.text)
                scene.order(f"clock {-jump}")
                scene.operation(asked.json["operation"]["id"], "succeeded", seconds=20)
                sent.append(words)
                again = scene.act(self.account, "send_text", {"to": "+" + GUEST, "text": words}, key=words)
                self.assertEqual(again.json["operation"]["id"], asked.json["operation"]["id"])
                scene.settled()
                revisions.append(self.newest())
        self.assertEqual(revisions, sorted(revisions))
        told = [m["content"]["body"] for m in scene.sim_get("messages?origin=api")["messages"]]
        self.assertEqual(told, sent)
