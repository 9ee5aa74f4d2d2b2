"""Every kind of message leaves as the platform takes it; what the platform would refuse is refused before."""
import itertools
import time

from scene import PHONE_ID, SceneTest, until

GUESTS = (str(4915300000000 + n) for n in itertools.count())
PNG = b"\x89PNG\r\n\x1a\n" + b"picture" * 100


class Kinds(SceneTest):
    def setUp(self):
        self.guest = next(GUESTS)
        self.scene.guest_writes(f"I am {self.guest}", self.guest)
        self.written = self.scene.record(text=f"I am {self.guest}")

    def tearDown(self):
        self.scene.sim_delete("faults")

    def send(self, action, **content):
        return self.scene.act(self.account, action, {"to": "+" + self.guest, **content})

    def at_platform(self):
        found = self.scene.sim_get("messages?origin=api")["messages"]
        return [m for m in found if m["guest"] == self.guest]

    def sent(self, action, **content):
        self.scene.done(self.send(action, **content), "sam")
        return self.at_platform()[-1]

    def upload(self, data=PNG, kind="image/png", user="sam", account=None):
        return self.scene.rest("POST", f"/v1/uploads?account={account or self.account}", data, user, {"Content-Type": kind})

    def test_a_picture_is_uploaded_once_shown_to_staff_and_sent_to_whom_they_want(self):
        made = self.upload()
        self.assertEqual(made.status, 201, made.text)
        self.assertEqual((made.json["mime_type"], made.json["bytes"], made.json["kinds"]), ("image/png", len(PNG), ["image", "document"]))
        before = len(self.scene.calls("media_upload"))
        message = self.sent("send_image", file=made.json["file"], caption="The room")
        self.assertEqual((message["type"], message["content"]["caption"]), ("image", "The room"))
        self.sent("send_document", file=made.json["file"], filename="room.png")
        self.assertEqual(len(self.scene.calls("media_upload")) - before, 1)
        shown = self.scene.message(self.account, text="The room")
        self.assertEqual(shown["media"]["state"], "kept")
        delivered = until("delivered", lambda: self.scene.message(self.account, text="The room", status="read"))
        self.assertEqual(delivered["origin"], "api")

    def test_a_file_that_no_message_could_carry_is_refused_at_once(self):
        for data, kind, status, code in ((b"", "image/png", 400, "upload_invalid"), (PNG, "image/jpeg", 400, "upload_invalid"),
                                         (PNG, "picture", 400, "upload_invalid")):
            with self.subTest(kind=kind, bytes=len(data)):
                self.assert_refused(self.upload(data, kind), status, code)
        self.assert_refused(self.upload(account="acc_0123456789abcdef"), 404, "account_not_found")
        large = self.upload(PNG + b"x" * (5 << 20))
        self.assertEqual(large.json["kinds"], ["document"], large.text)
        refused = self.send("send_image", file=large.json["file"])
        self.assert_refused(refused, 400, "input_invalid")
        self.assertEqual(refused.json["errors"][0]["path"], "/file")
        self.assertEqual(self.at_platform(), [])

    def test_places_cards_buttons_lists_links_and_forms_arrive_as_they_were_written(self):
        self.assertEqual(self.sent("send_location", latitude=52.5, longitude=13.4, name="Hotel")["content"]["name"], "Hotel")
        card = {"formatted_name": "Front desk", "phones": [{"phone": "+4930123", "type": "WORK"}]}
        self.assertEqual(self.sent("send_contacts", contacts=[card])["content"][0]["name"]["formatted_name"], "Front desk")
        choice = self.sent("send_buttons", text="Breakfast?", header={"text": "Hello"}, footer="Hotel",
                           buttons=[{"id": "yes", "title": "Yes"}, {"id": "no", "title": "No"}], reply_to=self.written["id"])
        self.assertEqual([b["reply"]["title"] for b in choice["content"]["action"]["buttons"]], ["Yes", "No"])
        rows = self.sent("send_list", text="Rooms", button="Show", sections=[{"rows": [{"id": "1", "title": "Single"}]}])
        self.assertEqual(rows["content"]["action"]["sections"][0]["rows"][0]["title"], "Single")
        self.assertEqual(self.sent("send_link", text="Pay", label="Pay now", url="https://pay.example/1")["content"]["type"], "cta_url")
        self.assertEqual(self.sent("request_location", text="Where are you?")["content"]["type"], "location_request_message")
        self.assertEqual(self.sent("send_flow", text="Book", label="Open", flow_id="880", screen="FIRST")["content"]["type"], "flow")
        picture = self.upload().json["file"]
        headed = self.sent("send_buttons", text="This one?", header={"file": picture}, buttons=[{"id": "y", "title": "Yes"}])
        self.assertEqual(headed["content"]["header"]["type"], "image")
        self.assertEqual(self.scene.record(text="Rooms")["type"], "interactive")

    def test_limits_are_told_by_the_field_and_nothing_leaves(self):
        for action, content, place in (
                ("send_buttons", {"text": "?", "buttons": [{"id": "a", "title": "x" * 21}]}, "/buttons/0/title"),
                ("send_buttons", {"text": "?", "buttons": [{"id": "a", "title": "A"}, {"id": "b", "title": "A"}]}, "/buttons/1/title"),
                ("send_list", {"text": "?", "button": "B", "sections": [{"rows": [{"id": "1", "title": "x" * 25}]}]}, "/sections/0/rows/0/title"),
                ("send_location", {"latitude": 91, "longitude": 0}, "/latitude"),
                ("send_link", {"text": "Pay", "label": "Pay", "url": "http://pay.example/1"}, "/url")):
            with self.subTest(action=action):
                refused = self.send(action, **content)
                self.assert_refused(refused, 400, "input_invalid")
                self.assertEqual(refused.json["errors"][0]["path"], place, refused.text)
        self.assertEqual(self.at_platform(), [])

    def test_a_reaction_shows_on_its_message_and_goes_again(self):
        react = lambda emoji: self.scene.done(self.scene.act(self.account, "react", {"message": self.written["id"], "emoji": emoji}), "sam")
        react("\U0001F44D")
        until("the reaction", lambda: self.scene.rest("GET", f"/v1/messages/{self.written['id']}").json.get("reactions"))
        self.assertEqual(self.at_platform()[-1]["content"]["message_id"], self.written["wamid"])
        react("")
        until("no reaction", lambda: "reactions" not in self.scene.rest("GET", f"/v1/messages/{self.written['id']}").json)
        texts = [m for m in self.scene.messages(self.account) if m.get("type") == "reaction"]
        self.assertEqual(texts, [])

    def test_a_guests_message_is_marked_as_read(self):
        self.scene.done(self.scene.act(self.account, "mark_read", {"message": self.written["id"], "typing": True}), "sam")
        marked = [m for m in self.scene.sim_get("messages?origin=inbound")["messages"] if m["wamid"] == self.written["wamid"]]
        self.assertGreater(marked[0]["marked_read_at_ms"], 0)

    def test_what_only_the_phone_can_do_is_refused_by_name(self):
        for action in ("send_group", "edit_profile", "start_call", "send_broadcast", "send_view_once", "post_status"):
            refused = self.send(action)
            self.assert_refused(refused, 409, "action_not_for_provider")
            self.assertIn("coexistence", refused.json["detail"])

    def test_an_unknown_message_is_sent_again_by_hand_once(self):
        self.scene.fault("drop_before")
        asked = self.send("send_text", text="may have left")
        self.scene.operation(asked.json["operation"]["id"], "unknown")
        message = self.scene.record(text="may have left", status="unknown")
        again = self.scene.done(self.scene.act(self.account, "send_again", {"message": message["id"]}), "sam")
        self.assertEqual(again["repeats"], asked.json["operation"]["id"])
        self.assertEqual([m["content"]["body"] for m in self.at_platform()], ["may have left"])
        self.assert_refused(self.scene.act(self.account, "send_again", {"message": message["id"]}), 409, "message_repeated")

    def test_the_queue_is_told(self):
        queue = lambda: self.scene.rest("GET", f"/v1/accounts/{self.account}/queue").json
        self.assertEqual(queue()["per_second"], 15)
        self.scene.fault("latency", ms=1500)
        for n in range(3):
            self.send("send_text", text=f"queued {n}")
        waiting = until("a queue", lambda: next((q for q in [queue()] if q["queued"] == 2), None))
        self.assertEqual(waiting["expected_wait_s"], 1)
        self.assertIn("oldest_at", waiting)
        until("no queue", lambda: queue()["queued"] == 0)


