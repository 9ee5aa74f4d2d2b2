"""Bodies that no honest sender makes: kept where they are signed, refused with a lesson where somebody asks for something."""
import json
import time

import deliveries as d
from scene import DIGITS, GUEST, PHONE_ID, WABA, SceneTest, until

from raw import message_body

DIGITS_4_MB = b"9" * (4 << 20)
DEPTH = 10_000


def inside(wamid, absurd):
    """A message of this id with something absurd beside its text."""
    return message_body(wamid).replace(b'"type": "text"', b'"absurd": ' + absurd + b', "type": "text"')


def deep(opening, closing, middle=b""):
    return opening * DEPTH + middle + closing * DEPTH


class AbsurdDeliveries(SceneTest):
    READ = {  # kept and read: the message in it is there
        "wamid.digits": inside("wamid.digits", DIGITS_4_MB[:3 << 20]),
        "wamid.fraction": inside("wamid.fraction", b"0." + DIGITS_4_MB[:1 << 20]),
        "wamid.exponent": inside("wamid.exponent", b"1e999999999"),
        "wamid.twice": inside("wamid.twice", b'1, "absurd": 2, "id": "wamid.other"'),
    }
    SET_ASIDE = {  # kept, and shown in quarantine
        "digits alone": DIGITS_4_MB,
        "arrays": deep(b"[", b"]"),
        "arrays without an end": b"[" * DEPTH,
        "objects": deep(b'{"a":', b"}", b"1"),
        "deep inside a message": inside("wamid.deep", deep(b"[", b"]")),
        "no UTF-8": message_body("wamid.no-utf8", "Hi").replace(b'"Hi"', b'"\xff\xfe\xc0\xaf"'),
        "a cut character": message_body("wamid.cut", "Hi").replace(b'"Hi"', b'"\xf0\x9f\x98"'),
        "nothing but zeros": b"\0" * 100_000,
    }

    def test_each_is_taken_because_it_is_signed_and_holds_up_nothing(self):
        scene = self.scene
        began = time.monotonic()
        for name, raw in {**self.SET_ASIDE, **self.READ}.items():
            self.assertLessEqual(len(raw), 4 << 20, name)
            self.assertEqual(scene.deliver(raw).status, 200, name)
        scene.delivered(d.change(PHONE_ID, DIGITS, names={GUEST: "Lena"}, messages=[d.text("wamid.after", GUEST, "Hi", d.now())]))
        scene.record(wamid="wamid.after")
        self.assertLess(time.monotonic() - began, 30)
        scene.settled()
        shown = scene.rest("GET", "/admin/quarantine", user="ann").json
        self.assertEqual(shown["total"], len(self.SET_ASIDE), shown)
        self.assertTrue(all(row["road"] == "hotel" and row["reason"] for row in shown["quarantine"]))
        found = {m["wamid"] for m in scene.messages(self.account)}
        self.assertEqual(found, {*self.READ, "wamid.after"})
        again = scene.rest("POST", "/admin/quarantine/replay", {"all": True}, user="ann")
        self.assertEqual(again.json["still_quarantined"], len(self.SET_ASIDE))
        self.assertEqual(scene.health("owner")["status"], "ok")


class AbsurdRequests(SceneTest):
    JSON_TYPE = {"Content-Type": "application/json"}
    ACTION_NEXT = "Mend what is listed: send a JSON object that fits the action's input_schema, in UTF-8, each name once."
    NEXT = "Send an object as GET /v1/openapi.yaml describes it, in UTF-8, each name once."
    NO_JSON = "What stands here is no JSON, or no UTF-8."
    TWICE = "This name comes twice in one object; which one is meant?"
    LARGE = "This number is too large."
    DEEP = "It is nested deeper than 32 levels."
    CASES = {
        b'{"to":"+4915112345678","text":"a","to":"+4915112345679"}': {"path": "/to", "line": 1, "column": 35, "detail": TWICE},
        b'{"to":"+4915112345678",\n "text":"\xff\xfe"}': {"line": 2, "column": 10, "detail": NO_JSON},
        b'{"text":' + b"[" * DEPTH + b"]" * DEPTH + b"}": {"line": 1, "column": 40, "detail": DEEP},
        b"[" * DEPTH: {"line": 1, "column": 33, "detail": DEEP},
        b'{"text":1e999}': {"path": "/text", "line": 1, "column": 9, "detail": LARGE},
        b"{": {"line": 1, "column": 2, "detail": "It ends too early."},
        b'{"to":"+49"} {}': {"line": 1, "column": 14, "detail": "Something follows after its end."},
    }

    def fault_of(self, answer, code, detail, next_step):
        document = answer.json
        self.assertEqual((answer.status, document["code"], document["detail"], document["next"]), (400, code, detail, next_step),
                         answer.text[:500])
        self.assertEqual(len(document["errors"]), 1)
        return {name: value for name, value in document["errors"][0].items() if value != ""}

    def test_an_action_refuses_them_and_says_where_the_fault_is(self):
        for raw, fault in self.CASES.items():
            with self.subTest(body=raw[:60]):
                answer = self.scene.rest("POST", f"/v1/accounts/{self.account}/actions/send_text", raw, headers=self.JSON_TYPE)
                self.assertEqual(self.fault_of(answer, "input_not_json", "The input is not JSON that can be understood.", self.ACTION_NEXT), fault)

    def test_so_do_the_other_routes(self):
        for raw, fault in self.CASES.items():
            with self.subTest(body=raw[:60]):
                answer = self.scene.rest("POST", "/admin/quarantine/replay", raw, user="ann", headers=self.JSON_TYPE)
                self.assertEqual(self.fault_of(answer, "body_invalid", "The request's body is not a JSON object that can be understood.",
                                               self.NEXT), fault)

    def test_a_megabyte_of_digits_is_refused_at_once(self):
        began = time.monotonic()
        for body in (DIGITS_4_MB[:1 << 20], b'{"text":' + DIGITS_4_MB[:1_000_000] + b"}"):
            answer = self.scene.rest("POST", f"/v1/accounts/{self.account}/actions/send_text", body, headers=self.JSON_TYPE)
            self.assertEqual((answer.status, answer.json["code"], answer.json["errors"][0]["detail"]), (400, "input_not_json", self.LARGE))
        self.assertLess(time.monotonic() - began, 10)

    def test_nothing_of_them_left_or_was_kept(self):
        self.assertEqual(self.scene.calls(), [])
        until("an answer", lambda: self.scene.rest("GET", "/v1/accounts").status == 200)
        self.assertEqual(json.loads(self.scene.console("accounts", "--json").stdout)["accounts"][0]["id"], self.account)
