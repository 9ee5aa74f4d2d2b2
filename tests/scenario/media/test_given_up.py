"""Files that do not come: each ends with a state and a reason, and the key goes nowhere that it may not."""
import http.server
import threading

from gallery import GalleryTest, PHONE_ID, until


class Elsewhere:
    """A host that is none of the platform's: it notes who knocks."""

    def __init__(self, address):
        knocks = self.knocks = []

        class Handler(http.server.BaseHTTPRequestHandler):
            def do_GET(self):
                knocks.append(dict(self.headers))
                self.send_response(200)
                self.end_headers()
                self.wfile.write(b"stolen")

            def log_message(self, *_):
                pass
        self.server = http.server.ThreadingHTTPServer((address, 0), Handler)
        self.server.daemon_threads = True
        threading.Thread(target=self.server.serve_forever, args=(0.05,), daemon=True).start()
        self.url = f"http://{address}:{self.server.server_port}/"

    def close(self):
        self.server.shutdown()
        self.server.server_close()


class GivenUp(GalleryTest):
    media = "{largest_mb: 1, types: [image/*, video/*]}"

    def reason(self, file, state, seconds=20, **more):
        shown = self.scene.shown(self.scene.guest_sends(file, **more), state, seconds)["media"]
        self.assertNotIn("href", shown)
        return shown["reason"]

    def test_the_key_follows_no_redirect_and_no_address_to_another_host(self):
        foreign = Elsewhere("127.0.0.2")
        self.addCleanup(foreign.close)
        reason = self.reason(self.scene.put(text="x", redirect_to=foreign.url + "photo"), "host_not_allowed")
        self.assertEqual(reason, "The file lies on 127.0.0.2, which is none of the media hosts of this road.")
        for url in (foreign.url + "photo", "http://169.254.169.254/latest/meta-data/", "http://[::ffff:127.0.0.2]:80/", "file:///etc/passwd",
                    "https://evil.example/x", "https://lookaside.fbsbx.com@127.0.0.2/x"):
            self.reason(self.scene.put(text="x", announced_url=url), "host_not_allowed")
        self.assertEqual(foreign.knocks, [])

    def test_size_and_kind_are_judged_before_a_byte_is_fetched(self):
        large = self.scene.put(size=1_100_000)
        self.assertEqual(self.reason(large, "too_large"), "It has 1100000 bytes, and at most 1048576 are kept.")
        program = self.scene.put(text="MZ", mime_type="application/x-msdownload")
        self.assertEqual(self.reason(program, "type_not_allowed", type="document"), "Files of the kind application/x-msdownload are not kept here.")
        self.assertEqual((self.scene.downloads(large), self.scene.downloads(program)), ([], []))
        liar = self.scene.put(size=1_100_000, announced_bytes=10)
        self.reason(liar, "too_large")
        self.assertFalse([f for f in self.scene.files() if "incoming" in f])

    def test_what_fails_first_comes_later_or_ends_with_its_reason(self):
        """One after the other each would wait for its second try; so all of them at once, of different guests."""
        scene = self.scene
        cut = scene.put(size=100_000, text="cut", cut_after=50_000)
        over = scene.put(text="over", url_life_ms=0)
        stumbling = scene.put(text="stumbling", status=500, status_times=1)
        wrong = scene.put(text="wrong", announced_sha256="ab" * 32)
        gone = scene.put(text="gone")
        sent = {file["id"]: scene.guest_sends(file) for file in (cut, over, stumbling, wrong)}
        scene.change(gone, gone=True)
        sent[gone["id"]] = scene.sim("guest/write", {"phone_number_id": PHONE_ID, "from": "4915112345679", "name": "Marco", "media": gone["id"]}).json["wamid"]
        until("a first try at each", lambda: all(
            (scene.message(self.account, wamid=wamid) or {}).get("media", {}).get("reason") for wamid in sent.values()))
        scene.change(cut, cut_after=0)
        scene.change(over, url_life_ms=300_000)
        for file, state in ((cut, "kept"), (over, "kept"), (stumbling, "kept"), (wrong, "damaged"), (gone, "gone")):
            shown = scene.shown(sent[file["id"]], state, 40)["media"]
            if state == "kept":
                self.assertEqual(scene.fetch(shown["href"]).status, 200)
        self.assertEqual(scene.shown(sent[wrong["id"]], "damaged")["media"]["reason"],
                         "What came is not the file that the platform announced: its hash differs.")
        self.assertEqual(scene.shown(sent[gone["id"]], "gone")["media"]["reason"], "The platform has this file no more.")


class TheQuota(GalleryTest):
    media = "{quota_mb: 1}"

    def test_a_tenants_files_stay_within_its_quota(self):
        scene = self.scene
        first, second = scene.put(size=700_000, text="one"), scene.put(size=700_000, text="two")
        scene.shown(scene.guest_sends(first), "kept")
        refused = scene.shown(scene.guest_sends(second), "over_quota")["media"]
        self.assertEqual(refused["reason"], "The quota for files is used up.")
        small = scene.put(size=200_000, text="three")
        scene.shown(scene.guest_sends(small), "kept")
        self.assertEqual(len(scene.files()), 2)


class LeftAtThePlatform(GalleryTest):
    media = "{fetch: false}"

    def test_where_the_configuration_says_so_nothing_is_fetched_until_it_says_otherwise(self):
        scene = self.scene
        photo = scene.put(text="later")
        wamid = scene.guest_sends(photo)
        self.assertEqual(scene.shown(wamid, "off")["media"]["reason"], "The configuration leaves files at the platform.")
        self.assertEqual(scene.sim_get("calls?endpoint=media")["calls"], [])
        scene.config.write_text(scene.config.read_text().replace("fetch: false", "fetch: true"))
        scene.restart_host(kill=False)
        scene.shown(wamid, "kept")
