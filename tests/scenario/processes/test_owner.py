"""Who works a state: one process, known by name; its heir when it dies; none where the files do not hold."""
import os
import re
import socket
import time

from scene import LARGE, PHONE_ID, SceneTest, call, until

from workers import STAFF, Worker, state_of

SENDS = 60 if LARGE else 20
GUESTS = [str(4915300000000 + n) for n in range(SENDS)]


class ASecondOwner(SceneTest):
    def test_it_is_refused_by_the_name_of_the_first(self):
        second = Worker(self.scene, "owner")
        self.addCleanup(second.end)
        told = second.say("start")
        self.assertEqual((told["status"], told["http"], told["body"]["code"]), (-4, 409, "owner_exists"))
        first = self.scene.host_process.child.pid
        program = os.readlink(f"/proc/{first}/exe")
        sentence = (rf"The state in {re.escape(str(state_of(self.scene)))} is worked by process {first} \(crm-host [0-9.]+, program "
                    rf"{re.escape(program)}\) on {re.escape(socket.gethostname())} since 20\d\d-\d\d-\d\d \d\d:\d\d:\d\d UTC\.")
        self.assertRegex(told["body"]["detail"], f"^{sentence}$")
        self.assertEqual(told["body"]["next"], 'Stop that one first, or open this one with role "client".')
        self.assertEqual(self.scene.health("owner")["status"], "ok")


class AStateOnANetwork(SceneTest):
    adopt = False
    WORDS = ("The state in {} would lie on NFS, where SQLite's locks and shared memory do not hold between machines: two owners "
             "could send the same message, and the files could be damaged.")
    NEXT = "Put the state on a disk of this machine; to copy it elsewhere, make backups there."

    def test_every_role_is_refused_with_the_reason_and_leaves_nothing_there(self):
        share = self.scene.data / "share" / "hotel"
        for role in ("owner", "auto", "client"):
            worker = Worker(self.scene, role, directory=share, environment={"LD_PRELOAD": os.environ["COEXIST_NETWORK_SHIM"]})
            self.addCleanup(worker.end)
            told = worker.say("start")
            self.assertEqual((told["status"], told["body"]["code"]), (-4, "state_on_network"))
            self.assertEqual((told["body"]["detail"], told["body"]["next"]), (self.WORDS.format(share), self.NEXT))
        self.assertFalse(share.parent.exists())


class HowFastAnHeirTakesOver(SceneTest):
    """Within a second. The best of a few counts, and a disk that is slow now gets its time: other programs come and go."""
    adopt = False

    def test_a_client_that_may_be_owner_is_one_within_a_second_of_the_owners_death(self):
        took, slow = [], 0.0
        for turn in range(3):
            state = self.scene.data / f"heritage-{turn}"
            owner = Worker(self.scene, "owner", directory=state).started()
            heir = Worker(self.scene, "auto", directory=state).started()
            self.addCleanup(heir.end)
            self.assertEqual(heir.role(), "client")
            slow = max(slow, *(heir.say("append", str(self.scene.data / "bare"), "x" * 1024)["us"] / 1e6 for _ in range(20)))
            owner.end(kill=True)
            died = time.monotonic()
            until("the heir owns the state", lambda heir=heir: heir.role() == "owner", 20)
            took.append(time.monotonic() - died)
            self.assertEqual(heir.deliver(f"wamid.heir-{turn}")["status"], 0)
            self.assertEqual(heir.end(), 0)
        print(f"[taken over after {min(took):.2f} to {max(took):.2f} s; a bare append at most {slow * 1000:.1f} ms]", end=" ", flush=True)
        self.assertLess(min(took), 1 + 10 * slow)


class TheOwnerDies(SceneTest):
    def sent(self):
        return [m["content"]["body"] for m in self.scene.sim_get("messages?origin=api")["messages"]]

    def test_an_heir_takes_over_and_nothing_is_lost_or_sent_twice(self):
        scene = self.scene
        for guest in GUESTS:
            scene.sim("guest/write", {"phone_number_id": PHONE_ID, "from": guest, "name": "Gina", "text": "Hello"})
        until("all guests known", lambda: len(scene.messages(self.account)) == SENDS)
        heirs = [Worker(scene, "auto").started() for _ in range(2)]
        for heir in heirs:
            self.addCleanup(heir.end)
        self.assertEqual([heir.role() for heir in heirs], ["client", "client"])
        scene.settled()
        scene.fault("latency", ms=200, count=SENDS)
        asked = {}
        for number, guest in enumerate(GUESTS):
            answer = scene.act(self.account, "send_text", {"to": "+" + guest, "text": f"Room {number}"})
            self.assertEqual(answer.status, 202, answer.text)
            asked[answer.json["operation"]["id"]] = f"Room {number}"
        for number in range(5):
            self.assertEqual(heirs[0].deliver(f"wamid.before-{number}")["status"], 0)
        left_before = len(self.sent())
        scene.host_process.stop(kill=True)
        died = time.monotonic()
        until("an heir owns the state", lambda: "owner" in (heirs[0].role(), heirs[1].role()), 20)
        took = time.monotonic() - died
        for number in range(5):
            self.assertEqual(heirs[1].deliver(f"wamid.after-{number}")["status"], 0)
        self.assertEqual(sorted(heir.role() for heir in heirs), ["client", "owner"])

        def final():
            found = {}
            for operation in asked:
                told = heirs[0].say("get", f"/v1/operations/{operation}", STAFF)
                found[operation] = told["body"]["operation"]["state"]
            return found if all(state in ("succeeded", "unknown") for state in found.values()) else None
        states = until("every send succeeded or is unknown", final, 60)
        print(f"[taken over after {took:.2f} s; {left_before} of {SENDS} sends had left, "
              f"{list(states.values()).count('unknown')} are unknown]", end=" ", flush=True)
        sent = self.sent()
        self.assertEqual(len(sent), len(set(sent)), "sent twice")
        self.assertLessEqual({asked[operation] for operation, state in states.items() if state == "succeeded"}, set(sent), "lost")
        self.assertGreater(len(sent), left_before, "the heir had nothing left to send")
        self.assertLess(list(states.values()).count("unknown"), SENDS - left_before)

        # The host comes back: it is refused while the heir lives, and finds everything once he is gone.
        with self.assertRaises(RuntimeError):
            scene.start_host()
        owner = next(heir for heir in heirs if heir.role() == "owner")
        self.assertIn(f"process {owner.pid} (program ", (scene.data / "host.log").read_text())
        for heir in heirs:
            self.assertEqual(heir.end(), 0)
        scene.start_host()
        scene.settled()
        found = {m.get("wamid") for m in scene.messages(self.account)}
        self.assertLessEqual({f"wamid.{when}-{n}" for when in ("before", "after") for n in range(5)}, found)
        sent = self.sent()
        self.assertEqual(len(sent), len(set(sent)), "sent twice after the return")
        self.assertEqual(call("GET", f"{scene.host}/healthz").status, 200)
