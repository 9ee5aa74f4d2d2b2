"""One connection as the people around it make it: whoever gets no answer from the host asks the same once more."""
import deliveries
from http_json import look
from stage import APP

GUEST = "4915112340000"


class Story:
    """What one number's connection meets.

    `parked`: the platform's word and a guest's message come before the number is on record here, and are applied after it.
    Else nothing comes by itself: a person chooses between two numbers, the guest writes when a delivery is waited for, and
    the answer to the request for the contacts gets lost, so that what the phone sends must settle it.
    """

    def __init__(self, scene, place, parked):
        self.scene, self.parked = scene, parked
        self.waba, self.phone = f"2109{place:011}", f"3109{place:011}"
        self.digits, self.owner = f"9054{place:08}", f"4109{place:011}"
        self.turn = 0
        phone = {"contacts": 3, "history": {"threads": 1, "messages_per_thread": 2, "days": 10},
                 "sync": {"delay_ms": 20 if parked else 250}}
        scene.number(**self.of_mine(), onboarded=False, **phone)
        if not parked:
            scene.number(**self.of_mine(other="9"), token=f"EAAother{place}", last_onboarded_time="2100-01-01T00:00:00+0000")
            scene.fault("drop_after", endpoint="smb_app_data", phone_number_id=self.phone)
        self.begin()

    def of_mine(self, other=""):
        return {"waba_id": self.waba, "phone_number_id": self.phone + other, "display_phone_number": self.digits + other,
                "owner_business_id": self.owner}

    def begin(self):
        self.turn += 1
        self.operation = self.url = self.location = self.callback = self.ended = self.stage = None
        self.done = set()

    def tell(self, path, body):
        return self.scene.rest("POST", f"/v1/channels/coex/actions/{path}", {"tenant": "harbour", **body}, "ann",
                               {"Idempotency-Key": f"{path} {self.phone} {self.turn}"})

    def once(self, what, act):
        """What happens in the world outside, and is not lost with the host."""
        if what not in self.done:
            act()
            self.done.add(what)

    def go_on(self):
        """The next thing that somebody does, or a look at what there is to do; an OSError: the host gave no answer."""
        if self.operation is None:
            asked = self.tell("connect", {})
            assert asked.status in (200, 202), asked.text
            self.operation = asked.json["operation"]["id"]
        elif self.url is None:
            self.url = self.scene.operation_now(self.operation)["result"]["authorization_url"]
        elif self.location is None:
            start = look(self.url)
            assert start.status == 302, start.text
            self.location, self.cookie = start.headers["Location"], start.headers["Set-Cookie"].split(";")[0]
        elif self.callback is None:
            decision = {"act": "finish", "phone_number_id": self.phone}
            self.scene.sim("dialogs", decision if self.parked else {**decision, "partner_added_ms": None})
            self.callback = look(self.location).headers["Location"].split("#")[0]
        elif self.parked and "guest" not in self.done:
            self.once("guest", self.message_before_the_record)
        elif "returned" not in self.done:
            self.once("returned", self.return_from_the_dialog)
        else:
            self.look_at_it()

    def message_before_the_record(self):
        self.wamid = f"wamid.before{self.phone}"
        text = deliveries.text(self.wamid, GUEST, "Is a room free?", deliveries.now())
        change = deliveries.change(self.phone, self.digits, names={GUEST: "Lena"}, messages=[text])
        body = deliveries.body(deliveries.entry(self.waba, change)).decode()
        taken = self.scene.sim("deliver", {"app": APP, "body": body}).json["status"]  # by the platform, so that its log has it
        if taken == 0:
            raise ConnectionError("the host gave no answer")
        assert taken == 200, taken

    def message_that_is_waited_for(self):
        self.wamid = self.scene.guest_writes("Is a room free?", GUEST, phone_number_id=self.phone)["wamid"]

    def return_from_the_dialog(self):
        page = look(self.callback, {"Cookie": self.cookie})
        assert page.status == 200 or "connect_state_used" in page.text, page.text  # it may have been taken, and not answered

    def look_at_it(self):
        now = self.scene.operation_now(self.operation)
        stage = now["result"]["stage"]
        if now["state"] != "pending":
            self.ended = now
        elif stage == "choose":
            chosen = self.tell("continue_connect", {"operation": self.operation, "phone_number_id": self.phone})
            assert chosen.status in (200, 202) or chosen.json["code"] == "connect_not_waiting", chosen.text
        elif stage == "delivery" and not self.parked:
            self.once("guest", self.message_that_is_waited_for)
        self.stage = stage
