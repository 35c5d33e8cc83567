"""What can be told of an encrypted file from outside."""

from __future__ import annotations

from pathlib import Path

import pytest

from phrasebook.store import cipher, sqlite

KEY = "ab" * 32
OTHER = "cd" * 32


@pytest.fixture
def path(tmp_path: Path) -> Path:
    path = tmp_path / "x.db"
    connection = sqlite.connect(path, key=KEY)
    connection.execute("CREATE TABLE t (a)")
    connection.executemany("INSERT INTO t VALUES (?)", [("文" * 400,) for _ in range(50)])
    connection.close()
    return path


def test_its_own_key_fits_and_no_other(path: Path) -> None:
    assert cipher.fits(path, KEY)
    assert cipher.is_sound(path, KEY)
    assert not cipher.fits(path, OTHER)
    assert not cipher.is_sound(path, OTHER)


def test_one_flipped_bit_is_seen(path: Path) -> None:
    data = bytearray(path.read_bytes())
    data[-3000] ^= 1
    path.write_bytes(data)
    assert cipher.fits(path, KEY), "the first page is whole"
    assert not cipher.is_sound(path, KEY)


def test_a_file_that_is_not_encrypted_is_told(path: Path, tmp_path: Path) -> None:
    assert not cipher.is_plain(path)
    plain = tmp_path / "plain.db"
    connection = sqlite.connect(plain)
    connection.execute("CREATE TABLE t (a)")
    connection.close()
    assert cipher.is_plain(plain)
    assert not cipher.fits(plain, KEY)


def test_no_file_is_nothing(tmp_path: Path) -> None:
    missing = tmp_path / "missing.db"
    assert cipher.is_empty(missing)
    assert not cipher.is_plain(missing)
    assert not cipher.fits(missing, KEY)
    assert not cipher.is_sound(missing, KEY)
    assert not missing.exists(), "asking makes no file"
    missing.touch()
    assert cipher.is_empty(missing)
    assert not cipher.fits(missing, KEY), "an empty file takes any key"


def test_a_wrong_key_says_nothing_but_its_error(
    path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    """SQLCipher would write its own log to the console."""
    connection = sqlite.connect(path, key=OTHER)
    with pytest.raises(sqlite.Error):
        connection.execute("SELECT * FROM t")
    connection.close()
    assert capfd.readouterr() == ("", "")
