//! Tells at once that something came into a directory (inotify(7)).
//!
//! Comes in: a directory. Goes out: that a file was made in it or moved there. It reads no file and names none. Where the
//! kernel can't tell (a network file system, no watches left), nobody is told, so that a poll must stand behind it.

use std::mem::MaybeUninit;
use std::os::fd::OwnedFd;
use std::path::Path;

use rustix::fs::inotify::{self, CreateFlags, ReadFlags, WatchFlags};
use tokio::io::unix::AsyncFd;

/// A directory that is watched.
#[derive(Debug)]
pub(super) struct DirectoryWatch {
    kernel: AsyncFd<OwnedFd>,
}

impl DirectoryWatch {
    /// Watches a directory from now on. `None`: the kernel refuses.
    pub(super) fn new(directory: &Path) -> Option<Self> {
        let kernel = inotify::init(CreateFlags::NONBLOCK | CreateFlags::CLOEXEC).ok()?;
        let wanted = WatchFlags::MOVED_TO | WatchFlags::CREATE | WatchFlags::MOVE_SELF | WatchFlags::ONLYDIR;
        inotify::add_watch(&kernel, directory, wanted).ok()?;
        #[expect(deprecated, reason = "its successor is unsafe, for types that may close what they hold; ours owns it")]
        let kernel = AsyncFd::new(kernel).ok()?;
        Some(Self { kernel })
    }

    /// Waits for the next event since it watches, or since it was last asked. Returns `false` if it watches no more,
    /// because the directory is gone or lies elsewhere.
    pub(super) async fn changed(&mut self) -> bool {
        let Ok(mut ready) = self.kernel.readable_mut().await else { return false };
        let still = drain(ready.get_inner());
        ready.clear_ready();
        still
    }
}

/// Takes all events that wait: one listing answers them all.
fn drain(kernel: &OwnedFd) -> bool {
    let (mut space, mut still) = ([MaybeUninit::uninit(); 4096], true);
    let mut events = inotify::Reader::new(kernel, &mut space);
    while let Ok(event) = events.next() {
        still &= !event.events().intersects(ReadFlags::IGNORED | ReadFlags::MOVE_SELF | ReadFlags::UNMOUNT);
    }
    still
}
