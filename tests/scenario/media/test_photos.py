"""Files that come: fetched after the 200, kept, served."""
import base64
import shutil
import time

from gallery import BUILD, GUEST, Gallery, GalleryTest, PHONE_ID, until

PHOTO = b"\xff\xd8\xff\xe0" + bytes(range(256)) * 400


def encoded(bytes_):
    return base64.b64encode(bytes_).decode()


class APhoto(GalleryTest):
    def test_a_guests_photo_is_fetched_with_the_key_and_served_to_staff(self):
        scene = self.scene
        photo = scene.put(base64=encoded(PHOTO))
        wamid = scene.guest_sends(photo, content={"caption": "Our car"})
        media = scene.shown(wamid, "kept")["media"]
        self.assertEqual((media["bytes"], media["mime_type"]), (len(PHOTO), "image/jpeg"))
        served = scene.fetch(media["href"])
        self.assertEqual((served.status, served.body), (200, PHOTO))
        self.assertEqual(served.headers["content-type"], "image/jpeg")
        self.assertEqual(served.headers["x-content-type-options"], "nosniff")
        self.assertTrue(served.headers["content-disposition"].startswith("inline; filename="))
        again = scene.fetch(media["href"], if_none_match=served.headers["etag"])
        self.assertEqual((again.status, again.body), (304, b""))
        self.assertEqual([c["with_key"] for c in scene.downloads(photo)], [True])
        self.assertEqual(len([f for f in scene.files() if f.endswith("/" + photo["sha256"])]), 1)

    def test_a_part_of_it_is_served_while_it_is_the_same_file(self):
        scene = self.scene
        href = scene.shown(scene.guest_sends(scene.put(text="0123456789" * 1000)), "kept")["media"]["href"]
        whole = scene.fetch(href)
        self.assertEqual(whole.headers["accept-ranges"], "bytes")
        part = scene.fetch(href, range="bytes=10-19", if_range=whole.headers["etag"])
        self.assertEqual((part.status, part.body, part.headers["content-range"]), (206, b"0123456789", "bytes 10-19/10000"))
        self.assertEqual(part.headers["content-disposition"], whole.headers["content-disposition"])
        self.assertEqual(scene.fetch(href, range="bytes=-3").body, b"789")
        self.assertEqual(scene.fetch(href, range="bytes=0-1", if_range='"another"').status, 200)
        behind = scene.fetch(href, range="bytes=10000-")
        self.assertEqual((behind.status, behind.headers["content-range"]), (416, "bytes */10000"))
        self.assertEqual(scene.fetch(href, user="eve", range="bytes=0-1").status, 404)

    def test_nobody_else_sees_it(self):
        scene = self.scene
        href = scene.shown(scene.guest_sends(scene.put(text="private")), "kept")["media"]["href"]
        stranger = scene.fetch(href, user="eve")
        self.assertEqual((stranger.status, self.code_of(stranger)), (404, "media_not_found"))
        self.assertEqual(scene.fetch(href, user=None).status, 401)
        self.assertEqual(self.code_of(scene.fetch("/v1/media/med_0000000000000000")), "media_not_found")

    def test_the_same_file_in_two_messages_is_fetched_once(self):
        scene = self.scene
        first, second = scene.put(text="a menu"), scene.put(text="a menu")
        scene.shown(scene.guest_sends(first), "kept")
        scene.shown(scene.guest_sends(first), "kept")
        scene.shown(scene.guest_sends(second, "4915112340000"), "kept")
        self.assertEqual((len(scene.downloads(first)), len(scene.downloads(second))), (1, 0))

    def test_what_the_owner_sends_from_his_phone_comes_too(self):
        scene = self.scene
        offer = scene.put(text="%PDF-1.7 an offer", mime_type="application/pdf")
        wrote = scene.sim("owner/write", {"phone_number_id": PHONE_ID, "to": GUEST, "type": "document", "media": offer["id"],
                                          "content": {"filename": "Angebot für \"Lena\"\r\nX-Evil: 1.pdf"}})
        media = scene.shown(wrote.json["wamid"], "kept")["media"]
        served = scene.fetch(media["href"])
        self.assertEqual((served.body, served.headers["content-type"]), (b"%PDF-1.7 an offer", "application/pdf"))
        self.assertNotIn("x-evil", served.headers)
        self.assertTrue(served.headers["content-disposition"].startswith("attachment; filename="))
        self.assertIn("filename*=UTF-8''Angebot%20f%C3%BCr%20%22Lena%22X-Evil%3A%201.pdf", served.headers["content-disposition"])

    def test_what_could_run_in_a_browser_is_handed_over_as_bytes_to_save(self):
        scene = self.scene
        page = scene.put(text="<script>alert(1)</script>", mime_type="text/html")
        served = scene.fetch(scene.shown(scene.guest_sends(page, type="document"), "kept")["media"]["href"])
        self.assertEqual(served.headers["content-type"], "application/octet-stream")
        self.assertTrue(served.headers["content-disposition"].startswith("attachment;"))
        self.assertEqual(served.headers["content-security-policy"], "default-src 'none'; sandbox")

    def test_a_message_that_is_taken_back_shows_its_file_no_more(self):
        scene = self.scene
        photo = scene.put(text="by mistake")
        wamid = scene.guest_sends(photo)
        href = scene.shown(wamid, "kept")["media"]["href"]
        scene.sim("guest/revoke", {"phone_number_id": PHONE_ID, "wamid": wamid})
        until("the message taken back", lambda: scene.message(self.account, wamid=wamid).get("revoked"))
        self.assertEqual(scene.fetch(href).status, 404)
        until("its bytes gone", lambda: not [f for f in scene.files() if f.endswith(photo["sha256"])])

    def test_a_slow_host_keeps_no_message_waiting(self):
        scene = self.scene
        slow = [scene.put(size=200_000, text=f"slow {n}", part_bytes=20_000, pause_ms=200) for n in range(3)]
        sent = [scene.guest_sends(file) for file in slow]
        began = time.monotonic()
        scene.guest_writes("Are you there?")
        scene.record(text="Are you there?")
        self.assertLess(time.monotonic() - began, 2)
        done = scene.done(scene.act(self.account, "send_text", {"to": "+" + GUEST, "text": "Yes"}), "sam")
        self.assertTrue(done["wamid"])
        for wamid in sent:
            scene.shown(wamid, "kept", 30)


