"""Web workers beside a host: processes that open the plugin on the host's state, as php-fpm's do."""
import json
import os
import pathlib
import subprocess
import threading

import deliveries as d
from scene import BUILD, DIGITS, GUEST, PHONE_ID, WABA

PLUGIN = "io.coexist.whatsapp"
FORKED = -10
STAFF = '{"id":"sam","roles":["staff"],"tenants":["harbour"]}'


def state_of(scene):
    return pathlib.Path(scene.environment["CRM_DATA"]) / "plugins" / PLUGIN


def segment_owner(name):
    """The process that a journal segment's name tells of."""
    return int(name.split("-")[1])


def segments(scene):
    return sorted(path.name for path in (state_of(scene) / "journal").glob("*.journal"))


def open_files(pid, folder):
    """Names of the files below `folder` that a process has open."""
    found = set()
    for link in pathlib.Path(f"/proc/{pid}/fd").iterdir():
        try:
            target = pathlib.Path(os.readlink(link))
        except OSError:
            continue
        if folder in target.parents:
            found.add(target.name)
    return found


class Worker:
    """One process of web_worker.c. A command at a time; each answers its JSON line."""

    def __init__(self, scene, role, config=None, environment=None, directory=None):
        self.scene, self.log = scene, open(scene.data / "workers.log", "ab")
        command = [os.environ["COEXIST_WEB_WORKER"], str(pathlib.Path(BUILD) / "whatsapp_coexistence.so"),
                   str(directory or state_of(scene)), role, str(config or scene.config)]
        self.child = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=self.log,
                                      env=dict(scene.environment, **(environment or {})))
        self.guard = threading.Lock()

    @property
    def pid(self):
        return self.child.pid

    def say(self, *words):
        with self.guard:
            self.child.stdin.write(" ".join(words).encode() + b"\n")
            self.child.stdin.flush()
            line = self.child.stdout.readline()
        if not line:
            raise RuntimeError(f"the worker ended: {self.child.wait()}")
        return json.loads(line)

    def started(self):
        told = self.say("start")
        assert told["status"] == 0, told
        return self

    def deliver(self, wamid, words="Hello", guest=GUEST):
        text = d.text(wamid, guest, words, d.now())
        raw = d.body(d.entry(WABA, d.change(PHONE_ID, DIGITS, names={guest: "Lena"}, messages=[text])))
        signature = d.signed(raw, self.scene.app_secret)[d.APP_SECRET_HEADER]
        return self.say("deliver", "/webhooks/hotel", signature, raw.decode())

    def role(self):
        return self.say("health")["body"]["checks"]["owner"].get("role")

    def end(self, kill=False):
        if self.child.poll() is None:
            if kill:
                self.child.kill()
            self.child.stdin.close()
        code = self.child.wait(timeout=30)
        self.child.stdout.close()
        self.log.close()
        return code
