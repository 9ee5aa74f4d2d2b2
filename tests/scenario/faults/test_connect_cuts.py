"""A number is connected while the host ends at each boundary of the way: every flush, call and answer, in every stage."""
import collections
import itertools
import os
import pathlib
import sys
import time

from scene import LARGE, SceneTest, until
from connecting import Story

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[2] / "simulator" / "checks"))
from call_judge import judge  # noqa: E402

# One connection has about 330 boundaries. In CI's size a few of all, and each at which a call has not left yet, or its answer
# is not stored yet. An odd step meets those before and those after something alike.
MOST_BOUNDARIES = 800
KINDS = (("", 1),) if LARGE else (("", 15), ("before call", 1), ("after answer", 1))
CLEANLY_DEAD = {"connect_exchange_lost", "connect_expired"}
LATE_MS = 18 * 3_600_000 + 1_800_000  # less than six of the platform's 24 hours are left then


class ACutAtEachBoundary(SceneTest):
    adopt = False

    def setUp(self):
        scene = self.scene
        self.armed, self.log = scene.data / "armed", scene.data / "boundaries"
        self.state = next(scene.data.glob("crm/**/state.db")).parent
        self.ends, self.dead, self.waiting = collections.Counter(), [], []

    # -- the host, and its end -----------------------------------------------------------------------------------
    def start(self, at, only):
        self.armed.unlink(missing_ok=True)
        self.scene.environment |= {
            "LD_PRELOAD": os.environ["COEXIST_CUT_SHIM"], "COEXIST_CUT_AT": str(at), "COEXIST_CUT_ARMED": str(self.armed),
            "COEXIST_CUT_ONLY": only, "COEXIST_CUT_LOG": str(self.log), "COEXIST_CUT_FILES": str(self.state),
            "COEXIST_CUT_PORT": self.scene.graph.rsplit(":", 1)[1]}
        self.scene.start_host()

    def gone(self):
        return self.scene.host_process.child.poll() is not None

    def play(self, story, seconds=60):
        """Until the connection has ended, or waits for hours, or the host is gone; whether the host lives."""
        end = time.monotonic() + seconds
        while not self.gone():
            try:
                story.go_on()
                if story.ended or self.waits_for_hours(story):
                    break
            except OSError:
                until("the end of the host", self.gone, 10)
            self.assertLess(time.monotonic(), end, story.stage)
            time.sleep(0.01)
        return not self.gone()

    def calls_for(self, story, endpoint="smb_app_data"):
        return [c for c in self.scene.sim_get(f"calls?endpoint={endpoint}")["calls"] if c["object_id"] == story.phone]

    def waits_for_hours(self, story):
        """A request whose fate nobody knows, of which nothing can arrive because it never reached the platform."""
        kinds = {"contacts": "smb_app_state_sync", "history": "history"}
        if story.stage != "settle":
            return False
        marks = self.scene.operation_now(story.operation)["result"]
        asked = {c["parameters"]["sync_type"] for c in self.calls_for(story)}
        return any(marks.get(mark) == "unknown" and kind not in asked for mark, kind in kinds.items())

    # -- what must be, by the platform's log and by what the host shows ---------------------------------------------
    def settle(self, story):
        """After the cut, and with a host again: the end of this connection, and what it may be."""
        if story is None:
            return
        self.assertTrue(self.play(story))
        if not story.ended:
            self.waiting.append(story)
        elif story.ended["state"] == "succeeded":
            self.assert_connected(story)
        else:
            self.assertIn(story.ended["problem"]["code"], CLEANLY_DEAD, story.ended)
            self.ends[story.ended["problem"]["code"]] += 1
            self.assert_nothing_left(story)
            self.dead.append(story)

    def account_of(self, story):
        found = [a for a in self.scene.whole("/v1/accounts", "accounts") if a["address"] == "+" + story.digits]
        self.assertLessEqual(len(found), 1, found)
        return found[0] if found else None

    def assert_nothing_left(self, story):
        self.assertIsNone(self.account_of(story))
        self.assertEqual(self.calls_for(story), [])

    def assert_connected(self, story):
        account, result = self.account_of(story), story.ended["result"]
        self.assertEqual((account["state"], account["id"]), ("connected", story.ended["account"]))
        self.assertEqual((result["stage"], result["contacts"], result["history"]), ("done", "accepted", "accepted"))
        wanted = sorted([m["wamid"] for m in self.scene.sim_get(f"past?phone_number_id={story.phone}")["messages"]] + [story.wamid])
        until("every message, once", lambda: sorted(m["wamid"] for m in self.scene.messages(account["id"])) == wanted, 20)
        self.ends["connected"] += 1

    def assert_judged(self):
        calls = self.scene.sim_get("calls")["calls"]
        self.assertEqual(list(judge(calls, self.scene.sim_get("deliveries?bodies=true")["deliveries"])), [])

    # -- the cuts ----------------------------------------------------------------------------------------------------
    def cut_everywhere(self, first_place, parked, only, step):
        """Answers how many cuts there were. The host that settles one connection is cut in the next."""
        story = None
        for cuts, at in enumerate(range(1, MOST_BOUNDARIES, step)):
            self.scene.host_process.stop(kill=True)
            self.start(at, only)
            self.settle(story)
            story = Story(self.scene, first_place + at, parked)
            self.armed.touch()
            if self.play(story) and self.calm():
                self.armed.unlink()  # it lives on, and meets no end now
                if not self.gone():
                    self.settle(story)
                    return cuts
        raise AssertionError("a connection has more boundaries than were tried")

    def calm(self):
        """Whether the host lives and passes no boundary for half a second."""
        while not self.gone():
            before = self.log.stat().st_size
            time.sleep(0.5)
            if self.log.stat().st_size == before:
                return not self.gone()
        return False

    def test_it_ends_connected_or_cleanly_dead_wherever_the_host_ends_and_repeats_nothing(self):
        cuts = collections.Counter()
        for place, (parked, (only, step)) in enumerate(itertools.product((True, False), KINDS)):
            cuts[only or "any"] += self.cut_everywhere(place * 1000, parked, only, step)
        self.armed.unlink(missing_ok=True)
        self.assert_judged()
        for story in self.dead:  # a new attempt with the same number works
            story.begin()
            self.assertTrue(self.play(story))
            self.assert_connected(story)
        self.hours_pass()
        print(f"[cuts {dict(cuts)}, ends {dict(self.ends)}, settled late {len(self.waiting)}]", end=" ", flush=True)
        self.assert_judged()
        self.assertGreater(self.ends["connect_exchange_lost"], 0, "no cut between the code and its answer proves nothing")
        self.assertTrue(self.waiting, "no cut between the intent of a request and its call proves nothing")

    def hours_pass(self):
        """What waits for its one late repeat gets it, and ends connected."""
        scene = self.scene
        self.assertEqual(scene.sim_delete("faults").status, 200)  # of answers to calls that never left
        scene.host_process.stop()
        scene.environment |= {"LD_PRELOAD": os.environ["COEXIST_FAULT_SHIM"], "FAULT_SHIM_ORDERS": str(scene.data / "orders")}
        (scene.data / "orders").write_text(f"clock {LATE_MS}\n")
        self.assertEqual(scene.sim("clock", {"advance_ms": LATE_MS}).status, 200)
        scene.start_host()
        for story in self.waiting:
            until("the late repeat", lambda: story.go_on() or story.ended, 60)
            self.assert_connected(story)
