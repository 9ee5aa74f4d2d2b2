"""Files: ids for seven days, addresses for five minutes, the key needed, and a host that misbehaves on demand."""
import base64
import hashlib
import http.client

from rig import DAY_MS, LENA, PHONE, TOKEN, SimulatorCase


class Files(SimulatorCase):
    def setUp(self):
        super().setUp()
        self.connect()

    def put(self, **file):
        return self.sim("/media", {"phone_number_id": PHONE, "mime_type": "image/jpeg", "text": "a photo", **file})

    def place(self, file):
        status, body = self.graph("GET", "/%s?phone_number_id=%s" % (file["id"], PHONE))
        self.assertEqual(status, 200, body)
        return body

    def fetch(self, url, token=TOKEN):
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=10)
        try:
            connection.request("GET", "/" + url.split("/", 3)[3], headers={"Authorization": "Bearer " + token} if token else {})
            response = connection.getresponse()
            return response.status, response.read(), dict(response.getheaders())
        finally:
            connection.close()

    def test_a_file_is_told_as_the_platform_tells_it_and_given_out_for_the_key(self):
        file = self.put()
        digest = hashlib.sha256(b"a photo").hexdigest()
        place = self.place(file)
        self.assertEqual((place["sha256"], place["file_size"], place["mime_type"], place["id"]), (digest, "7", "image/jpeg", file["id"]))
        self.assertEqual(self.fetch(place["url"])[:2], (200, b"a photo"))
        self.assertEqual(self.fetch(place["url"], token=None)[0], 401)
        self.assertEqual(self.fetch(place["url"], token="EAAother")[0], 401)
        self.assertEqual(self.fetch(place["url"].replace("hash=", "hash=0"))[0], 404)
        log = self.get("/calls?endpoint=media_file")["calls"]
        self.assertEqual([(c["outcome"], c["with_key"]) for c in log],
                         [("sent", True), ("no key", False), ("no key", True), ("not an address of ours", True)])

    def test_an_address_is_over_after_five_minutes_and_an_id_after_seven_days(self):
        file = self.put()
        place = self.place(file)
        self.sim("/clock", {"advance_ms": 300_000})
        self.assertEqual(self.fetch(place["url"])[0], 404)
        self.assertEqual(self.fetch(self.place(file)["url"])[0], 200)
        self.sim("/clock", {"advance_ms": 7 * DAY_MS})
        self.assert_refused(self.graph("GET", "/" + file["id"]), 400, 100, 33)

    def test_another_numbers_id_and_a_file_that_is_gone_are_unknown_objects(self):
        file = self.put()
        self.assert_refused(self.graph("GET", "/%s?phone_number_id=1" % file["id"]), 400, 100, 33)
        self.sim("/media", {"id": file["id"], "gone": True})
        self.assert_refused(self.graph("GET", "/" + file["id"]), 400, 100, 33)

    def test_a_guests_photo_is_told_with_its_hash_in_base64(self):
        file = self.put()
        self.sim("/guest/write", {"phone_number_id": PHONE, "from": LENA, "media": file["id"], "content": {"caption": "Look"}})
        self.receiver.wait(1)
        message = self.receiver.values("messages")[0]["messages"][0]
        self.assertEqual((message["type"], message["image"]["id"], message["image"]["caption"]), ("image", file["id"], "Look"))
        self.assertEqual(base64.b64decode(message["image"]["sha256"]), hashlib.sha256(b"a photo").digest())
        self.assertEqual(self.fetch(message["image"]["url"])[:2], (200, b"a photo"))

    def test_an_upload_is_a_file_of_the_number_and_can_be_deleted(self):
        body = (b"--edge\r\nContent-Disposition: form-data; name=\"messaging_product\"\r\n\r\nwhatsapp\r\n"
                b"--edge\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a.png\"\r\nContent-Type: image/png\r\n\r\nPNG\r\nbytes\r\n--edge--\r\n")
        status, made = self.http("POST", "/v24.0/%s/media" % PHONE, body,
                                 {"Authorization": "Bearer " + TOKEN, "Content-Type": "multipart/form-data; boundary=edge"})
        self.assertEqual(status, 200, made)
        place = self.place(made)
        self.assertEqual((place["mime_type"], self.fetch(place["url"])[1]), ("image/png", b"PNG\r\nbytes"))
        self.assertEqual(self.graph("DELETE", "/" + made["id"]), (200, {"success": True}))
        self.assert_refused(self.graph("GET", "/" + made["id"]), 400, 100, 33)

    def test_the_host_misbehaves_as_it_is_told(self):
        file = self.put(size=1000, announced_sha256="ab" * 32, announced_bytes=5, redirect_to="http://127.0.0.2/x")
        place = self.place(file)
        self.assertEqual((place["sha256"], place["file_size"]), ("ab" * 32, "5"))
        status, _, headers = self.fetch(place["url"])
        self.assertEqual((status, headers["Location"]), (302, "http://127.0.0.2/x"))
        cut = self.place(self.put(size=1000, cut_after=400, part_bytes=100, pause_ms=1))
        with self.assertRaises(http.client.IncompleteRead) as broken:
            self.fetch(cut["url"])
        self.assertEqual(len(broken.exception.partial), 400)
        dripped = self.place(self.put(size=1000, part_bytes=300, pause_ms=1))
        self.assertEqual(len(self.fetch(dripped["url"])[1]), 1000)
        stumbling = self.place(self.put(status=500, status_times=1))
        self.assertEqual((self.fetch(stumbling["url"])[0], self.fetch(stumbling["url"])[0]), (500, 200))
