"""The keyring: only back-ends that encrypt, faults in words, and no call that lasts for ever."""

from __future__ import annotations

import gc
import os
import shutil
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from types import ModuleType

import pytest

from assistant.backends import keyring_vault, pick_vault
from assistant.backends.keyring_vault import ALLOWED, KeyringVault, find, path_of
from assistant.backends.null import NullVault
from assistant.ports import Capability
from phrasebook.model import UserError
from tests.needs import NEEDS

SECRET = "ab" * 32
SECRET_SERVICE = "keyring.backends.SecretService.Keyring"
PLAINTEXT = "keyrings.alt.file.PlaintextKeyring"


class Ring:
    """A back-end in memory that passes for any class path."""

    def __init__(self) -> None:
        self.kept: dict[tuple[str, str], str] = {}
        self.fails: Exception | None = None
        self.forgetful = False
        self.hangs = threading.Event()
        self.hangs.set()

    def _meet(self) -> None:
        self.hangs.wait()
        if self.fails is not None:
            raise self.fails

    def get_password(self, service: str, username: str) -> str | None:
        self._meet()
        return self.kept.get((service, username))

    def set_password(self, service: str, username: str, password: str) -> None:
        self._meet()
        if not self.forgetful:
            self.kept[(service, username)] = password

    def delete_password(self, service: str, username: str) -> None:
        self._meet()
        del self.kept[(service, username)]


def ring_named(path: str) -> Ring:
    module, _, name = path.rpartition(".")
    made: Ring = type(name, (Ring,), {"__module__": module})()
    assert path_of(made) == path
    return made


@pytest.fixture
def ring() -> Ring:
    return ring_named(SECRET_SERVICE)


def test_a_secret_goes_in_and_out(ring: Ring) -> None:
    vault = KeyringVault(ring)
    assert vault.get("a") is None
    vault.put("a", SECRET)
    assert vault.get("a") == SECRET
    assert vault.get("b") is None
    vault.remove("a")
    vault.remove("a")
    assert vault.get("a") is None
    assert vault.name == SECRET_SERVICE
    assert vault.capability() == Capability(True, vault.title)


@pytest.mark.parametrize(
    "path",
    [
        PLAINTEXT,
        "keyrings.alt.Windows.RegistryKeyring",
        "keyring.backends.null.Keyring",
        "keyring.backends.fail.Keyring",
        "keyring.backends.chainer.ChainerBackend",
        "elsewhere.SecretService.Keyring",
    ],
)
def test_a_back_end_that_is_not_on_the_list_is_refused(path: str) -> None:
    with pytest.raises(ValueError):
        KeyringVault(ring_named(path))


def test_what_is_not_kept_is_noticed(ring: Ring, caplog: pytest.LogCaptureFixture) -> None:
    ring.forgetful = True
    with pytest.raises(UserError) as caught:
        KeyringVault(ring).put("a", SECRET)
    assert "没有保存" in caught.value.message
    assert "口令" in caught.value.advice


def named(name: str) -> Exception:
    kind: type[Exception] = type(name, (Exception,), {})
    return kind("的内容不该出现")


@pytest.mark.parametrize(
    ("fault", "word"),
    [
        (named("KeyringLocked"), "锁着"),
        (named("PromptDismissedException"), "锁着"),
        (named("DBusErrorResponse"), "DBusErrorResponse"),
        (OSError(5, "I/O"), "OSError"),
    ],
)
@pytest.mark.parametrize("call", ["get", "put", "remove"])
def test_a_fault_is_said_in_words(
    ring: Ring, call: str, fault: Exception, word: str, caplog: pytest.LogCaptureFixture
) -> None:
    ring.fails = fault
    arguments = ("a", SECRET) if call == "put" else ("a",)
    with pytest.raises(UserError) as caught:
        getattr(KeyringVault(ring), call)(*arguments)
    assert word in caught.value.message
    assert "备注都还在" in caught.value.advice
    assert "内容" not in caught.value.message + caplog.text
    assert SECRET not in caplog.text


