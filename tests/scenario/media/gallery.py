"""A stage with files: the platform has them, guests and the owner send them, staff look at them."""
import json
import pathlib
import urllib.error
import urllib.request

from scene import BUILD, GUEST, MOUNT, PHONE_ID, Scene, SceneTest, until  # noqa: F401

PLUGIN = "io.coexist.whatsapp"
FINAL = ("kept", "gone", "refused", "damaged", "too_large", "type_not_allowed", "over_quota", "host_not_allowed", "off")


class Bytes:
    def __init__(self, status, body, headers):
        self.status, self.body, self.headers = status, body, {k.lower(): v for k, v in headers.items()}


class Gallery(Scene):
    @property
    def state(self):
        return pathlib.Path(self.environment["CRM_DATA"]) / "plugins" / PLUGIN

    def put(self, **file):
        """A file at the platform; answers its document."""
        made = self.sim("media", {"phone_number_id": PHONE_ID, "mime_type": "image/jpeg", **file})
        assert made.status == 200, made.text
        return made.json

    def change(self, file, **behaviour):
        changed = self.sim("media", {"id": file["id"], **behaviour})
        assert changed.status == 200, changed.text

    def guest_sends(self, file, guest=GUEST, **more):
        wrote = self.sim("guest/write", {"phone_number_id": PHONE_ID, "from": guest, "name": "Lena Vogt", "media": file["id"], **more})
        assert wrote.status == 200, wrote.text
        return wrote.json["wamid"]

    def shown(self, wamid, state=None, seconds=20):
        """The message's document, once its file is in this state, or in a final one."""
        def look():
            message = self.message(self.account, wamid=wamid)
            at = (message or {}).get("media", {}).get("state")
            return message if at == state or (state is None and at in FINAL) else None
        return until(f"a message whose file is {state or 'decided'}", look, seconds)

    def fetch(self, path, user="sam", **headers):
        """The bytes that the host serves."""
        request = urllib.request.Request(self.host + MOUNT + path, headers={k.replace("_", "-"): v for k, v in headers.items()})
        if user:
            request.add_header("authorization", "Bearer " + self.tokens[user])
        try:
            with urllib.request.urlopen(request, timeout=20) as reply:
                return Bytes(reply.status, reply.read(), reply.headers)
        except urllib.error.HTTPError as refused:
            return Bytes(refused.code, refused.read(), refused.headers)

    def downloads(self, file):
        return [c for c in self.sim_get(f"calls?endpoint=media_file&object_id={file['id']}")["calls"]]

    def files(self):
        """What lies in the folder of files."""
        folder = self.state / "media"
        return sorted(p.relative_to(folder).as_posix() for p in folder.rglob("*") if p.is_file()) if folder.exists() else []


class GalleryTest(SceneTest):
    scene_type = Gallery
    media = "{}"  # of the defaults, as YAML

    @classmethod
    def before_host(cls, scene):
        scene.config.write_text(scene.config.read_text() + f"defaults:\n  media: {cls.media}\n")

    def setUp(self):
        self.scene.account = self.account

    def code_of(self, reply):
        return json.loads(reply.body).get("code")
