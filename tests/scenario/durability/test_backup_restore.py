"""A backup that is made under load, damaged in every way, and restored."""
import json
import shutil

from ground import BUILD, GUEST, Ground, GroundTest, PLUGIN, until
from load import Load


class BackedUp(GroundTest):
    def told(self, *words, scene=None, data=None, code=0):
        scene = scene or self.scene
        done = scene.console(*words, *(("--data", str(data)) if data else ()), check=False)
        self.assertEqual(done.returncode, code, done.stdout + done.stderr)
        return done.stdout + done.stderr

    def back_up(self, name="backup"):
        folder = self.scene.data / name
        self.told("backup", str(folder))
        return folder

    def restored_host(self, data):
        """A host on restored data, beside the simulator of the first one."""
        restored = Ground(BUILD, self.scene.data / f"of-{data.name}")
        self.addCleanup(restored.stop)
        restored.environment.update({k: v for k, v in self.scene.environment.items() if k.startswith("COEXIST_")}, CRM_DATA=str(data))
        restored.shimmed.update({k: v for k, v in self.scene.environment.items() if k.startswith("COEXIST_")})
        restored.config, restored.graph, restored.tokens = self.scene.config, self.scene.graph, self.scene.tokens
        restored.console("plugin", "install", str(restored.build / "whatsapp_coexistence.so"))
        restored.start_host()
        return restored

    def test_a_backup_under_load_is_restored_whole_and_sends_nothing_again(self):
        scene = self.scene
        scene.guest_writes("May I ask something?")
        scene.record(text="May I ask something?")
        scene.guest_writes("Another guest", "4915300000009")
        scene.record(text="Another guest")
        load = Load(scene, pause=0.01)
        try:
            until("deliveries acknowledged", lambda: len(load.acknowledged) > 30)
            acknowledged = set(load.acknowledged)
            scene.sim("faults", {"endpoint": "messages", "kind": "error_code", "code": 131000, "count": 1})
            waiting = scene.act(self.account, "send_text", {"to": "+" + GUEST, "text": "Waits to be sent again"})
            until("the first call", scene.calls)
            folder = self.back_up()
        finally:
            load.stop()
        scene.operation(waiting.json["operation"]["id"], "succeeded")
        data = scene.data / "restored"
        text = self.told("restore", str(folder), data=data)
        manifest = json.loads((folder / "backup.json").read_text())
        self.assertEqual(text, RESTORED.format(
            data=data, made_at=manifest["made_at"], files=len(manifest["files"]), bytes=sum(f["bytes"] for f in manifest["files"]),
            version=manifest["plugins"][0]["version"]))
        self.assertEqual(sorted(p.name for p in data.iterdir()), ["crm.db", "plugins", "serve.lock"])

        restored = self.restored_host(data)
        restored.settled()
        operation = restored.operation(waiting.json["operation"]["id"], "unknown")
        self.assertIn("restored from a backup of", json.dumps(operation["problem"]))
        in_plugin = {m["wamid"] for m in restored.messages(self.account) if "wamid" in m}
        self.assertEqual(acknowledged - in_plugin, set())
        self.assertEqual(in_plugin - {m.get("wamid") for m in restored.records()}, set())
        again = restored.act(self.account, "send_text", {"to": "+4915300000009", "text": "From the restored host"})
        restored.done(again, "sam")
        sent = [m["content"]["body"] for m in scene.sim_get("messages?origin=api")["messages"]]
        self.assertEqual(sorted(sent), ["From the restored host", "Waits to be sent again"])

        # The records of another host, which had read further than the backup knows, are told everything again.
        first = json.loads(scene.console("events", "--again", "--json", "--consumer", "far").stdout.splitlines()[-1])
        last = json.loads(restored.console("events", "--again", "--json", "--consumer", "far").stdout.splitlines()[-1])
        self.assertGreater(last["revision"], first["revision"])

    def test_a_restore_is_refused_where_it_would_do_harm_and_replaces_only_when_told(self):
        scene = self.scene
        folder = self.back_up("another")
        living = self.told("restore", str(folder), "--replace", code=1)
        self.assertEqual(living, IN_USE.format(data=scene.crm))
        data = scene.data / "taken"
        self.told("restore", str(folder), data=data)
        (data / "plugins" / PLUGIN / "of-the-former").write_text("kept")
        self.assertEqual(self.told("restore", str(folder), data=data, code=1), PRESENT.format(data=data))
        text = self.told("restore", str(folder), "--replace", data=data)
        aside, = data.glob("replaced-*")
        self.assertIn(f"  5. When all is well, delete what stood there before: {aside}\n", text)
        self.assertEqual((aside / "plugins" / PLUGIN / "of-the-former").read_text(), "kept")
        self.assertFalse((data / "plugins" / PLUGIN / "of-the-former").exists())

        (data / "restoring").mkdir()  # as an interrupted one leaves it
        self.assertEqual(self.told("tenant", "list", data=data, code=1), UNFINISHED.format(data=data))
        self.told("restore", str(folder), "--replace", data=data)
        self.assertIn("Hotel Harbour", self.told("tenant", "list", data=data))

    def test_a_state_that_another_process_works_is_not_replaced(self):
        """No serve runs on the folder, but somebody has the plugin's state open."""
        folder = self.back_up("used")
        data = self.scene.data / "used-data"
        self.told("restore", str(folder), data=data)
        restored = self.restored_host(data)
        (data / "serve.lock").unlink()
        text = self.told("restore", str(folder), "--replace", data=data, code=1)
        self.assertIn(f"are in use by process {restored.host_process.child.pid} (crm-host).", text)

    def test_a_damaged_or_half_backup_is_refused_by_the_name_of_the_file(self):
        folder = self.back_up("whole")
        crm_db = (folder / "crm.db").stat().st_size

        def damaged(name, damage, expected):
            broken = self.scene.data / f"broken-{name}"
            shutil.copytree(folder, broken)
            damage(broken)
            target = self.scene.data / f"target-{name}"
            self.assertEqual(self.told("restore", str(broken), data=target, code=1), expected.format(folder=broken))
            self.assertFalse((target / "crm.db").exists())

        damaged("half", lambda b: (b / "backup.json").unlink(), NOT_WHOLE)
        damaged("short", lambda b: (b / "crm.db").write_bytes(b"x" * 100), DAMAGED.replace("{what}", f"crm.db has 100 bytes instead of {crm_db}"))
        damaged("absent", lambda b: (b / "crm.db").unlink(), DAMAGED.replace("{what}", "crm.db is missing"))

        def another_bit(b):
            with open(b / "crm.db", "r+b") as stream:
                stream.seek(5000)
                stream.write(b"\xff")
        damaged("bit", another_bit, DAMAGED.replace("{what}", "crm.db has another content"))
        damaged("manifest", lambda b: (b / "backup.json").write_text('{"format"'), DAMAGED.replace("{what}", "backup.json cannot be read"))

        def outside(b):
            text = (b / "backup.json").read_text()
            (b / "backup.json").write_text(text.replace('"path":"crm.db"', '"path":"../crm.db"'))
        damaged("outside", outside, DAMAGED.replace("{what}", "it names a file outside of itself"))

    def test_a_backup_goes_only_into_an_empty_folder_outside_of_the_data(self):
        full = self.scene.data / "full"
        full.mkdir()
        (full / "something").write_text("else")
        self.assertEqual(self.told("backup", str(full), code=1),
                         f"crm-host: {full} is not a new or empty folder.\n  code: backup_folder\n  next: Name another one.\n")
        self.assertEqual([p.name for p in full.iterdir()], ["something"])
        inside = self.scene.crm / "backup"
        self.assertEqual(self.told("backup", str(inside), code=1),
                         f"crm-host: {inside} lies inside the data folder itself.\n  code: backup_folder\n"
                         "  next: Name one outside of it, best on another disk.\n")