def test_a_keyring_that_never_answers_is_given_up(
    ring: Ring, caplog: pytest.LogCaptureFixture
) -> None:
    ring.hangs.clear()
    try:
        with pytest.raises(UserError) as caught:
            KeyringVault(ring, patience=0.0).get("a")
        assert "没有回应" in caught.value.message
    finally:
        ring.hangs.set()


@pytest.fixture
def planted(monkeypatch: pytest.MonkeyPatch) -> Iterator[ModuleType]:
    """A plain text back-end, set up in every way that ``keyring`` knows."""
    import keyring.core
    from keyring.backend import KeyringBackend

    class PlaintextKeyring(KeyringBackend):
        priority = 100.0  # type: ignore[assignment]

        def get_password(self, service: str, username: str) -> str | None:
            return None

        def set_password(self, service: str, username: str, password: str) -> None:
            pytest.fail("a key went into a plain text file")

    PlaintextKeyring.__module__, PlaintextKeyring.__qualname__ = PLAINTEXT.rsplit(".", 1)
    module = ModuleType("keyrings.alt.file")
    module.PlaintextKeyring = PlaintextKeyring  # type: ignore[attr-defined]
    for name in ("keyrings", "keyrings.alt"):
        monkeypatch.setitem(sys.modules, name, ModuleType(name))
    monkeypatch.setitem(sys.modules, "keyrings.alt.file", module)
    monkeypatch.setenv("PYTHON_KEYRING_BACKEND", PLAINTEXT)
    monkeypatch.setattr(keyring.core, "_keyring_backend", None)
    yield module
    keyring.core._keyring_backend = None
    KeyringBackend._classes.discard(PlaintextKeyring)


def works(*paths: str) -> Callable[[pytest.MonkeyPatch], None]:
    """Let these back-ends work here, and no other."""

    def set_up(monkeypatch: pytest.MonkeyPatch) -> None:
        for path in ALLOWED:
            module, _, name = path.rpartition(".")
            there = {"priority": 5.0, "__module__": module}
            stand_in = ModuleType(module)
            if path in paths:
                setattr(stand_in, name, type(name, (Ring,), there))
            monkeypatch.setitem(sys.modules, module, stand_in)

    return set_up


def test_a_planted_plain_text_keyring_is_refused(
    planted: ModuleType, monkeypatch: pytest.MonkeyPatch
) -> None:
    import keyring

    assert path_of(keyring.get_keyring()) == PLAINTEXT, "it was not planted, so nothing is shown"
    works()(monkeypatch)
    found = pick_vault(PLAINTEXT)
    assert isinstance(found, NullVault)
    with pytest.raises(UserError):
        found.put("a", SECRET)


def test_beside_a_planted_one_the_real_one_is_taken(
    planted: ModuleType, monkeypatch: pytest.MonkeyPatch
) -> None:
    works(SECRET_SERVICE)(monkeypatch)
    assert pick_vault().name == SECRET_SERVICE


def test_the_back_end_that_holds_the_key_goes_first(monkeypatch: pytest.MonkeyPatch) -> None:
    wallet = "keyring.backends.kwallet.DBusKeyring"
    works(SECRET_SERVICE, wallet)(monkeypatch)
    assert pick_vault().name == SECRET_SERVICE
    assert pick_vault(wallet).name == wallet
    assert pick_vault(PLAINTEXT).name == SECRET_SERVICE


def test_without_a_keyring_the_reason_and_a_way_on_are_given(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    works()(monkeypatch)
    vault = pick_vault()
    assert (vault.name, vault.capability().ok) == ("", False)
    assert "钥匙串" in vault.capability().reason
    assert "口令" in vault.capability().advice
    assert not vault.quiet("a")
    vault.remove("a")
    with pytest.raises(UserError) as caught:
        vault.get("a")
    assert caught.value.message == vault.capability().reason


def test_a_missing_package_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "keyring", None)
    assert "组件" in pick_vault().capability().reason


def test_a_service_that_hangs_at_the_start_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    release = threading.Event()
    monkeypatch.setattr(keyring_vault, "_first", lambda _: release.wait())
    monkeypatch.setattr(keyring_vault, "_FIND_S", 0.0)
    try:
        found = find()
        assert isinstance(found, Capability)
        assert "没有回应" in found.reason
    finally:
        release.set()


