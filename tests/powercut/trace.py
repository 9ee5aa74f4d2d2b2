"""The trace of one run, as shim/trace.hpp lays it out: what the processes did, and when the power goes."""
import mmap
import struct

CAPACITY = 1 << 30  # sparse: only what is written takes memory
CUT, CALLS, CUT_AT, KILL_AT, AIMED, AIM_AT = 4, 8, 16, 24, 48, 56


class Trace:
    def __init__(self, path):
        self.path = path
        with open(path, "wb") as file:
            file.truncate(CAPACITY)
            file.write(struct.pack("<IIQQQQQ", 0, 0, 0, 0, 0, 0, CAPACITY))
        with open(path, "r+b") as file:
            self.map = mmap.mmap(file.fileno(), 4096)

    def _read(self, at, form):
        return struct.unpack_from(form, self.map, at)[0]

    @property
    def calls(self):
        return self._read(CALLS, "<Q")

    @property
    def is_cut(self):
        return self._read(CUT, "<I") != 0

    def cut_at(self, call):
        struct.pack_into("<Q", self.map, CUT_AT, call)

    def kill_at(self, call):
        struct.pack_into("<Q", self.map, KILL_AT, call)

    def aim_at(self, calls):
        """The power goes before the `calls`th call from now on a file that is aimed at."""
        struct.pack_into("<Q", self.map, AIM_AT, self._read(AIMED, "<Q") + calls)

    def close(self):
        self.map.close()
