"""Every kind of message that the endpoint takes, and what it refuses of each; files for messages; templates."""
from rig import DAY_MS, LENA, PHONE, SimulatorCase, TOKEN, WABA


def interactive(**parts):
    return {"type": "interactive", "interactive": {"body": {"text": "Which?"}, **parts}}


def buttons(*titles):
    return interactive(type="button", action={"buttons": [
        {"type": "reply", "reply": {"id": str(n), "title": title}} for n, title in enumerate(titles)]})


def sections(*counts, titled=True):
    return interactive(type="list", action={"button": "Rooms", "sections": [
        {**({"title": f"S{s}"} if titled else {}), "rows": [{"id": f"{s}-{r}", "title": f"R{r}"} for r in range(count)]}
        for s, count in enumerate(counts)]})


def flow(**parameters):
    return interactive(type="flow", action={"name": "flow", "parameters": {"flow_message_version": "3", "flow_cta": "Book",
                                                                           "flow_action": "data_exchange", **parameters}})


class Kinds(SimulatorCase):
    def setUp(self):
        super().setUp()
        self.connect()
        self.write()

    def upload(self, data=b"bytes", kind="image/png"):
        body = (b"--edge\r\nContent-Disposition: form-data; name=\"messaging_product\"\r\n\r\nwhatsapp\r\n"
                b"--edge\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a\"\r\nContent-Type: " + kind.encode()
                + b"\r\n\r\n" + data + b"\r\n--edge--\r\n")
        return self.http("POST", "/v24.0/%s/media" % PHONE, body,
                         {"Authorization": "Bearer " + TOKEN, "Content-Type": "multipart/form-data; boundary=edge"})

    def test_interactive_messages_are_taken_within_their_limits_only(self):
        link = {"name": "cta_url", "parameters": {"display_text": "Pay", "url": "https://pay.example"}}
        for good in (buttons("Yes", "No", "Later"), sections(4, 6), sections(1, titled=False), flow(flow_id="880"),
                     interactive(type="cta_url", action=link),
                     interactive(type="location_request_message", action={"name": "send_location"})):
            self.assertEqual(self.send(**good)[0], 200, good)
        for bad, code in ((buttons("A", "B", "C", "D"), 131009), (buttons("A", "A"), 131009), (buttons("x" * 21), 100),
                          (sections(5, 6), 131009), (sections(1, 1, titled=False), 131008), (flow(), 131009),
                          (flow(flow_id="1", flow_name="n"), 131009), (flow(flow_id="1", flow_cta="x" * 31), 100),
                          (interactive(type="button", action={}), 131008), (interactive(type="shop", action={}), 131009),
                          (interactive(type="button", body={"text": "x" * 1025}, action=buttons("A")["interactive"]["action"]), 100)):
            self.assert_refused(self.send(**bad), 400, code)

    def test_a_file_is_sent_by_the_id_of_an_upload_of_this_number_for_thirty_days(self):
        status, made = self.upload()
        self.assertEqual(status, 200, made)
        image = {"type": "image", "image": {"id": made["id"], "caption": "The room"}}
        self.assertEqual(self.send(**image)[0], 200)
        self.assert_refused(self.send(type="video", video={"id": made["id"]}), 400, 131053)
        self.assert_refused(self.send(type="image", image={"id": "999"}), 400, 131009)
        received = self.sim("/media", {"phone_number_id": PHONE, "mime_type": "image/png", "text": "of a guest"})
        self.assert_refused(self.send(type="image", image={"id": received["id"]}), 400, 131009)
        self.assert_refused(self.send(type="audio", audio={"id": made["id"], "caption": "no"}), 400, 100)
        for _ in range(4):  # the phone's app is opened meanwhile
            self.sim("/clock", {"advance_ms": 8 * DAY_MS})
            self.sim("/owner/open", {"phone_number_id": PHONE})
        self.write()
        self.assert_refused(self.send(**image), 400, 131009)

    def test_an_upload_that_no_message_could_carry_is_refused(self):
        self.assert_refused(self.upload(b""), 400, 131053)
        self.assertEqual(self.upload(b"x" * (5 << 20) + b"x")[0], 200)  # too large for a picture, not for a document
        self.assert_refused(self.upload(kind="nonsense"), 400, 131053)

    def test_a_reaction_needs_a_message_of_this_number_that_is_there(self):
        wamid = self.get("/messages?phone_number_id=%s&origin=inbound" % PHONE)["messages"][-1]["wamid"]
        self.assertEqual(self.send(type="reaction", reaction={"message_id": wamid, "emoji": "\U0001F44D"})[0], 200)
        self.assert_refused(self.send(type="reaction", reaction={"message_id": "wamid.nobody", "emoji": "x"}), 400, 131009)

    def test_a_card_needs_a_name_of_two_parts(self):
        card = {"name": {"formatted_name": "Desk", "first_name": "Desk"}}
        self.assertEqual(self.send(type="contacts", contacts=[card])[0], 200)
        self.assert_refused(self.send(type="contacts", contacts=[{"name": {"formatted_name": "Desk"}}]), 400, 131008)


