"""Sends leave once. What became of them is what the platform says, and where it says nothing, that is said."""
import datetime
import itertools
import time

import deliveries as d
from scene import DIGITS, PHONE_ID, SceneTest, until

GUESTS = (str(4915200000000 + n) for n in itertools.count())
SILENT = {"sent_ms": None, "delivered_ms": None, "read_ms": None}
LIVELY = {"sent_ms": 20, "delivered_ms": 40, "read_ms": 60}


class Sending(SceneTest):
    """Each test has a guest of its own, who has just written. The platform's statuses come only when a test plays them."""

    def setUp(self):
        self.scene.sim("statuses", SILENT)
        self.guest = next(GUESTS)
        self.scene.guest_writes(f"I am {self.guest}", self.guest)
        self.scene.record(text=f"I am {self.guest}")

    def tearDown(self):
        self.scene.sim_delete("faults")

    def send(self, words, key=None, **changes):
        return self.scene.act(self.account, "send_text", {"to": "+" + self.guest, "text": words, **changes}, key=key)

    def sent(self, words, state, **more):
        asked = self.send(words)
        self.assertIn(asked.status, (200, 202), asked.text)
        return self.scene.operation(asked.json["operation"]["id"], state, **more)

    def calls(self):
        return [c for c in self.scene.calls() if self.guest in str(c)]

    def at_platform(self):
        """The texts that the platform took for the guest, in its order."""
        found = self.scene.sim_get("messages?origin=api")["messages"]
        return [m for m in found if self.guest in str(m["guest"]) or self.guest in str(m.get("user_id"))]

    def play_status(self, name="delivered"):
        wamid = self.at_platform()[-1]["wamid"]
        played = self.scene.sim("guest/read", {"phone_number_id": PHONE_ID, "wamid": wamid, "status": name})
        self.assertEqual(played.status, 200, played.text)
        return wamid

    def message_status(self, words):
        return self.scene.record(text=words).get("status")

    def assert_unknown_is_told(self, operation, words):
        self.assertTrue(operation["problem"]["detail"])
        self.assertTrue(operation["problem"]["next"])
        until("unknown in the CRM", lambda: self.message_status(words) == "unknown")
        health = self.scene.health("sends")
        self.assertGreaterEqual(health["unknown"], 1)
        self.assertEqual(health["status"], "warn")

    def assert_called_once(self):
        time.sleep(1.5)  # longer than the first retry of anything
        self.assertEqual(len(self.calls()), 1)


