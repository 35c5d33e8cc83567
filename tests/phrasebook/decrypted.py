"""What really lies in an encrypted file and its log: every page decrypted, free ones too.

Opening a file shows only live rows; whoever has the key can read the rest of the pages as well.
Layout (https://www.zetetic.net/sqlcipher/design/): page 1 begins with 16 bytes of salt; each page
ends with 80 bytes, the first 16 of them its initialization vector. A WAL file has a head of 32
bytes and 24 before each page (https://www.sqlite.org/fileformat2.html#walformat).
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from pathlib import Path

from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

PAGE, RESERVED, SALT, VECTOR = 4096, 80, 16, 16
WAL_HEAD, FRAME_HEAD = 32, 24
WAL_MAGIC = (0x377F0682, 0x377F0683)


def decrypted(data: bytes, key: str) -> bytes:
    """All pages of a database or WAL file, one after the other."""
    return b"".join(_page(page, number, key) for number, page in _pages(data))


def holds(path: Path, words: tuple[str, ...], key: str) -> list[str]:
    """The words that a file holds, read as it lies there and, if it is one of pages, decrypted."""
    data = path.read_bytes()
    seen = data + (decrypted(data, key) if ".db" in path.name else b"")
    return [word for word in words if word.encode() in seen]


def _pages(data: bytes) -> Iterator[tuple[int, bytes]]:
    if len(data) >= WAL_HEAD and struct.unpack(">I", data[:4])[0] in WAL_MAGIC:
        for start in range(WAL_HEAD, len(data) - PAGE + 1, FRAME_HEAD + PAGE):
            (number,) = struct.unpack(">I", data[start : start + 4])
            yield number, data[start + FRAME_HEAD : start + FRAME_HEAD + PAGE]
        return
    for start in range(0, len(data) - PAGE + 1, PAGE):
        yield start // PAGE + 1, data[start : start + PAGE]


def _page(page: bytes, number: int, key: str) -> bytes:
    if len(page) < PAGE:
        return b""
    end = PAGE - RESERVED
    vector = page[end : end + VECTOR]
    cipher = Cipher(algorithms.AES(bytes.fromhex(key)), modes.CBC(vector)).decryptor()
    return cipher.update(page[SALT if number == 1 else 0 : end]) + cipher.finalize()