def test_whether_it_would_ask_is_known_or_counts_as_yes(ring: Ring, monkeypatch) -> None:
    assert KeyringVault(ring_named("keyring.backends.Windows.WinVaultKeyring")).quiet("a")
    assert not KeyringVault(ring_named("keyring.backends.macOS.Keyring")).quiet("a")
    monkeypatch.delenv("DBUS_SESSION_BUS_ADDRESS", raising=False)
    assert not KeyringVault(ring).quiet("a"), "there is no bus to ask"


# The Secret Service itself, on a bus of its own.

PROGRAMS = ("dbus-daemon", "gnome-keyring-daemon")
_DEADLINE_S = 30.0


@pytest.fixture
def secret_service(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[KeyringVault]:
    missing = [name for name in PROGRAMS if shutil.which(name) is None]
    if not NEEDS["dbus"].there or missing:
        pytest.skip(f"needs Linux with {' and '.join(PROGRAMS)}")
    runtime = tmp_path / "runtime"
    runtime.mkdir(mode=0o700)
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(runtime))
    bus = subprocess.Popen(
        ["dbus-daemon", "--session", "--nofork", "--print-address=1"],
        stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, encoding="utf-8",
    )  # fmt: skip
    keyring: subprocess.Popen[bytes] | None = None
    try:
        assert bus.stdout is not None
        monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", bus.stdout.readline().strip())
        keyring = subprocess.Popen(
            ["gnome-keyring-daemon", "--foreground", "--unlock", "--components=secrets"],
            stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
            env=os.environ.copy(),
        )  # fmt: skip
        assert keyring.stdin is not None
        keyring.stdin.write(b"password")
        keyring.stdin.close()
        yield _awaited()
    finally:
        for child in (keyring, bus):
            if child is not None:
                child.terminate()
                child.wait()
        if bus.stdout is not None:
            bus.stdout.close()


def _awaited() -> KeyringVault:
    """The vault, once the daemon has its name on the bus and the keyring is open."""
    end = time.monotonic() + _DEADLINE_S
    while time.monotonic() < end:
        found = find()
        if isinstance(found, KeyringVault) and found.quiet(""):
            return found
        time.sleep(0.05)
    pytest.fail("the keyring daemon did not come up")


def test_the_secret_service_keeps_a_key(secret_service: KeyringVault) -> None:
    assert secret_service.name == SECRET_SERVICE
    assert secret_service.get("a") is None
    secret_service.put("a", SECRET)
    secret_service.put("b", SECRET[::-1])
    again = pick_vault(SECRET_SERVICE)
    assert again.get("a") == SECRET
    assert again.quiet("a")
    again.remove("a")
    assert again.get("a") is None
    assert again.get("b") == SECRET[::-1]


@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
def test_a_locked_secret_service_is_told_without_asking(
    secret_service: KeyringVault, caplog: pytest.LogCaptureFixture
) -> None:
    secret_service.put("a", SECRET)
    import secretstorage

    bus = secretstorage.dbus_init()
    secretstorage.get_default_collection(bus).lock()
    bus.close()
    assert not secret_service.quiet("a")
    # No window can come up on this bus, which counts as one that was dismissed.
    with pytest.raises(UserError) as caught:
        secret_service.get("a")
    assert "锁着" in caught.value.message
    # keyring leaves its connection open here; it has to be collected inside of this test.
    del caught
    gc.collect()


def test_a_wait_ends_when_the_program_is_left(ring: Ring, caplog: pytest.LogCaptureFixture) -> None:
    ring.hangs.clear()
    faults: list[UserError] = []
    asked = threading.Event()
    hangs = ring._meet

    def meet() -> None:
        asked.set()
        hangs()

    ring._meet = meet  # type: ignore[method-assign]

    def ask() -> None:
        try:
            KeyringVault(ring, patience=3600).get("a")
        except UserError as error:
            faults.append(error)

    waiting = threading.Thread(target=ask, daemon=True)
    waiting.start()
    assert asked.wait(30)
    keyring_vault.give_up()
    waiting.join(30)
    assert not waiting.is_alive()
    assert "没有回应" in faults[0].message
    ring.hangs.set()
    assert KeyringVault(ring).get("a") is None, "the next question is asked as usual"