class Templates(SimulatorCase):
    def setUp(self):
        super().setUp()
        self.connect()

    def make(self, name="stay", **more):
        return self.sim("/templates", {"phone_number_id": PHONE, "name": name, "language": "de", **more})

    def use(self, name="stay", components=None, **more):
        template = {"name": name, "language": {"code": "de"}, **({"components": components} if components else {})}
        return self.send(**{"type": "template", "template": template, **more})

    def test_templates_are_listed_page_by_page(self):
        for n in range(5):
            self.make(f"t{n}", components=[{"type": "BODY", "text": "Hello {{1}}"}])
        status, page = self.graph("GET", "/%s/message_templates?limit=3&fields=name,status,components" % WABA)
        self.assertEqual((status, [t["name"] for t in page["data"]]), (200, ["t0", "t1", "t2"]))
        status, rest = self.graph("GET", "/%s/message_templates?limit=3&after=%s" % (WABA, page["paging"]["cursors"]["after"]))
        self.assertEqual([t["name"] for t in rest["data"]], ["t3", "t4"])
        self.assertNotIn("next", rest["paging"])

    def test_only_an_approved_template_in_its_language_goes_out(self):
        self.assert_refused(self.use(), 404, 132001)
        for state, code in (("PAUSED", 132015), ("DISABLED", 132016), ("REJECTED", 132001)):
            self.make(status=state)
            self.assertEqual(self.use()[1]["error"]["code"], code)
        self.make(status="APPROVED")
        self.assertEqual(self.use()[0], 200)

    def test_the_values_must_fit_the_template(self):
        self.make(components=[{"type": "BODY", "text": "Hello {{1}}, room {{2}}"},
                              {"type": "BUTTONS", "buttons": [{"type": "URL", "text": "Pay", "url": "https://p.example/{{1}}"}]}])

        def body(*texts, **more):
            return {"type": "body", "parameters": [{"type": "text", "text": text, **more} for text in texts]}
        button = {"type": "button", "sub_type": "url", "index": "0", "parameters": [{"type": "text", "text": "abc"}]}
        self.assertEqual(self.use(components=[body("Lena", "12"), button])[0], 200)
        for components, code in (([body("Lena"), button], 132000), ([body("a", "b", parameter_name="x"), button], 132012),
                                 ([body("a\nb", "c"), button], 132018), ([body("x" * 1020, "y"), button], 132005),
                                 ([body("a", "b")], 131008), ([body("a", "b"), dict(button, index="1")], 132018)):
            self.assertEqual(self.use(components=components)[1]["error"]["code"], code, components)
        self.make("named", parameter_format="NAMED", components=[{"type": "BODY", "text": "On {{date}}"}])
        self.assertEqual(self.use("named", [body("24.12.", parameter_name="date")])[0], 200)
        self.assertEqual(self.use("named", [body("24.12.", parameter_name="day")])[1]["error"]["code"], 132012)
        self.make("photo", components=[{"type": "HEADER", "format": "IMAGE"}])
        self.assertEqual(self.use("photo")[1]["error"]["code"], 132000)

    def test_an_authentication_template_needs_a_phone_number(self):
        self.make(category="AUTHENTICATION")
        self.write()
        user = self.receiver.wait(1) and self.receiver.values("messages")[0]["contacts"][0]["user_id"]
        by_user_id = {"messaging_product": "whatsapp", "recipient": user, "type": "template",
                      "template": {"name": "stay", "language": {"code": "de"}}}
        self.assertEqual(self.graph("POST", "/%s/messages" % PHONE, by_user_id)[1]["error"]["code"], 131062)
        self.assertEqual(self.use()[0], 200)

    def test_a_change_of_a_template_is_told_by_a_webhook(self):
        self.make(status="PAUSED", tell="PAUSED")
        self.receiver.wait(1)
        told = self.receiver.values("message_template_status_update")[0]
        self.assertEqual((told["event"], told["message_template_name"], told["message_template_language"]), ("PAUSED", "stay", "de"))
