"""Who answers a guest: a person, or automation that waits meanwhile. And who the guest is."""
import time

from scene import DIGITS, GUEST, PHONE_ID, SceneTest, deliveries, until


class HandOver(SceneTest):
    def conversation(self, guest=GUEST):
        """The guest's conversation as the CRM has it."""
        def found():
            for contact in self.scene.api("GET", "/api/contacts?limit=500").json["contacts"]:
                if any(name["value"] == guest for name in contact["identities"]):
                    for one in self.scene.api("GET", "/api/conversations").json["conversations"]:
                        if one["contact"] == contact["id"]:
                            return one
            return None
        return until("the conversation in the CRM", found)

    def held(self, guest=GUEST):
        return self.scene.rest("GET", f"/v1/conversations/{self.conversation(guest)['id']}").json["handover"]

    def echo(self, guest, words, at, wamid):
        self.scene.delivered(deliveries.change(PHONE_ID, DIGITS, field="smb_message_echoes", message_echoes=[
            deliveries.echo(wamid, DIGITS, guest, words, at)]))

    def wrote(self, guest, words, at, wamid):
        self.scene.delivered(deliveries.change(PHONE_ID, DIGITS, names={guest: "Guest"}, messages=[
            deliveries.text(wamid, guest, words, at)]))

    def test_a_person_on_the_phone_holds_automation_until_staff_release_it(self):
        now = int(time.time())
        guest = "4915100000001"
        self.wrote(guest, "Is somebody there?", now - 60, "wamid.held.1")
        self.scene.settled()
        self.assertFalse(self.held(guest)["held"])
        self.echo(guest, "Yes, how can I help?", now - 30, "wamid.held.2")
        self.scene.settled()
        held = self.held(guest)
        self.assertEqual((held["held"], held["by"], held["answered_by"]), (True, "answer", "phone"))
        conversation = self.conversation(guest)
        self.assertTrue(conversation["handover"]["held"])  # the CRM's own records heard of it
        released = self.scene.act(self.account, "release_conversation", {"conversation": conversation["id"]})
        self.assertEqual(released.status, 200, released.text)
        self.assertFalse(self.held(guest)["held"])
        ordered = self.scene.act(self.account, "hold_conversation", {"conversation": conversation["id"], "minutes": 5})
        self.assertEqual(ordered.status, 200, ordered.text)
        self.assertEqual(self.held(guest)["by"], "staff")

    def test_the_apps_greeting_is_no_person(self):
        now = int(time.time())
        guest = "4915100000002"
        self.wrote(guest, "Hello", now - 60, "wamid.greeted.1")
        self.echo(guest, "Welcome! We answer soon.", now - 58, "wamid.greeted.2")
        self.scene.settled()
        self.assertFalse(self.held(guest)["held"])

    def test_staff_join_two_contacts_and_the_crm_follows(self):
        now = int(time.time())
        first, second = "4915100000003", "4915100000004"
        self.wrote(first, "From my phone", now - 60, "wamid.joined.1")
        self.wrote(second, "From my other phone", now - 50, "wamid.joined.2")
        self.scene.settled()
        one, other = (self.conversation(guest)["contact"] for guest in (first, second))
        joined = self.scene.act(self.account, "join_contacts", {"contact": one, "other": other})
        self.assertEqual(joined.status, 200, joined.text)
        self.scene.settled()
        contact = self.scene.rest("GET", f"/v1/contacts/{self.conversation(first)['contact']}").json
        self.assertEqual({name["value"] for name in contact["identities"]}, {first, second})
        keys = [name["key"] for name in contact["identities"] if name["value"] == second]
        split = self.scene.act(self.account, "separate_contact", {"contact": contact["id"], "identities": keys})
        self.assertEqual(split.status, 200, split.text)
        self.scene.settled()
        self.assertNotEqual(self.conversation(first)["contact"], self.conversation(second)["contact"])
        for guest, words in ((first, "From my phone"), (second, "From my other phone")):
            timeline = self.scene.api("GET", f"/api/timeline?contact={self.conversation(guest)['contact']}").json
            self.assertEqual([m["text"] for m in timeline["messages"]], [words])