class SendsWithoutAnAnswer(Sending):
    def assert_unknown_until_proven(self, words):
        operation = self.sent(words, "unknown")
        self.assert_unknown_is_told(operation, words)
        self.assert_called_once()
        self.assertEqual(len(self.at_platform()), 1)
        wamid = self.play_status()
        done = self.scene.operation(operation["id"], "succeeded")
        self.assertEqual(done["result"]["wamid"], wamid)
        self.assertNotIn("problem", done)
        until("delivered in the CRM", lambda: self.message_status(words) == "delivered")
        self.assertEqual(len(self.calls()), 1)
        self.assertEqual(len([m for m in self.scene.records() if m.get("text") == words]), 1)

    def test_a_send_whose_answer_was_lost_is_unknown_until_a_status_proves_it_and_never_repeated(self):
        self.scene.fault("drop_after")
        self.assert_unknown_until_proven("lost answer")

    def test_a_send_with_half_an_answer_is_unknown_until_a_status_proves_it_and_never_repeated(self):
        self.scene.fault("malformed")
        self.assert_unknown_until_proven("half an answer")

    def test_a_send_that_ended_in_a_server_error_after_the_work_is_unknown_until_a_status_proves_it(self):
        self.scene.fault("http_5xx", after=True)
        self.assert_unknown_until_proven("an error page after the work")

    def test_a_send_that_the_platform_dropped_before_it_worked_is_never_repeated_blindly(self):
        self.scene.fault("drop_before")
        operation = self.sent("dropped", "unknown")
        self.assert_unknown_is_told(operation, "dropped")
        self.assert_called_once()
        self.assertEqual(self.at_platform(), [])

    def test_a_send_that_ended_in_a_server_error_is_never_repeated_blindly(self):
        self.scene.fault("http_5xx")
        operation = self.sent("an error page", "unknown")
        self.assert_unknown_is_told(operation, "an error page")
        self.assert_called_once()
        self.assertEqual(self.at_platform(), [])

    def test_the_same_request_again_after_an_unknown_send_is_the_same_operation(self):
        self.scene.fault("drop_after")
        first = self.send("once only", key="unknown-1")
        self.scene.operation(first.json["operation"]["id"], "unknown")
        again = self.send("once only", key="unknown-1")
        self.assertEqual(again.json["operation"]["id"], first.json["operation"]["id"])
        self.assertEqual(again.json["operation"]["state"], "unknown")
        self.assert_called_once()

    def test_a_send_that_was_under_way_when_the_host_was_killed_is_unknown_and_not_repeated(self):
        self.scene.fault("latency", ms=20000)
        asked = self.send("under way")
        until("the call at the platform", self.at_platform)
        self.scene.restart_host(kill=True)
        operation = self.scene.operation(asked.json["operation"]["id"], "unknown")
        self.assert_unknown_is_told(operation, "under way")
        time.sleep(1.5)
        self.assertEqual(len(self.at_platform()), 1)
        self.play_status()
        self.scene.operation(operation["id"], "succeeded")
        until("delivered in the CRM", lambda: self.message_status("under way") == "delivered")
        self.assertEqual(len(self.at_platform()), 1)

    def test_a_stop_waits_for_the_call_under_way_until_its_deadline_and_not_longer(self):
        self.scene.host_process.stop()
        self.scene.start_host("--stop-seconds", "1")
        self.scene.fault("latency", ms=25000)
        asked = self.send("slower than the stop")
        until("the call at the platform", self.at_platform)
        began = time.monotonic()
        self.assertEqual(self.scene.host_process.stop(), 0)
        self.assertLess(time.monotonic() - began, 10)
        self.scene.start_host()
        self.scene.operation(asked.json["operation"]["id"], "unknown")
        self.assert_called_once()

    def test_a_send_that_was_asked_for_just_before_the_host_was_killed_leaves_once_or_is_unknown(self):
        self.scene.sim("statuses", LIVELY)
        asked = [self.send(f"burst {n}", key=f"{self.guest}-{n}") for n in range(8)]
        self.scene.restart_host(kill=True)

        def ended():
            states = [self.scene.rest("GET", f"/v1/operations/{a.json['operation']['id']}").json["operation"]["state"] for a in asked]
            return states if set(states) <= {"succeeded", "unknown"} else None
        until("each send ended", ended, 90)
        texts = [m["content"]["body"] for m in self.at_platform()]
        self.assertEqual(len(texts), len(set(texts)), "one left twice")
        again = [self.send(f"burst {n}", key=f"{self.guest}-{n}") for n in range(8)]
        self.assertEqual([a.json["operation"]["id"] for a in again], [a.json["operation"]["id"] for a in asked])