RESTORED = """\
{data} holds the backup of {made_at} now: {files} files, {bytes} bytes.
  the host's records
  the state of io.coexist.whatsapp, written by version {version}
Next:
  1. On a new machine, install the plugins: crm-host plugin install FILE
  2. Give crm-host the same secrets as before: the key that seals tokens is in no backup.
  3. Start crm-host serve. Messages that had not ended when the backup was made are shown as unknown and are never sent \
again: look on the phone before anyone writes them anew.
  4. What came in after the backup is not in it, and the platform does not deliver it again.
"""
IN_USE = """\
crm-host: The data in {data} are in use by a running crm-host serve.
  code: data_in_use
  next: Stop it first. Nothing was changed.
"""
PRESENT = """\
crm-host: There are data in {data} already.
  code: data_present
  next: Name an empty folder with --data, or say --replace: what is there is then moved aside, not deleted.
"""
UNFINISHED = """\
crm-host: A restore into {data} goes on, or was interrupted before its end.
  code: restore_unfinished
  next: Wait for it, or run it again: crm-host restore DIR --replace
"""
NOT_WHOLE = """\
crm-host: {folder} is not a whole backup: it has no backup.json.
  code: backup_missing
  next: Name the folder that crm-host backup was given. A backup that was interrupted cannot be used.
"""
DAMAGED = """\
crm-host: The backup in {folder} is damaged: {what}.
  code: backup_damaged
  next: Take another copy of it, or an older backup. Nothing was changed.
"""
