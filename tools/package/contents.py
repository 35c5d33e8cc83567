"""What goes into the package beyond what imports show, and what stays out of what they name."""

from __future__ import annotations

from typing import Final

APP: Final = ("main", "ui", "assistant", "phrasebook")
"""Modules and packages of the checkout that are the program."""

ROOTS: Final = (
    # Started by the interpreter itself, or found by name in C code.
    "encodings.aliases", "encodings.ascii", "encodings.cp1252", "encodings.cp437",
    "encodings.gb18030", "encodings.gb2312", "encodings.gbk", "encodings.idna",
    "encodings.latin_1", "encodings.mbcs", "encodings.oem", "encodings.punycode",
    "encodings.raw_unicode_escape", "encodings.unicode_escape", "encodings.utf_16",
    "encodings.utf_16_le", "encodings.utf_32", "encodings.utf_8", "encodings.utf_8_sig",
    "_sitebuiltins", "abc", "codecs", "genericpath", "io", "linecache", "ntpath", "os", "posixpath",
    "runpy", "site", "stat", "traceback", "warnings", "zipimport", "_strptime",
    # The back-end for the Credential Manager is chosen by name.
    "keyring.backends.Windows", "keyring.backends.fail", "keyring.backends.null",
    "keyring.backends.chainer",
    # The Rust half of cryptography imports it.
    "_cffi_backend",
    # Made by shiboken and PySide6 in C++.
    "PySide6._config", "PySide6._git_pyside_version", "PySide6.support.deprecated",
    "shiboken6._config", "shiboken6._git_shiboken_module_version",
    # zoneinfo asks importlib.resources for its files.
    "tzdata.zoneinfo",
)  # fmt: skip
"""Modules that no import statement names."""

FINDERS: Final = ("win32ctypes.core", "win32ctypes.pywin32")
"""Packages with an import hook of their own: all of them. Without it there is no key store."""

LEFT_OUT: Final = (
    # Of the standard library: parts for developers, other systems, servers.
    "_aix_support", "_bootsubprocess", "_osx_support", "_pyrepl", "antigravity", "asyncio",
    "cProfile", "crypt", "ctypes.test", "curses", "dbm", "distutils", "doctest", "ensurepip",
    "ftplib", "idlelib", "imaplib", "lib2to3", "multiprocessing.dummy",
    "multiprocessing.popen_fork", "multiprocessing.popen_forkserver",
    "multiprocessing.popen_spawn_posix", "pdb", "profile", "pstats", "pty", "pydoc", "pydoc_data",
    "sqlite3.test", "test", "tkinter", "tty", "turtle", "turtledemo", "unittest", "venv",
    "webbrowser", "wsgiref", "xmlrpc",
    # Of the packages: command lines, tests, optional helpers, other systems.
    "IPython", "PySide6.QtDBus", "PySide6.QtNetwork", "_pytest", "cffi", "click.testing",
    "colorama", "hypothesis", "keyboard.__main__", "keyboard._darwinkeyboard",
    "keyboard._darwinmouse", "keyboard._nixcommon", "keyboard._nixkeyboard", "keyboard._nixmouse",
    "keyring.backends.SecretService", "keyring.backends.kwallet", "keyring.backends.libsecret",
    "keyring.backends.macOS", "keyring.cli", "keyring.completion", "keyring.devpi_client",
    "keyring.http", "keyring.testing", "markdown_it.cli", "numpy", "openpyxl", "packaging",
    "pandas", "pip", "pycparser", "pygments", "pypinyin.__pyinstaller", "pypinyin.runner",
    "pypinyin.tools", "pytest", "rich", "setuptools", "sqlite_utils.cli", "tabulate.__main__",
    "tools", "win32ctypes.core.cffi", "win32ctypes.tests",
    # Of the program: what speaks to X11 and D-Bus.
    "Xlib", "jeepney", "secretstorage", "gi",
)  # fmt: skip
"""Modules that some import names and that no part of the program reaches on Windows."""

OTHER_SYSTEM: Final = ("assistant.backends.x11_", "assistant.backends.atspi_")
"""How modules of the program begin that may need what only Linux has. They are packed all the same:
some hold what other modules want, and all together they are small."""

QT_FILES: Final = (
    "plugins/platforms/qwindows.dll",
    "plugins/styles/qmodernwindowsstyle.dll",
    # Pictures that are pasted into notes; png and bmp are in Qt6Gui.
    "plugins/imageformats/qgif.dll",
    "plugins/imageformats/qjpeg.dll",
    "plugins/imageformats/qtiff.dll",
    "plugins/imageformats/qwebp.dll",
    # The words of file and print dialogs (ui/qt_words.py).
    "translations/qtbase_zh_CN.qm",
)
"""What Qt loads by itself, below the folder of PySide6."""

FOLDERS: Final = ("PySide6", "shiboken6", "pypinyin")
"""Packages that read files beside their modules, so they cannot lie in a zip.

Those with extension modules stay folders as well.
"""

DATA: Final = {"pypinyin": (".json",), "tzdata": ("",)}
"""Files that packages read besides their modules: suffixes; an empty one stands for all."""

ASKED_VERSIONS: Final = ("pyside6_essentials",)
"""Distributions whose version the program asks for (``main.py doctor``)."""

SYSTEM: Final = frozenset(
    f"{name}.dll"
    for name in (
        "advapi32", "authz", "bcrypt", "bcryptprimitives", "comctl32", "comdlg32", "crypt32",
        "d2d1", "d3d11", "d3d12", "d3d9", "dbghelp", "dcomp", "dnsapi", "dwmapi", "dwrite", "dxgi",
        "gdi32", "icuuc", "imm32", "iphlpapi", "kernel32", "mpr", "msvcrt", "ncrypt", "netapi32",
        "ntdll", "ole32", "oleaut32", "propsys", "rpcrt4", "secur32", "setupapi", "shcore",
        "shell32", "shlwapi", "uiautomationcore", "user32", "userenv", "usp10", "uxtheme",
        "version", "winhttp", "winmm", "ws2_32", "wtsapi32",
    )
) | {"winspool.drv"}  # fmt: skip
"""Libraries that are part of Windows 10 (1703 and later, for icuuc)."""
