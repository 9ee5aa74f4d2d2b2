"""What guests and the owner do on their phones reaches the CRM's own records."""
import time

from scene import GUEST, PHONE_ID, SceneTest, until


class Phones(SceneTest):
    def next_second(self):
        """The platform's clock counts seconds: of two things in one second nobody knows which was first."""
        time.sleep(1.1)

    def at(self, who, action, **given):
        made = self.scene.sim(f"{who}/{action}", {"phone_number_id": PHONE_ID, **given})
        self.assertEqual(made.status, 200, made.text)
        return made.json

    def written(self, words):
        self.scene.guest_writes(words)
        return self.scene.record(text=words)

    def changed(self, message, **wanted):
        return self.scene.record(id=message["id"], **wanted)

    def test_an_edited_message_of_a_guest_is_edited_in_the_crm(self):
        first = self.written("Room for too")
        self.at("guest", "edit", wamid=first["wamid"], text="Room for two")
        edited = self.changed(first, text="Room for two")
        self.assertTrue(edited["edited_at"])
        self.next_second()
        self.at("guest", "edit", wamid=first["wamid"], text="Room for three")
        self.changed(first, text="Room for three")
        self.assertEqual(len([m for m in self.scene.records() if m["wamid"] == first["wamid"]]), 1)

    def test_a_revoked_message_of_a_guest_shows_no_text_in_the_crm_any_more(self):
        first = self.written("My card number is 4711")
        self.at("guest", "revoke", wamid=first["wamid"])
        revoked = self.changed(first, revoked=True)
        self.assertNotIn("text", revoked)
        for path in (f"/v1/messages/{first['id']}", f"/v1/conversations/{first['conversation']}/messages"):
            self.assertNotIn("4711", self.scene.rest("GET", path).text)
        self.assertNotIn("4711", self.scene.api("GET", f"/api/timeline?contact={first['contact']}").text)

    def test_a_guests_reaction_is_seen_and_taken_back(self):
        self.at("owner", "write", to=GUEST, text="Your room is ready")
        ours = self.scene.record(text="Your room is ready")
        self.at("guest", "react", wamid=ours["wamid"], emoji="👍", **{"from": GUEST})
        until("the reaction", lambda: [r["emoji"] for r in self.changed(ours).get("reactions", [])] == ["👍"])
        self.next_second()
        self.at("guest", "react", wamid=ours["wamid"], **{"from": GUEST})
        until("no reaction", lambda: not self.changed(ours).get("reactions"))

    def test_what_the_owner_writes_edits_and_revokes_on_the_phone_is_in_the_crm(self):
        self.at("owner", "write", to=GUEST, text="Untill Friday")
        echo = self.scene.record(text="Untill Friday")
        self.assertEqual((echo["direction"], echo["origin"]), ("out", "business_app"))
        self.at("owner", "edit", wamid=echo["wamid"], text="Until Friday")
        self.changed(echo, text="Until Friday")
        self.at("owner", "revoke", wamid=echo["wamid"])
        self.assertNotIn("text", self.changed(echo, revoked=True))

    def test_a_picture_is_in_the_crm_by_reference_with_its_caption(self):
        self.at("guest", "write", **{"from": GUEST}, type="image", content={"id": "900100200300", "mime_type": "image/jpeg", "caption": "The damage"})
        shown = self.scene.record(text="The damage")
        self.assertEqual((shown["type"], shown["media"]["id"], shown["media"]["mime_type"]), ("image", "900100200300", "image/jpeg"))

    def test_a_guests_name_is_in_the_crms_contacts(self):
        self.written("Guten Tag")
        contact = until("the contact", lambda: next((c for c in self.scene.api("GET", "/api/contacts").json["contacts"]
                                                     if any(i["value"] == GUEST for i in c["identities"])), None))
        self.assertEqual(contact["name"], "Lena Vogt")

    def test_an_offboarded_number_sends_nothing_until_it_is_reconnected(self):
        self.written("Hello there")
        self.at("owner", "offboard")
        until("offboarded", lambda: self.scene.api("GET", "/api/accounts").json["accounts"][0]["state"] == "offboarded", 30)
        refused = self.scene.act(self.account, "send_text", {"to": "+" + GUEST, "text": "Hi"})
        self.assert_refused(refused, 409, "account_offboarded")
        self.next_second()
        self.at("owner", "reconnect")
        until("connected", lambda: self.scene.api("GET", "/api/accounts").json["accounts"][0]["state"] == "connected", 30)
        self.scene.done(self.scene.act(self.account, "send_text", {"to": "+" + GUEST, "text": "Hi"}))