class SendsWithAnAnswer(Sending):
    def test_a_refusal_of_the_platform_ends_the_send_with_its_reason(self):
        self.scene.fault("error_code", code=131026)
        failure = self.scene.failure(self.send("not on WhatsApp"), "sam")
        self.assertIn("delivered", failure["detail"])
        self.assertTrue(failure["next"])
        self.assert_called_once()
        until("failed in the CRM", lambda: self.message_status("not on WhatsApp") == "failed")

    def test_a_window_that_the_platform_says_is_closed_is_closed_here_too(self):
        time.sleep(1.1)  # the platform's clock counts seconds: what came in the same one leaves the window open
        self.scene.fault("error_code", code=131047)
        failure = self.scene.failure(self.send("too late"), "sam")
        self.assertIn("24 hours", failure["detail"])
        self.assert_called_once()
        conversation = self.scene.record(text="too late")["conversation"]
        window = self.scene.rest("GET", f"/v1/conversations/{conversation}").json["window"]
        self.assertEqual(window["state"], "closed")
        self.assert_refused(self.send("too late again"), 409, "window_closed")
        self.assertEqual(len(self.calls()), 1)
        time.sleep(1.1)
        self.scene.guest_writes("I am back", self.guest)
        until("the window open", lambda: self.scene.rest("GET", f"/v1/conversations/{conversation}").json["window"]["state"] == "open")
        self.sent("welcome back", "succeeded")

    def test_a_send_that_failed_later_shows_the_platforms_error(self):
        self.scene.sim("statuses", LIVELY)
        self.scene.fault("failed_status", code=131026)
        self.sent("will fail", "succeeded")
        until("failed in the CRM", lambda: self.message_status("will fail") == "failed")
        self.assertEqual(self.scene.record(text="will fail")["error"]["code"], 131026)

    def test_a_platform_that_is_overloaded_for_a_moment_gets_the_send_again(self):
        self.scene.fault("error_code", code=2)
        self.sent("again after overload", "succeeded")
        self.assertEqual(len(self.calls()), 2)
        self.assertEqual(len(self.at_platform()), 1)

    def test_a_platform_where_something_went_wrong_gets_the_send_again(self):
        self.scene.fault("error_code", code=131000)
        self.sent("again after 131000", "succeeded", seconds=20)
        self.assertEqual(len(self.calls()), 2)
        self.assertEqual(len(self.at_platform()), 1)

    def test_a_send_that_waits_for_its_repetition_goes_on_after_a_kill(self):
        self.scene.fault("error_code", code=2)
        asked = self.send("again after a kill")
        until("the first call", self.calls)
        self.scene.restart_host(kill=True)
        operation = asked.json["operation"]["id"]
        state = until("the send's end", lambda: next((s for s in [self.scene.rest("GET", f"/v1/operations/{operation}").json[
            "operation"]["state"]] if s in ("succeeded", "unknown")), None))
        self.assertEqual(len(self.at_platform()), 1 if state == "succeeded" else 0)

    def test_one_key_is_one_send(self):
        first = self.send("only once", key="key-1")
        operation = self.scene.operation(first.json["operation"]["id"], "succeeded")
        again = self.send("only once", key="key-1")
        self.assertEqual(again.json["operation"]["id"], operation["id"])
        self.assert_refused(self.send("something else", key="key-1"), 409, "key_reused")
        asked = {"account": self.account, "action": "send_text", "input": {"to": "+" + self.guest, "text": "only once"},
                 "idempotency_key": "key-1"}
        self.assertEqual(self.scene.api("POST", "/api/actions", asked).json["operation"]["id"], operation["id"])
        self.assert_called_once()

    def test_three_sends_to_one_guest_arrive_in_their_order(self):
        self.scene.fault("latency", ms=600)  # the first one takes long
        asked = [self.send(f"part {n}") for n in (1, 2, 3)]
        for each in asked:
            self.scene.operation(each.json["operation"]["id"], "succeeded")
        self.assertEqual([m["content"]["body"] for m in self.at_platform()], ["part 1", "part 2", "part 3"])

    def test_a_reply_quotes_the_guests_message(self):
        quoted = self.scene.record(text=f"I am {self.guest}")
        asked = self.send("to that", reply_to=quoted["id"])
        self.scene.operation(asked.json["operation"]["id"], "succeeded")
        self.assertEqual(self.scene.record(text="to that")["reply_to_wamid"], quoted["wamid"])
        self.assertIn(quoted["wamid"], str(self.calls()) + str(self.at_platform()))

    def test_an_input_that_breaks_the_schema_is_refused_with_its_place_and_nothing_leaves(self):
        for wrong in ({"text": ""}, {"to": "Lena"}, {"text": "x" * 4097}, {"color": "red"}, {"conversation": "cnv_5f1e0c9a7b3d2468"}):
            with self.subTest(**wrong):
                answer = self.send(**{"words": "fine", **{k: v for k, v in wrong.items() if k != "text"},
                                      **({"text": wrong["text"]} if "text" in wrong else {})})
                self.assertEqual(answer.status, 400, answer.text)
                self.assertTrue(answer.json["errors"])
        self.assertEqual(self.calls(), [])

    def test_statuses_that_come_before_the_sends_answer_count(self):
        self.scene.sim("statuses", {"sent_ms": 0, "delivered_ms": 5, "read_ms": 10})
        self.scene.fault("latency", ms=5000)
        asked = self.send("read before the answer")
        until("read in the CRM", lambda: self.message_status("read before the answer") == "read", 4.5)
        done = self.scene.operation(asked.json["operation"]["id"], "succeeded")
        self.assertEqual(done["result"]["wamid"], self.at_platform()[0]["wamid"])
        self.scene.settled()
        found = [m for m in self.scene.records() if m.get("text") == "read before the answer"]
        self.assertEqual([(m["status"], m["origin"]) for m in found], [("read", "api")])
        self.assert_called_once()

    def test_an_echo_of_a_message_that_was_sent_from_here_changes_nothing(self):
        done = self.sent("from the CRM", "succeeded")
        names = ("messages", "conversations", "contacts")
        before = self.scene.dump()
        sent_at = next(m["sent_at"] for m in before["messages"] if m.get("wamid") == done["result"]["wamid"])
        second = int(datetime.datetime.fromisoformat(sent_at.replace("Z", "+00:00")).timestamp())
        self.scene.delivered(d.change(PHONE_ID, DIGITS, field="smb_message_echoes", message_echoes=[
            d.echo(done["result"]["wamid"], DIGITS, self.guest, "from the CRM", second)]))
        after = self.scene.dump()
        self.assertEqual([after[name] for name in names], [before[name] for name in names])
        found = [m for m in self.scene.records() if m.get("text") == "from the CRM"]
        self.assertEqual([m["origin"] for m in found], ["api"])