class Templates(SceneTest):
    def template(self, name, **more):
        made = self.scene.sim("templates", {"phone_number_id": PHONE_ID, "name": name, "language": "de", **more})
        self.assertEqual(made.status, 200, made.text)

    def listed(self):
        return {t["name"]: t for t in self.scene.whole(f"/v1/accounts/{self.account}/templates", "templates")}

    def test_templates_are_synced_checked_offered_and_sent_when_the_window_is_closed(self):
        guest = next(GUESTS)
        for n in range(120):
            self.template(f"filler_{n}", status="REJECTED", rejected_reason="INVALID_FORMAT")
        self.template("stay", components=[{"type": "BODY", "text": "Hello {{1}}, welcome on {{2}}"}])
        self.template("paused", status="PAUSED")
        synced = self.scene.done(self.scene.act(self.account, "sync_templates"), "sam")
        self.assertEqual(synced["templates"], 122)
        self.assertEqual(len(self.listed()), 122)

        def use(name, *values):
            return self.scene.act(self.account, "send_template", {"to": "+" + guest, "name": name, "language": "de", "values": list(values)})
        closed = self.scene.act(self.account, "send_text", {"to": "+" + guest, "text": "Hello"})
        self.assert_refused(closed, 409, "window_closed")
        self.assertEqual([t["name"] for t in closed.json["templates"]], ["stay"])
        self.assert_refused(use("stay", "Lena"), 400, "input_invalid")
        self.assert_refused(use("paused", "Lena"), 409, "template_not_sendable")
        self.assert_refused(use("nobody", "Lena"), 404, "template_unknown")
        self.scene.done(use("stay", "Lena", "24.12."), "sam")
        self.assertEqual(self.scene.record(text="Hello Lena, welcome on 24.12.")["type"], "template")
        self.assertEqual(len([c for c in self.scene.calls() if "paused" in str(c)]), 0)
        time.sleep(1.1)  # the platform's clock counts seconds
        self.template("stay", status="PAUSED", tell="PAUSED")
        until("the pause is known", lambda: self.listed()["stay"]["status"] == "PAUSED")
        self.assertFalse(self.listed()["stay"]["sendable"])
        self.assert_refused(use("stay", "Lena", "24.12."), 409, "template_not_sendable")
        self.template("fresh", tell="APPROVED", components=[{"type": "BODY", "text": "News"}])
        until("a new template was read", lambda: "fresh" in self.listed(), 30)
