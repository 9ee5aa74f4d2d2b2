"""How fast messages reach the platform, by its own clock, also while another process takes the queue over."""
import bisect

from scene import LARGE, PHONE_ID, SceneTest, until

from workers import STAFF, Worker

LIMIT, SHARE = 20, 15  # a second: of a coexistence number in all, and what we take of it
GUESTS = [str(4915400000000 + n) for n in range(60 if LARGE else 20)]
EACH = 20 if LARGE else 7


def most_in_a_second(times_ms):
    """The fullest window of one second that there is."""
    return max(bisect.bisect_left(times_ms, begin + 1000) - at for at, begin in enumerate(times_ms))


class AQueueOfACoexistenceNumber(SceneTest):
    def setUp(self):
        for guest in GUESTS:
            self.scene.sim("guest/write", {"phone_number_id": PHONE_ID, "from": guest, "name": "Gina", "text": "Hello"})
        until("all guests known", lambda: len(self.scene.messages(self.account)) == len(GUESTS), 60)
        self.scene.settled()

    def arrivals(self):
        """When the platform was called for a message, ms; and nothing was too fast for it."""
        calls = self.scene.calls()
        self.assertEqual([c for c in calls if c["response"]["status"] != 200], [])
        return sorted(c["at_ms"] for c in calls)

    def test_it_never_exceeds_the_numbers_limit_and_uses_its_share_also_when_its_owner_dies(self):
        scene = self.scene
        heir = Worker(scene, "auto").started()
        self.addCleanup(heir.end)
        for place in range(EACH):
            for guest in GUESTS:
                asked = scene.act(self.account, "send_text", {"to": "+" + guest, "text": f"{guest}/{place}"})
                self.assertIn(asked.status, (200, 202), asked.text)
        all_of_them = len(GUESTS) * EACH
        until("a third of the queue at the platform", lambda: len(scene.calls()) > all_of_them // 3, 120)
        before = self.arrivals()
        scene.host_process.stop(kill=True)
        until("the heir owns the state", lambda: heir.role() == "owner", 20)

        def ended():
            told = heir.say("get", f"/v1/accounts/{self.account}/queue", STAFF)["body"]
            return told["queued"] + told["sending"] == 0
        until("the queue's end", ended, 180)
        times = self.arrivals()
        sent = [m["content"]["body"] for m in scene.sim_get("messages?origin=api")["messages"]]
        self.assertEqual(len(sent), len(set(sent)), "sent twice")
        for guest in GUESTS:
            places = [int(words.split("/")[1]) for words in sent if words.startswith(guest)]
            self.assertEqual(places, sorted(places), "out of order")
        self.assertGreater(len(times), all_of_them - 40)  # what was under way at the death may have been lost with it
        self.assertLessEqual(most_in_a_second(times), LIMIT)
        rates = [(len(part) - 1) * 1000 / (part[-1] - part[0]) for part in (before, times[len(before) + 2:])]
        print(f"[at most {most_in_a_second(times)} in a second; {rates[0]:.1f} and {rates[1]:.1f} a second on average]", end=" ", flush=True)
        for rate in rates:
            self.assertLess(rate, SHARE * 1.05)
