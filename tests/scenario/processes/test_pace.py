"""How fast messages reach the platform, by its own clock, also while another process takes the queue over."""
import bisect
import concurrent.futures
import time

from scene import LARGE, PHONE_ID, SceneTest, until

from workers import STAFF, Worker

LIMIT, SHARE = 20, 15  # a second: of a coexistence number in all, and what we take of it
GUESTS = [str(4915400000000 + n) for n in range(600 if LARGE else 150)]
EACH = 2  # so few that nobody's own limit, one message in six seconds, counts


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
        # The first second's messages are answered late, so that there is a queue however slow this machine asks.
        scene.fault("latency", ms=8000, count=LIMIT)

        def ask(send):
            asked = scene.act(self.account, "send_text", {"to": "+" + send[0], "text": f"{send[0]}/{send[1]}"})
            self.assertIn(asked.status, (200, 202), asked.text)
        for place in range(EACH):
            with concurrent.futures.ThreadPoolExecutor(6) as pool:
                list(pool.map(ask, [(guest, place) for guest in GUESTS]))
        all_of_them = len(GUESTS) * EACH
        until("a third of the queue at the platform", lambda: len(scene.calls()) > all_of_them // 3, 120)
        before = self.arrivals()[LIMIT:]
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
        rates = [(len(part) - 1) * 1000 / (part[-1] - part[0]) for part in (before, times[LIMIT + len(before) + 2:]) if len(part) > 20]
        print(f"[at most {most_in_a_second(times)} in a second; {[round(rate, 1) for rate in rates]} a second on average]",
              end=" ", flush=True)
        self.assertEqual(len(rates), 2, "a part of the queue that was never measured")
        for rate in rates:
            self.assertLess(rate, SHARE * 1.05)
            self.assertGreater(rate, SHARE * 0.95, "part of the share was not used while messages waited")


class AQueueOfADedicatedNumber(SceneTest):
    """80 a second in and out together, by Meta's "Throughput"; the simulator refuses more."""
    adopt = False
    LIMIT, GUESTS, EACH = 80, [str(4915500000000 + n) for n in range(400 if LARGE else 70)], 4

    def test_it_is_faster_than_a_coexistence_number_and_never_above_its_own_limit(self):
        scene = self.scene
        scene.number(waba_id="210987654321801", phone_number_id="310987654321802", display_phone_number="905321110802", coex=False)
        account = scene.done(scene.adopt(provider="meta", waba_id="210987654321801", phone_number_id="310987654321802"))["account"]
        for guest in self.GUESTS:
            scene.sim("guest/write", {"phone_number_id": "310987654321802", "from": guest, "name": "Gina", "text": "Hello"})
        until("all guests known", lambda: len(scene.messages(account)) == len(self.GUESTS), 60)
        # The first ones are answered late, so that there is a queue however slow this machine asks.
        scene.fault("latency", ms=8000, count=self.LIMIT)

        def ask(send):
            asked = scene.act(account, "send_text", {"to": "+" + send[0], "text": f"{send[0]}/{send[1]}"})
            self.assertIn(asked.status, (200, 202), asked.text)
        with concurrent.futures.ThreadPoolExecutor(6) as pool:
            list(pool.map(ask, [(guest, place) for place in range(self.EACH) for guest in self.GUESTS]))
        all_of_them = len(self.GUESTS) * self.EACH
        until("the whole queue at the platform", lambda: len(scene.calls()) == all_of_them, 120)
        calls = scene.calls()
        self.assertEqual([c for c in calls if c["response"]["status"] != 200], [])
        times = sorted(c["at_ms"] for c in calls)
        queued = times[self.LIMIT + 2:]
        rate = (len(queued) - 1) * 1000 / (queued[-1] - queued[0])
        print(f"[at most {most_in_a_second(times)} in a second; {rate:.1f} a second on average]", end=" ", flush=True)
        self.assertLessEqual(most_in_a_second(times), self.LIMIT)
        self.assertGreater(most_in_a_second(queued), LIMIT, "paced as a coexistence number")


class ABurstToOneGuest(SceneTest):
    """One message in six seconds to one guest; a burst is borrowed from the time after it, whoever owns the queue then."""
    ASKED = 50

    def test_what_was_borrowed_is_paid_back_also_by_the_next_owner(self):
        scene, guest = self.scene, GUESTS[0]
        scene.sim("guest/write", {"phone_number_id": PHONE_ID, "from": guest, "name": "Gina", "text": "Hello"})
        scene.record(text="Hello")

        def ask(place):
            asked = scene.act(self.account, "send_text", {"to": "+" + guest, "text": f"part {place}"})
            self.assertIn(asked.status, (200, 202), asked.text)
        with concurrent.futures.ThreadPoolExecutor(6) as pool:
            list(pool.map(ask, range(self.ASKED)))

        def rests():
            before = len(scene.calls())
            time.sleep(2)
            return before if before > 1 and len(scene.calls()) == before else None
        burst = until("the end of the burst", rests, 60)
        self.assertLess(burst, self.ASKED, "more than one guest may get at once")
        scene.restart_host(kill=True)
        time.sleep(4)
        self.assertEqual([call["response"]["status"] for call in scene.calls()], [200] * burst)
        queue = scene.rest("GET", f"/v1/accounts/{self.account}/queue", user="ann").json
        self.assertEqual(queue["queued"] + queue["sending"], self.ASKED - burst)
