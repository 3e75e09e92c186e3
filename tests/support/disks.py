"""A disk under SQLite that remembers every write and sync, and fails when it is told to.

The very library that `sqlite3` uses is asked for its own file system layer; a copy of that layer with write, truncate,
sync, open and delete passing through here becomes the default for new connections. What a power cut may leave is then
built from what was remembered: everything up to the last sync of a file, and any part of what came after.
Works where `sqlite3` is linked against a shared library; `LEFT_OUT` says why not, elsewhere.
"""

import _sqlite3
import contextlib
import ctypes
import sqlite3
import time
from pathlib import Path
from typing import NamedTuple

FULL, IOERR_FSYNC = 13, 10 | (4 << 8)
_CREATE, _JOURNAL_OR_WAL = 0x04, 0x0800 | 0x80000

_VOID, _INT, _LONG, _TEXT = ctypes.c_void_p, ctypes.c_int, ctypes.c_int64, ctypes.c_char_p
_OPEN = ctypes.CFUNCTYPE(_INT, _VOID, _VOID, _VOID, _INT, _VOID)
_DELETE = ctypes.CFUNCTYPE(_INT, _VOID, _TEXT, _INT)
_WRITE = ctypes.CFUNCTYPE(_INT, _VOID, _VOID, _INT, _LONG)
_TRUNCATE = ctypes.CFUNCTYPE(_INT, _VOID, _LONG)
_SYNC = ctypes.CFUNCTYPE(_INT, _VOID, _INT)


class _Layer(ctypes.Structure):
    _fields_ = [
        ("version", _INT),
        ("file_size", _INT),
        ("path_max", _INT),
        ("next", _VOID),
        ("name", _TEXT),
        ("data", _VOID),
        ("open", _VOID),
        ("delete", _VOID),
        ("others", _VOID * 14),
    ]


class _Methods(ctypes.Structure):
    _fields_ = [
        ("version", _INT),
        ("close", _VOID),
        ("read", _VOID),
        ("write", _VOID),
        ("truncate", _VOID),
        ("sync", _VOID),
        ("others", _VOID * 13),
    ]


class _File(ctypes.Structure):
    _fields_ = [("methods", ctypes.POINTER(_Methods))]


def _library():
    library = ctypes.CDLL(_sqlite3.__file__)
    library.sqlite3_vfs_find.restype = ctypes.POINTER(_Layer)
    library.sqlite3_vfs_find.argtypes = [_TEXT]
    library.sqlite3_vfs_register.argtypes = [_VOID, _INT]
    library.sqlite3_vfs_unregister.argtypes = [_VOID]
    return library


try:
    _LIBRARY = _library()
    LEFT_OUT = None
except AttributeError:
    LEFT_OUT = "sqlite3 holds a SQLite of its own here, which does not show its file system layer"


class Write(NamedTuple):
    path: str
    offset: int
    data: bytes


class Truncate(NamedTuple):
    path: str
    size: int


class Sync(NamedTuple):
    """`folder`: names made or deleted up to now are safe as well."""

    path: str
    folder: bool


class Create(NamedTuple):
    path: str


class Delete(NamedTuple):
    path: str
    safe: bool


class Acknowledged(NamedTuple):
    """Whoever asked was told that everything up to this record is on the disk."""

    seq: int


