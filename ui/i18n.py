"""Texts of the windows: ``tr`` of the phrasebook, and the catalogues it looks them up in.

A catalogue is ``resources/translations/<language>.toml`` with one table ``[texts]`` of source
text to translation. A text that a catalogue lacks is shown in Simplified Chinese.
"""

from __future__ import annotations

import logging
from pathlib import Path

from phrasebook.i18n import install, tr

__all__ = ["catalogue", "tr", "use_language"]

_log = logging.getLogger(__name__)
_SOURCE = ("zh", "zh_CN", "zh_SG", "zh_Hans")


def catalogue(folder: Path, language: str) -> dict[str, str]:
    """Read the texts of a language such as ``en_GB``; falls back to ``en``, then to nothing.

    A file that cannot be read leaves the source texts in place and is named in the log.
    """
    for name in dict.fromkeys((language, language.partition("_")[0])):
        path = folder / f"{name}.toml"
        if name in _SOURCE or not path.is_file():
            continue
        import tomllib  # costs start-up time and most users need no catalogue

        try:
            texts = tomllib.loads(path.read_text(encoding="utf-8")).get("texts", {})
        except (OSError, ValueError):
            _log.warning("translation unreadable language=%s", name)
            continue
        return {source: text for source, text in texts.items() if isinstance(text, str) and text}
    return {}


def use_language(folder: Path, language: str) -> bool:
    """Show texts in ``language`` from now on, where ``folder`` has a catalogue for it.

    Args:
        folder: ``resources/translations``.
        language: Such as ``en`` or ``zh_CN`` (``QLocale().name()``).

    Returns:
        Whether a catalogue was found; if not, texts are in Simplified Chinese.
    """
    texts = catalogue(folder, language)
    install((lambda text: texts.get(text, text)) if texts else None)
    return bool(texts)
