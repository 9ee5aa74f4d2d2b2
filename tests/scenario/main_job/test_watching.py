"""How an admin and his monitoring see the plugin: metrics by the standard, health from memory, the console's tables."""
import json
import sqlite3
import time
import unittest

import deliveries as d
import openmetrics
from openmetrics import value
from scene import DIGITS, GUEST, MOUNT, PHONE_ID, TOKEN, WABA, SceneTest, call, until

SCRAPER = "scraper-token-of-the-test"


class TheStrictReader(unittest.TestCase):
    GOOD = ('# TYPE a_seconds histogram\n# UNIT a_seconds seconds\n# HELP a_seconds How long.\na_seconds_bucket{le="1.0"} 1\n'
            'a_seconds_bucket{le="+Inf"} 2\na_seconds_count 2\na_seconds_sum 3.5\n# TYPE b counter\n# HELP b N.\n'
            'b_total{x="a\\"b"} 4\n# EOF\n')

    def test_it_takes_what_is_right_and_nothing_else(self):
        self.assertEqual(value(openmetrics.parse(self.GOOD), "b"), 4)
        for old, new in (("# EOF\n", ""), ("# EOF\n", "# EOF\n\n"), ("b_total", "b"), ('le="+Inf"', 'le="2.0"'), ('le="1.0"', 'le="1"'),
                         ("_count 2", "_count 3"), ("a_seconds_sum 3.5\n", ""), ("# UNIT a_seconds seconds", "# UNIT a_seconds bytes"),
                         ("# TYPE b counter", "# TYPE b count"), ('a\\"b', 'a"b'), ("b_total{", "# HELP b M.\nb_total{"), (" 4", " four"),
                         ("# EOF", 'b_total{x="a\\"b"} 5\n# EOF'), ("# EOF", "# TYPE a_seconds gauge\n# EOF"), ('} 1\n', '} 3\n')):
            with self.subTest(new=new, old=old):
                self.assertRaises(openmetrics.Broken, openmetrics.parse, self.GOOD.replace(old, new, 1))


