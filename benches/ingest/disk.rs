//! A file system of its own for the measurements, where that may be had: on one in use, ext4 passes over each inode that was
//! deleted in the last minutes (`recently_deleted`) whenever it makes a file, and that is what is measured then: 0.4 to 0.6 s
//! of CPU more for 1000 mails after a round was removed, of maildesk and of the fair floor alike, which flatters the ratio.

use std::path::{Path, PathBuf};
use std::process::Command;

use tempfile::TempDir;

/// A directory for the measurements. Removed when dropped.
pub struct Disk {
    scratch: TempDir,
    is_mounted: bool,
}

impl Disk {
    /// A new ext4 on a loop device with this many gigabytes (sparse), or else a plain directory.
    pub fn new(gigabytes: u64) -> Self {
        let scratch = tempfile::tempdir().unwrap();
        std::fs::create_dir(scratch.path().join("disk")).unwrap();
        let is_mounted =
            std::env::var_os("MAILDESK_BENCH_PLAIN").is_none() && mount(scratch.path(), gigabytes).is_some();
        Self { scratch, is_mounted }
    }

    /// Where the measurements write.
    pub fn path(&self) -> PathBuf {
        self.scratch.path().join("disk")
    }

    /// What is written below the figures.
    pub fn described(&self) -> &'static str {
        if self.is_mounted { "a new ext4 of its own" } else { "the file system of the temporary directory, as it is" }
    }
}

impl Drop for Disk {
    fn drop(&mut self) {
        if self.is_mounted {
            run("umount", &[self.path().as_os_str()]);
        }
    }
}

fn mount(scratch: &Path, gigabytes: u64) -> Option<()> {
    let image = scratch.join("image");
    std::fs::File::create(&image).ok()?.set_len(gigabytes << 30).ok()?;
    run("mkfs.ext4", &["-q".as_ref(), "-F".as_ref(), image.as_os_str()])?;
    run("mount", &["-o".as_ref(), "loop".as_ref(), image.as_os_str(), scratch.join("disk").as_os_str()])
}

fn run(program: &str, arguments: &[&std::ffi::OsStr]) -> Option<()> {
    // Where only root has them.
    let path = format!("{}:/usr/sbin:/sbin", std::env::var("PATH").unwrap_or_default());
    let output = Command::new(program).args(arguments).env("PATH", path).output().ok()?;
    output.status.success().then_some(())
}
