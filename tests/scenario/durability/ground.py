"""A stage whose disk and clock the test can break, and damage to files of a stopped host."""
import os
import pathlib
import sqlite3
import sys

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent / "main_job"))
from scene import BUILD, GUEST, PHONE_ID, Scene, SceneTest, until  # noqa: E402,F401

PLUGIN = "io.coexist.whatsapp"


class Ground(Scene):
    def __init__(self, build, data=None, port=None):
        super().__init__(build, data, port)
        self.orders, self.report = self.data / "orders", self.data / "report"
        self.shimmed = dict(self.environment, LD_PRELOAD=os.environ["COEXIST_FAULT_SHIM"],
                            FAULT_SHIM_ORDERS=str(self.orders), FAULT_SHIM_REPORT=str(self.report))

    @property
    def crm(self):
        return pathlib.Path(self.environment["CRM_DATA"])

    @property
    def state(self):
        return self.crm / "plugins" / PLUGIN

    def start_host(self, *options):
        plain, self.environment = self.environment, dict(self.shimmed, CRM_DATA=self.environment["CRM_DATA"])
        try:
            super().start_host(*options)
        finally:
            self.environment = plain

    def order(self, *lines):
        """What the disk and the clock do from now on; nothing: as they should."""
        beside = self.orders.with_suffix(".new")
        beside.write_text("".join(line + "\n" for line in lines))
        os.replace(beside, self.orders)

    def host_log(self):
        return (self.data / "host.log").read_text(errors="replace")

    def overwrite(self, file, pages):
        """Overwrites pages (from 1) of a stopped host's SQLite file, as a dying disk does."""
        with open(file, "r+b") as stream:
            for page in pages:
                stream.seek((page - 1) * 4096)
                stream.write(b"\xde\xad" * 2048)

    def root_of(self, *tables):
        """The first pages of these tables of the plugin's state."""
        database = sqlite3.connect(self.state / "state.db")
        found = [database.execute("SELECT rootpage FROM sqlite_master WHERE name = ?", (table,)).fetchone()[0] for table in tables]
        database.close()
        return found


class GroundTest(SceneTest):
    scene_type = Ground
