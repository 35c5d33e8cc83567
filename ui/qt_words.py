"""Qt's own words (dialogs for files and printing, menus of text fields) in Chinese."""

from __future__ import annotations

import logging

from PySide6.QtCore import QCoreApplication, QLibraryInfo, QLocale, QTranslator

_log = logging.getLogger(__name__)
_LANGUAGE = "zh_CN"


def use_chinese(application: QCoreApplication) -> QTranslator | None:
    """Let Qt speak Simplified Chinese, whatever the system's language: so does the program.

    Returns:
        What translates, to be removed with ``removeTranslator``; None where Qt came without it,
        then its words stay English.
    """
    words = QTranslator(application)
    folder = QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)
    if not words.load(QLocale(_LANGUAGE), "qtbase", "_", folder):
        _log.info("qt words missing language=%s", _LANGUAGE)
        return None
    application.installTranslator(words)
    return words
