"""Nothing acknowledged is lost, whenever the host is killed."""
import collections
import random
import time

from load import Load
from scene import LARGE, PHONE_ID, SceneTest, until

KILLS = 400 if LARGE else 40


class KilledUnderLoad(SceneTest):
    def platform_writes(self, count):
        """The simulator's own deliveries, which it repeats until they are answered 200."""
        self.scene.sim("guest/write", {"phone_number_id": PHONE_ID, "from": "393331112233", "name": "Gina", "text": "sim {n}",
                                       "count": count, "delay": 5})

    def assert_nothing_set_aside(self):
        """A delivery that was being applied when the host was killed is an honest one: it is tried again, alone."""
        self.scene.settled()
        shown = self.scene.rest("GET", "/admin/quarantine", user="ann").json
        self.assertEqual((shown["total"], shown["quarantine"]), (0, []))

    def assert_once_each(self, found, wanted, where):
        seen = collections.Counter(m["wamid"] for m in found)
        self.assertEqual(sorted(wanted - set(seen))[:10], [], f"acknowledged and not in {where}")
        self.assertEqual([wamid for wamid, times in seen.items() if times > 1][:10], [], f"more than once in {where}")

    def test_killed_again_and_again_under_load_the_host_loses_nothing_that_it_acknowledged(self):
        scene, chance = self.scene, random.Random(4)
        load = Load(scene, pause=0.02 if LARGE else 0.004)
        try:
            for kill in range(KILLS):
                if kill % 4 == 0:
                    self.platform_writes(3)
                before = len(load.acknowledged)
                until("deliveries acknowledged", lambda: len(load.acknowledged) > before + 5)
                time.sleep(chance.uniform(0, 0.15))
                scene.restart_host(kill=True)
        finally:
            load.stop()
        self.assertEqual(load.refusals, [])
        until("every delivery of the simulator answered", lambda: scene.sim_get("health")["deliveries_pending"] == 0, 60)
        told = {m["wamid"] for m in scene.sim_get("messages?origin=inbound")["messages"]}
        self.assertEqual(len(told), (KILLS + 3) // 4 * 3)
        self.assertGreater(len(load.acknowledged), KILLS * 5)
        self.assert_nothing_set_aside()
        scene.settled()
        wanted = load.acknowledged | told
        in_plugin, in_crm = scene.messages(self.account), scene.records()
        self.assert_once_each(in_plugin, wanted, "the plugin's state")
        self.assert_once_each(in_crm, wanted, "the CRM's records")
        self.assertEqual({m["wamid"] for m in in_plugin}, {m["wamid"] for m in in_crm})
        print(f"[{KILLS} kills, {len(wanted)} acknowledged messages]", end=" ", flush=True)
