#include "catch.hpp"
#include "store/file_system.hpp"
#include "store/temporary_directory.hpp"

using namespace coexist;
using rooms::TemporaryDirectory;

TEST_CASE("a state lies on a disk of this machine, and on no file system that others share", "[store]") {
    struct Case {
        FileSystem found;
        std::string reason;
    };
    const Case cases[] = {{{0xEF53, "ext4"}, ""},
                          {{0x58465342, "xfs"}, ""},
                          {{0x9123683E, "btrfs"}, ""},
                          {{0x01021994, "tmpfs"}, ""},
                          {{0x794C7630, "overlay"}, ""},
                          {{0x2FC12FC1, "zfs"}, ""},
                          {{0x65735546, "fuseblk"}, ""},
                          {{0x65735546, "fuse.gocryptfs"}, ""},
                          {{0x6969, "nfs4"}, "NFS"},
                          {{0x517B, "smbfs"}, "SMB"},
                          {{0xFE534D42, "cifs"}, "SMB"},
                          {{0xFF534D42, "cifs"}, "SMB (CIFS)"},
                          {{0x01021997, "9p"}, "9p, a folder of another system"},
                          {{0x00C36400, "ceph"}, "Ceph"},
                          {{0x5346414F, "afs"}, "AFS"},
                          {{0x0BD00BD0, "lustre"}, "Lustre"},
                          {{0x01161970, "gfs2"}, "GFS2, which several machines share"},
                          {{0x65735546, "fuse.sshfs"}, "the FUSE file system fuse.sshfs"},
                          {{0x65735546, "fuse.glusterfs"}, "the FUSE file system fuse.glusterfs"},
                          {{0x65735546, "virtiofs"}, "the FUSE file system virtiofs"},
                          {{0x65735546, ""}, "a FUSE file system of unknown kind"}};
    for (const Case& one : cases) {
        CAPTURE(one.found.magic, one.found.type);
        CHECK(network_file_system(one.found) == one.reason);
    }
}

TEST_CASE("a directory on a network is refused with the reason and a way out", "[store]") {
    const Outcome refused = refuse_network("/srv/share/state", [](const std::string&) {
        return FileSystem{0x6969, "nfs4"};
    });
    REQUIRE_FALSE(refused.ok());
    CHECK(refused.problem().code == "state_on_network");
    CHECK(refused.problem().detail ==
          "The state in /srv/share/state would lie on NFS, where SQLite's locks and shared memory do not hold between "
          "machines: two owners could send the same message, and the files could be damaged.");
    CHECK(refused.problem().next ==
          "Put the state on a disk of this machine; to copy it elsewhere, make backups there.");
    CHECK(refuse_network("/srv/state", [](const std::string&) { return FileSystem{0xEF53, "ext4"}; }).ok());
}

TEST_CASE("what a directory lies on is asked of the system, also before the directory exists", "[store]") {
    const TemporaryDirectory directory;
    const FileSystem here = file_system_of(directory.path());
    CHECK(here.magic != 0);
    CHECK(file_system_of(directory.path() + "/not/yet/there").magic == here.magic);
    const FileSystem kernel = file_system_of("/proc");
    CHECK(kernel.magic == 0x9FA0);
    CHECK(kernel.type == "proc");
    CHECK_THROWS(file_system_of("/proc/version/below-a-file"));
}