class Interrupted(GalleryTest):
    def test_killed_in_the_middle_of_a_download_the_host_fetches_it_again_and_keeps_nothing_half(self):
        scene = self.scene
        kept = scene.put(text="kept before")
        before = scene.shown(scene.guest_sends(kept), "kept")
        slow = scene.put(size=400_000, text="a film", mime_type="video/mp4", part_bytes=20_000, pause_ms=200)
        wamid = scene.guest_sends(slow)
        until("the download begun", lambda: any("incoming" in f for f in scene.files()))
        scene.restart_host(kill=True)
        scene.change(slow, part_bytes=0, pause_ms=0)
        media = scene.shown(wamid, "kept")["media"]
        self.assertEqual(scene.fetch(media["href"]).body, (b"a film" * 70_000)[:400_000])
        self.assertFalse([f for f in scene.files() if "incoming" in f])
        self.assertEqual(scene.fetch(before["media"]["href"]).body, b"kept before")
        self.assertEqual((len(scene.downloads(kept)), len(scene.downloads(slow))), (1, 2))

    def test_a_backup_holds_the_files_and_gives_them_back(self):
        scene = self.scene
        wamid = scene.guest_sends(scene.put(text="in the backup"))
        href = scene.shown(wamid, "kept")["media"]["href"]
        folder = scene.data / "backup"
        scene.console("backup", str(folder))
        data = scene.data / "restored"
        scene.console("restore", str(folder), "--data", str(data))
        restored = Gallery(BUILD, scene.data / "of-restored")
        self.addCleanup(restored.stop)
        restored.environment.update({k: v for k, v in scene.environment.items() if k.startswith("COEXIST_")}, CRM_DATA=str(data))
        restored.config, restored.graph, restored.tokens = scene.config, scene.graph, scene.tokens
        restored.console("plugin", "install", str(restored.build / "whatsapp_coexistence.so"))
        restored.start_host()
        self.assertEqual(restored.fetch(href).body, b"in the backup")
        restored.host_process.stop()
        shutil.rmtree(restored.state / "media")
        restored.start_host()
        lost = restored.fetch(href)
        self.assertEqual((lost.status, self.code_of(lost)), (503, "media_missing"))