class Watching(SceneTest):
    @classmethod
    def before_host(cls, scene):
        token = scene.data / "scrape.token"
        token.write_text(SCRAPER + "\n")
        start = scene.start_host
        scene.start_host = lambda *options: start("--metrics-token", str(token), *options)
        scene.console("user", "add", "olga", "--role", "admin", "--operator")
        scene.tokens["olga"] = json.loads(scene.console("token", "create", "olga", "--json").stdout)["token"]

    def scrape(self, token=SCRAPER, path="/metrics"):
        return call("GET", self.scene.host + path, headers={"Authorization": f"Bearer {token}"} if token else {})

    def figures(self):
        answer = self.scrape()
        self.assertEqual(answer.status, 200, answer.text)
        return openmetrics.parse(answer.text)

    def seen(self, what, condition):
        return until(what, lambda: condition(self.figures()))

    def test_the_scraper_gets_open_metrics_and_nothing_else(self):
        self.figures()
        self.assertEqual(self.scrape().headers.get("content-type"), openmetrics.CONTENT_TYPE)
        self.assertEqual(self.scrape(path="/api/accounts").status, 401)
        self.assertEqual(self.scrape(path=f"{MOUNT}/admin/metrics").status, 401)
        for token, status in ((None, 401), (SCRAPER + "x", 401), (self.scene.tokens["sam"], 403), (self.scene.tokens["ann"], 403),
                              (self.scene.tokens["olga"], 200)):
            self.assertEqual(self.scrape(token).status, status)
        refused = self.scene.console("serve", "--metrics-token", "/no/such/file", check=False)
        self.assertIn("metrics_token_unusable", refused.stderr)

    def test_what_happens_is_counted(self):
        scene, before = self.scene, self.figures()
        self.assertEqual(scene.deliver(b"{}", secret="wrong").status, 401)
        scene.guest_writes("Is breakfast included?")
        conversation = scene.record(text="Is breakfast included?")["conversation"]
        scene.done(scene.act(self.account, "send_text", {"conversation": conversation, "text": "Yes"}), "sam")
        scene.delivered(d.change(PHONE_ID, DIGITS, field="smb_message_echoes",
                                 message_echoes=[d.echo("wamid.watched-echo", DIGITS, GUEST, "And parking", d.now() - 3)]))
        scene.record(wamid="wamid.watched-echo")
        refused = scene.act(self.account, "send_text", {"to": "+4915100009999", "text": "Hello"})
        self.assert_refused(refused, 409, "window_closed")
        now = self.seen("the echo", lambda f: f if value(f, "whatsapp_echo_lag_seconds") > value(before, "whatsapp_echo_lag_seconds") else None)

        def grew(family, **labels):
            return value(now, family, **labels) - (value(before, family, **labels) if before[family].samples else 0)
        self.assertEqual(grew("whatsapp_bad_signatures", webhook="hotel"), 1)
        self.assertEqual(grew("whatsapp_window_blocks", seen="when_asked"), 1)
        self.assertGreaterEqual(grew("whatsapp_platform_calls", **{"class": "2xx"}), 1)
        self.assertGreaterEqual(grew("whatsapp_journal_flush_seconds"), 4)
        self.assertGreaterEqual(grew("whatsapp_commit_seconds"), 4)
        for lane in ("live", "history", "command"):
            for unit in ("rows", "bytes", "seconds"):
                self.assertEqual(value(now, f"whatsapp_journal_lag_{unit}", lane=lane), 0)
        self.assertLess(value(now, "whatsapp_account_silence_seconds", account=self.account, of="phone"), 200)
        self.assertLess(abs(value(now, "whatsapp_clock_skew_seconds")), 5)
        self.assertEqual(value(now, "whatsapp_accounts", provider="coex", state="connected"), 1)

    def test_nothing_in_it_tells_of_persons(self):
        self.scene.guest_writes("My name is secret")
        self.scene.record(text="My name is secret")
        for answer in (self.scrape(), self.scene.rest("GET", "/admin/metrics?accounts=all", user="ann"),
                       self.scene.rest("GET", "/admin/health", user="ann")):
            for person in (DIGITS, GUEST, "Lena", "secret", TOKEN, "Harbour"):
                self.assertNotIn(person, answer.text)

    def test_another_hotels_admin_sees_none_of_this_hotels_figures(self):
        answer = self.scene.rest("GET", "/admin/metrics?accounts=all", user="eve")
        self.assertEqual(answer.headers.get("content-type"), openmetrics.CONTENT_TYPE)
        families = openmetrics.parse(answer.text)
        self.assertNotIn(self.account, answer.text)
        self.assertEqual(families["whatsapp_accounts"].samples, [])
        self.assertNotIn("whatsapp_deliveries", families)
        health = self.scene.rest("GET", "/admin/health", user="eve").json["checks"]
        self.assertEqual(health["accounts"]["count"], 0)
        self.assertFalse({"webhooks", "feed", "quarantine"} & set(health))
        for path in ("/admin/unknown",):
            self.assert_refused(self.scene.rest("GET", path, user="eve"), 403, "operator_needed")
        refused = self.scene.rest("POST", "/admin/backup", {"directory": str(self.scene.data)}, user="eve")
        self.assert_refused(refused, 403, "operator_needed")

    def test_staff_learn_from_the_host_how_it_is_and_no_more(self):
        told = self.scene.api("GET", "/api/health", user="sam").json["plugins"]["io.coexist.whatsapp"]
        self.assertEqual({tuple(check) for check in told["checks"].values()}, {("status",)})
        whole = self.scene.api("GET", "/api/health", user="olga").json["plugins"]["io.coexist.whatsapp"]
        self.assertIn("version", whole["checks"]["sqlite"])
        self.assertIn("one writing connection", whole["checks"]["sqlite"]["guard"])

    def test_health_answers_at_once_while_the_writer_is_blocked_and_deliveries_are_taken(self):
        scene = self.scene
        state = next(scene.data.glob("crm/plugins/*/state.db"))
        holder = sqlite3.connect(state, isolation_level=None)
        try:
            holder.execute("BEGIN IMMEDIATE")
            scene.delivered(d.change(PHONE_ID, DIGITS, names={GUEST: "Lena"}, messages=[d.text("wamid.blocked", GUEST, "Hi", d.now())]))

            def told(ask):
                begin = time.monotonic()
                health = ask()
                self.assertLess(time.monotonic() - begin, 3, "health made somebody wait")
                return health["checks"]["owner"].get("code")

            def whole():
                return scene.api("GET", "/api/health", user="olga").json["plugins"]["io.coexist.whatsapp"]
            until("that the state cannot be written", lambda: told(whole) in ("state_not_writable", "writer_slow", "writer_stuck"), 40)
            self.assertIn(told(scene.health), ("state_not_writable", "writer_slow", "writer_stuck"))
            self.seen("the row that waits", lambda f: value(f, "whatsapp_journal_lag_rows", lane="live") >= 1)
            self.seen("its age", lambda f: value(f, "whatsapp_oldest_unapplied_seconds") > 0)
        finally:
            holder.close()
        scene.record(wamid="wamid.blocked")
        until("well again", lambda: scene.health("owner")["status"] == "ok", 40)

    def test_the_console_tells_what_the_running_serve_knows(self):
        told = self.scene.console("health")
        self.assertIn("as the running serve tells", told.stdout)
        self.assertRegex(told.stdout, r"(?m)^journal +ok")
        document = json.loads(self.scene.console("health", "--json").stdout)
        self.assertEqual((document["by"], set(document["plugins"])), ("serve", {"io.coexist.whatsapp"}))
        figures = self.scene.console("metrics", "deliveries").stdout
        self.assertRegex(figures, r'(?m)^whatsapp_deliveries_total +outcome="accepted" +[1-9]')
        self.assertRegex(self.scene.console("metrics", "commit_seconds").stdout, r"(?m)^whatsapp_commit_seconds +\d+ times, mean ")
        openmetrics.parse(self.scene.console("metrics", "--raw").stdout)


class WithoutAServe(SceneTest):
    def test_the_console_looks_at_the_state_itself(self):
        self.assertTrue((self.scene.data / "crm" / "serve.json").exists())
        self.assertEqual((self.scene.data / "crm" / "serve.json").stat().st_mode & 0o777, 0o600)
        self.scene.host_process.stop()
        self.assertFalse((self.scene.data / "crm" / "serve.json").exists())
        told = self.scene.console("health")
        self.assertIn("seen from beside", told.stdout)
        self.assertIn("owner_absent", told.stdout)
        self.assertIn("Start the process with role", told.stdout)
        families = openmetrics.parse(self.scene.console("metrics", "--raw").stdout)
        self.assertEqual(value(families, "whatsapp_accounts", provider="coex", state="connected"), 1)
