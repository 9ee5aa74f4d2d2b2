"""The stage as the scenario tests use it: one for each class of tests, with the hotel's number adopted."""
import os
import pathlib
import sys
import unittest
import urllib.parse

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[3] / "dist" / "stage"))
import deliveries  # noqa: E402
from http_json import call  # noqa: E402
from stage import APP, DIGITS, MOUNT, PHONE_ID, TOKEN, WABA, Process, Stage, until  # noqa: E402,F401

BUILD = os.environ.get("COEXIST_BUILD", "build/release")
LARGE = os.environ.get("COEXIST_LARGE") == "1"
GUEST = "4915112345678"
CANONICAL = {"phone", "since"}  # when we were told to adopt: a time of this run, not of what was delivered


class Scene(Stage):
    """A stage with what only tests need: bodies of one's own, whole lists, and a look at everything at once."""

    @property
    def app_secret(self):
        return self.environment["COEXIST_APP_SECRET"]

    def deliver(self, raw, secret=None, headers=None, road="hotel"):
        """Gives one signed body to the host as the platform would; answers what the host said."""
        sent = deliveries.signed(raw, secret or self.app_secret) if headers is None else headers
        return call("POST", f"{self.host}{MOUNT}/webhooks/{road}", raw, sent, timeout=60)

    def delivered(self, *changes):
        """The same for changes of the hotel's number, which must be taken."""
        answer = self.deliver(deliveries.body(deliveries.entry(WABA, *changes)))
        assert answer.status == 200, answer.text

    def restart_host(self, kill=True):
        self.host_process.stop(kill=kill)
        self.start_host()

    def whole(self, path, name, user="ann"):
        """All pages of a list of the plugin's REST."""
        items, cursor = [], None
        while True:
            joint = "&" if "?" in path else "?"
            answer = self.rest("GET", f"{path}{joint}limit=200" + (f"&cursor={cursor}" if cursor else ""), user=user)
            assert answer.status == 200, answer.text
            items += answer.json[name]
            cursor = answer.json.get("next_cursor")
            if not cursor:
                return items

    def messages(self, account, user="ann"):
        """Every message of the account in the plugin's REST."""
        found = []
        for conversation in self.whole(f"/v1/conversations?account={account}", "conversations", user):
            found += self.whole(f"/v1/conversations/{conversation['id']}/messages", "messages", user)
        return found

    def message(self, account, **wanted):
        return next((m for m in self.messages(account) if all(m.get(k) == v for k, v in wanted.items())), None)

    def records(self, user="ann"):
        """Every message in the CRM's own records."""
        found = []
        for contact in self.api("GET", "/api/contacts?limit=500", user=user).json["contacts"]:
            query = urllib.parse.urlencode({"contact": contact["id"], "limit": 500})
            found += self.api("GET", f"/api/timeline?{query}", user=user).json["messages"]
        return found

    def record(self, **wanted):
        """One message of the CRM's own records, waited for."""
        return until(f"a message in the CRM with {wanted}", lambda: next(
            (m for m in self.records() if all(m.get(k) == v for k, v in wanted.items())), None))

    def health(self, check=None):
        document = self.rest("GET", "/admin/health", user="ann").json
        return document["checks"][check] if check else document

    def settled(self):
        """Waits until everything acknowledged so far is applied and the CRM has read the whole feed. A delivery of an
        unknown kind goes in as a mark: what is in front of it in the journal is applied before it is counted."""
        before = self.marks()
        mark = {"field": "mark_of_the_tests", "value": {"event": "HERE"}}
        assert self.deliver(deliveries.body(deliveries.entry(WABA, mark))).status == 200
        until("everything journalled applied", lambda: self.marks() > before, 60)

        def all_read():
            followers = [c for c in self.health("feed")["consumers"] if c["consumer"] == "crm-host"]
            return followers and all(c["behind"] == 0 for c in followers)
        until("the whole feed read by the CRM", all_read, 60)

    def marks(self):
        unknown = self.rest("GET", "/admin/unknown", user="ann").json["unknown"]
        return sum(kind["count"] for kind in unknown if kind["field"] == "mark_of_the_tests")

    def dump(self):
        """The whole state as REST tells it, in one order, without times of this run."""
        self.settled()
        accounts = self.whole("/v1/accounts", "accounts")
        conversations = self.whole("/v1/conversations", "conversations")
        messages = [m for c in conversations for m in self.whole(f"/v1/conversations/{c['id']}/messages", "messages")]
        state = {"accounts": accounts, "conversations": conversations, "messages": messages,
                 "contacts": self.whole("/v1/contacts", "contacts")}
        return {name: sorted(({k: v for k, v in item.items() if k not in CANONICAL} for item in items), key=lambda i: i["id"])
                for name, items in state.items()}

    def calls(self, endpoint="messages"):
        """The simulator's log of POST calls to an endpoint of the Graph API."""
        return [c for c in self.sim_get(f"calls?endpoint={endpoint}")["calls"] if c["method"] == "POST"]

    def fault(self, kind, **more):
        made = self.sim("faults", {"endpoint": "messages", "kind": kind, "count": 1, **more})
        assert made.status == 200, made.text

    def sim_delete(self, path):
        return call("DELETE", f"{self.graph}/_sim/{path}")

    def guest_writes(self, words="Hello", guest=GUEST, **more):
        wrote = self.sim("guest/write", {"phone_number_id": PHONE_ID, "from": guest, "name": "Lena Vogt", "text": words, **more})
        assert wrote.status == 200, wrote.text
        return wrote.json

    def number(self, **changes):
        """A further number at the platform."""
        made = self.sim("numbers", {"display_phone_number": DIGITS, "name": "Hotel Harbour", "token": TOKEN, "coex": True,
                                    "owner_business_id": "410987654321003", "app_id": APP,
                                    "last_onboarded_time": "2026-01-10T09:00:00+0000", **changes})
        assert made.status == 200, made.text

    def adopted(self):
        """Adopts the hotel's number; a quick answer of the platform makes it done (200) before we are answered."""
        return self.done(self.adopt())["account"]

    def failure(self, asked, user="ann"):
        """The problem of an action that the platform refuses: in the answer itself if it was quicker than the answer."""
        if asked.status == 409:
            return asked.json
        assert asked.status in (200, 202), asked.text  # 200: it ended before the answer
        return self.operation(asked.json["operation"]["id"], "failed", user)["problem"]

    def done(self, asked, user="ann"):
        """The result of an action that must succeed, waited for where it is pending."""
        assert asked.status in (200, 202), asked.text
        return self.operation(asked.json["operation"]["id"], "succeeded", user).get("result", {})


class SceneTest(unittest.TestCase):
    """Tests of one class share a scene; `account` is the hotel's number."""
    adopt = True
    scene_type = Scene

    @classmethod
    def before_host(cls, scene):
        """For a class that changes the configuration or adds a plugin."""

    @classmethod
    def setUpClass(cls):
        cls.scene = cls.set_scene()
        cls.addClassCleanup(cls.scene.stop)
        cls.account = cls.scene.adopted() if cls.adopt else None

    @classmethod
    def set_scene(cls, data=None):
        scene = cls.scene_type(BUILD, data)
        try:
            scene.start_simulator()
            scene.install()
            cls.before_host(scene)
            scene.start_host()
            scene.connect_simulator()
        except BaseException:
            scene.stop()
            raise
        return scene

    def assert_refused(self, answer, status, code):
        self.assertEqual((answer.status, answer.json.get("code")), (status, code), answer.text)
