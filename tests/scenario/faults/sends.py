"""Many sends through the host, remembered, so that they can be judged."""
import concurrent.futures

from judge import complaints
from scene import TOKEN, SceneTest, until

ENDED = ("succeeded", "failed", "unknown")
AT_ONCE = 6


class SendsTest(SceneTest):
    """Dedicated numbers (80 messages a second); every guest has just written."""
    adopt = False

    def setUp(self):
        self.asked = []
        self.accounts = {}

    def number(self, last_digit):
        """A dedicated number, adopted; answers its id at the platform."""
        waba, phone, digits = f"21098765432110{last_digit}", f"31098765432110{last_digit}", f"90532111110{last_digit}"
        self.scene.number(waba_id=waba, phone_number_id=phone, display_phone_number=digits, name=f"Spa {last_digit}", coex=False)
        adopted = self.scene.adopt(provider="meta", waba_id=waba, phone_number_id=phone, access_token=TOKEN)
        self.accounts[phone] = self.scene.done(adopted)["account"]
        return phone

    def each(self, things, work):
        with concurrent.futures.ThreadPoolExecutor(AT_ONCE) as pool:
            return list(pool.map(work, things))

    def guests(self, phone, numbers):
        guests = [str(4915500000000 + number) for number in numbers]
        self.each(guests, lambda guest: self.scene.sim("guest/write", {
            "phone_number_id": phone, "from": guest, "name": "Gina", "text": "Hello"}))
        until("all guests written down", lambda: self.scene.sim_get("health")["deliveries_pending"] == 0, 120)
        self.scene.settled()
        return guests

    def ask(self, phone, guest, place, key=None):
        words = f"to {guest}, number {place}"
        answer = self.scene.act(self.accounts[phone], "send_text", {"to": "+" + guest, "text": words}, key=key or words)
        self.assertIn(answer.status, (200, 202), answer.text)
        self.asked.append({"operation": answer.json["operation"]["id"], "guest": guest, "place": place, "words": words})

    def ask_all(self, phone, guests, each):
        for place in range(each):
            self.each(guests, lambda guest, place=place: self.ask(phone, guest, place))

    def shown(self):
        def state(send):
            told = self.scene.rest("GET", f"/v1/operations/{send['operation']}", user="ann").json.get("operation", {})
            return send["operation"], {"state": told.get("state", "absent"), "problem": told.get("problem", {}).get("detail")}
        return dict(self.each(self.asked, state))

    def waiting(self):
        return sum(self.scene.rest("GET", f"/v1/accounts/{account}/queue", user="ann").json[state]
                   for account in self.accounts.values() for state in ("queued", "sending", "held"))

    def processed(self):
        found = self.scene.sim_get("messages?origin=api")["messages"]
        return [{"guest": message["guest"].removeprefix("wa:"), "words": message["content"]["body"]} for message in found]

    def judged(self, seconds):
        """Waits for the end of every send; nothing may be wrong with them. Answers the run."""
        until("every send ended", lambda: self.waiting() == 0, seconds)
        self.scene.settled()
        run = {"asked": self.asked, "processed": self.processed(), "shown": self.shown()}
        self.assertEqual(complaints(run)[:20], [])
        return run
