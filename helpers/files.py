"""What belongs to the reader: a file is written in one move, and by one process at a time."""

import errno
import os
import stat
import time
from contextlib import contextmanager, suppress
from pathlib import Path

try:
    import fcntl
except ImportError:  # Windows; Python in the browser
    fcntl = None
if not hasattr(fcntl, "flock"):  # in JupyterLite there is one, and it is empty
    fcntl = None
try:
    import msvcrt
except ImportError:  # everywhere but on Windows
    msvcrt = None

LOCK = ".backprop.lock"  # on Windows, where a folder itself can't be locked
POLL = 0.001  # seconds between two looks at a lock


def write(path, content):
    """Write bytes beside a file, then put them in its place in one move: nobody ever sees half of them.

    A link is followed, and the mode is kept. Raises OSError where that can't be done, or the file is read-only;
    then all is as it was.
    """
    target = Path(os.path.realpath(path))
    half = target.with_name(f".{target.name}.{os.urandom(4).hex()}.part")
    try:
        mode = _mode(target)
        with half.open("xb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())  # some disks say only here that they are full
        if mode is not None:
            half.chmod(mode)
        os.replace(half, target)
    except OSError as error:
        raise OSError(error.errno, error.strerror or str(error), str(path)) from None  # half's name helps nobody
    finally:
        with suppress(OSError):
            half.unlink()  # it is there only if something went wrong, Ctrl-C included


def _mode(target):
    """Return the mode of a file, None where there is none; raise PermissionError where it is read-only."""
    try:
        mode = stat.S_IMODE(target.stat().st_mode)
    except FileNotFoundError:
        return None
    if not mode & 0o222 or not os.access(target, os.W_OK):  # root may write everywhere, and still should not
        raise PermissionError(errno.EACCES, "it is read-only")
    return mode


@contextmanager
def alone(place, patience):
    """Keep everybody out of the block who asks for the same place; give False where one didn't leave in time.

    place: a folder, or a file in it. The block runs in any case: after patience (seconds), and where nothing can be
    locked, as in the browser. When a process dies, the system gives its lock back.
    """
    handle, free = None, True
    try:
        with suppress(OSError):  # a drive without locks
            folder = os.path.realpath(place)
            folder = folder if os.path.isdir(folder) else os.path.dirname(folder)
            if fcntl:
                handle = os.open(folder, os.O_RDONLY)
            elif msvcrt:
                handle = os.open(Path(folder, LOCK), os.O_RDWR | os.O_CREAT)
            free = handle is None or _lock(handle, patience)
        yield free
    finally:
        if handle is not None:
            _unlock(handle)


def _lock(handle, patience):
    """Wait for the lock; return whether it came."""
    end = time.monotonic() + patience
    while True:
        try:
            if fcntl:
                fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
            else:
                msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)
            return True
        except (BlockingIOError, PermissionError):  # what the two say while somebody else has it
            if time.monotonic() > end:
                return False
            time.sleep(POLL)


def _unlock(handle):
    if not fcntl:
        with suppress(OSError):  # it wasn't ours
            msvcrt.locking(handle, msvcrt.LK_UNLCK, 1)
    os.close(handle)
    time.sleep(2 * POLL)  # so that whoever waits finds it open, and a process that asks in a loop keeps nobody out


def reason(error):
    """Return an OSError in one line: the file, and what is in the way."""
    words = error.strerror or str(error)
    return f"{error.filename}: {words}" if error.filename else words