class Disk:
    """While entered, every new connection of this process writes here.

    `fail_write` and `fail_sync` name the write or sync that fails, from 1; `for_ever`: so do all after it. `half`: the first
    half of a failing write reaches the disk. `operations` is everything that happened, in order.
    """

    def __init__(self, *, fail_write=None, fail_sync=None, for_ever=True, half=False):
        self.operations = []
        self.writes = self.syncs = 0
        self.failed_at = None
        self.fail_write, self.fail_sync, self.for_ever, self.half = fail_write, fail_sync, for_ever, half
        self._paths, self._fresh, self._tables = {}, {}, {}

    def __enter__(self):
        self._under = _LIBRARY.sqlite3_vfs_find(None)
        self._open, self._delete = _OPEN(self._under.contents.open), _DELETE(self._under.contents.delete)
        self._doors = (_OPEN(self._on_open), _DELETE(self._on_delete))
        self._layer = _Layer.from_buffer_copy(self._under.contents)
        self._layer.name = b"remembering"
        self._layer.next = None
        self._layer.open, self._layer.delete = (ctypes.cast(door, _VOID).value for door in self._doors)
        assert _LIBRARY.sqlite3_vfs_register(ctypes.byref(self._layer), 1) == 0
        _ALIVE.append(self)
        return self

    def __exit__(self, *_):
        _LIBRARY.sqlite3_vfs_unregister(ctypes.byref(self._layer))
        _LIBRARY.sqlite3_vfs_register(self._under, 1)

    def acknowledge(self, seq):
        self.operations.append(Acknowledged(seq))

    @property
    def failed(self):
        """Did what was to fail come to pass?"""
        wrote = self.fail_write is not None and self.writes >= self.fail_write
        return wrote or (self.fail_sync is not None and self.syncs >= self.fail_sync)

    def _on_open(self, _layer, name, file, flags, told):
        text = ctypes.cast(name, _TEXT).value if name else None
        path = text.decode() if text else ""
        fresh = bool(path) and not Path(path).exists()
        code = self._open(ctypes.addressof(self._under.contents), name, file, flags, told)
        if code == 0 and path:
            if fresh and flags & _CREATE:
                self.operations.append(Create(path))
            self._fresh[file] = bool(flags & _CREATE and flags & _JOURNAL_OR_WAL)
            self._paths[file] = path
            opened = _File.from_address(file)
            opened.methods = ctypes.pointer(self._watched(opened.methods))
        return code

    def _on_delete(self, _layer, name, safely):
        code = self._delete(ctypes.addressof(self._under.contents), name, safely)
        if code == 0:
            self.operations.append(Delete(name.decode(), bool(safely)))
        return code

    def _watched(self, methods):
        address = ctypes.addressof(methods.contents)
        if address not in self._tables:
            table = _Methods.from_buffer_copy(methods.contents)
            under = (_WRITE(table.write), _TRUNCATE(table.truncate), _SYNC(table.sync))
            doors = (_WRITE(self._write(under[0])), _TRUNCATE(self._truncate(under[1])), _SYNC(self._sync(under[2])))
            table.write, table.truncate, table.sync = (ctypes.cast(door, _VOID).value for door in doors)
            self._tables[address] = (table, doors, under)
            _ALIVE.append(table)
        return self._tables[address][0]

    def _write(self, under):
        def write(file, data, size, offset):
            self.writes += 1
            if self._fails(self.writes, self.fail_write):
                if self.half and size > 1:
                    self._written(file, data, size // 2, offset)
                    under(file, data, size // 2, offset)
                return FULL
            self._written(file, data, size, offset)
            return under(file, data, size, offset)

        return write

    def _written(self, file, data, size, offset):
        self.operations.append(Write(self._paths[file], offset, ctypes.string_at(data, size)))

    def _truncate(self, under):
        def truncate(file, size):
            self.operations.append(Truncate(self._paths[file], size))
            return under(file, size)

        return truncate

    def _sync(self, under):
        def sync(file, flags):
            self.syncs += 1
            if self._fails(self.syncs, self.fail_sync):
                return IOERR_FSYNC
            self.operations.append(Sync(self._paths[file], self._fresh.get(file, False)))
            self._fresh[file] = False
            return under(file, flags)

        return sync

    def _fails(self, count, at):
        fails = at is not None and (count == at or (self.for_ever and count > at))
        if fails and self.failed_at is None:
            self.failed_at = time.monotonic()
        return fails


_ALIVE = []
"""What the library may still call into."""


def image(base, operations, draw):
    """Which files may a power cut leave after these operations? Bytes by path; `base` lay there before, safely.

    How much of what was never synced reached the disk: nothing, all, the beginning, or any part, in pieces of 512 or
    4096 bytes.
    """
    files = {path: bytearray(data) for path, data in base.items()}
    pending, made, gone = {path: [] for path in files}, set(), {}
    for operation in operations:
        if isinstance(operation, Write | Truncate):
            pending.setdefault(operation.path, []).append(operation)
        elif isinstance(operation, Sync):
            for waiting in pending.get(operation.path, ()):
                _apply(files.setdefault(operation.path, bytearray()), waiting)
            pending[operation.path] = []
            if operation.folder:
                made, gone = set(), {}
        elif isinstance(operation, Create):
            files[operation.path], pending[operation.path] = bytearray(), []
            made.add(operation.path)
        elif isinstance(operation, Delete):
            if operation.path in files and not operation.safe:
                gone[operation.path] = (files[operation.path], pending[operation.path])
            files.pop(operation.path, None)
            pending.pop(operation.path, None)
    for path, (data, waiting) in gone.items():
        if path not in files and draw.random() < 0.5:
            files[path], pending[path] = data, waiting
    how = draw.choice(("nothing", "all", "beginning", "any", "torn", "torn"))
    for path, waiting in pending.items():
        if path in files:
            _reach(files[path], waiting, how, draw)
    return {path: bytes(data) for path, data in files.items() if path not in made or draw.random() < 0.5}


def _reach(data, waiting, how, draw):
    most = {"nothing": 0, "beginning": draw.randrange(len(waiting) + 1)}.get(how, len(waiting))
    piece = draw.choice((512, 4096))
    for ordinal, operation in enumerate(waiting[:most]):
        if how in {"any", "torn"} and draw.random() < 0.3:
            continue
        torn = isinstance(operation, Write) and (how == "torn" or (how == "beginning" and ordinal == most - 1))
        for part in _pieces(operation, piece) if torn else (operation,):
            if not torn or draw.random() < 0.5:
                _apply(data, part)


def _pieces(write, size):
    start, end = write.offset, write.offset + len(write.data)
    while start < end:
        stop = min(end, (start // size + 1) * size)
        yield Write(write.path, start, write.data[start - write.offset : stop - write.offset])
        start = stop


def _apply(data, operation):
    if isinstance(operation, Truncate):
        del data[operation.size :]
        data.extend(bytes(operation.size - len(data)))
    else:
        end = operation.offset + len(operation.data)
        data.extend(bytes(max(0, end - len(data))))
        data[operation.offset : end] = operation.data


def lay_out(files, folder):
    """Put the files of an image into an empty folder: where is each?"""
    for path, data in files.items():
        (folder / Path(path).name).write_bytes(data)
    return folder


def acknowledged(operations):
    """Up to which record was everything acknowledged by then?"""
    return max((each.seq for each in operations if isinstance(each, Acknowledged)), default=0)


def contents(folder):
    """Which bytes lie in the files of a folder that a power cut may touch?"""
    return {str(path): path.read_bytes() for path in folder.iterdir() if path.is_file() and path.suffix != ".db-shm"}


def let_go(connection):
    """Close as a process that died would: without a word to the disk where that is possible."""
    with contextlib.suppress(sqlite3.Error):
        connection.close()
