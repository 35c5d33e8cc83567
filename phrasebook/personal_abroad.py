"""Telephone numbers of other countries: how they are told by their country code.

A number is one of these only behind ``+`` or ``00``. Country codes are those of ITU-T E.164; how
many digits a number has within its country is narrow for the countries that most parcels go to,
so that a count or a price behind such a number is not taken into it.
"""

from __future__ import annotations

from typing import Final

_LENGTHS: Final = {
    "1": (10, 10), "7": (10, 10), "20": (9, 10), "27": (9, 9), "31": (9, 9), "32": (8, 9),
    "33": (9, 9), "34": (9, 9), "39": (8, 11), "41": (9, 9), "43": (7, 12), "44": (9, 10),
    "45": (8, 8), "46": (7, 10), "47": (8, 8), "48": (9, 9), "49": (7, 12), "52": (10, 10),
    "55": (10, 11), "60": (8, 10), "61": (9, 9), "62": (8, 12), "63": (8, 10), "64": (8, 10),
    "65": (8, 8), "66": (8, 9), "81": (9, 10), "82": (8, 10), "84": (9, 10), "90": (10, 10),
    "91": (10, 10), "92": (9, 10), "95": (7, 10), "351": (9, 9), "352": (6, 9), "353": (7, 9),
    "358": (7, 10), "380": (9, 9), "852": (8, 8), "853": (8, 8), "855": (8, 9), "856": (8, 10),
    "886": (8, 9), "966": (8, 9), "971": (8, 9), "972": (8, 9), "976": (8, 8), "996": (9, 9),
    "998": (9, 9),
}  # fmt: skip
"""Country code: fewest and most digits after it, without the 0 of calls inside of the country."""
_OTHER_CODES: Final = frozenset(
    """
    30 36 40 51 53 54 56 57 58 93 94 98 211 212 213 216 218 220 221 222 223 224 225 226 227 228 229
    230 231 232 233 234 235 236 237 238 239 240 241 242 243 244 245 246 248 249 250 251 252 253 254
    255 256 257 258 260 261 262 263 264 265 266 267 268 269 290 291 297 298 299 350 354 355 356 357
    359 370 371 372 373 374 375 376 377 378 381 382 383 385 386 387 389 420 421 423 500 501 502 503
    504 505 506 507 508 509 590 591 592 593 594 595 596 597 598 599 670 672 673 674 675 676 677 678
    679 680 681 682 683 685 686 687 688 689 690 691 692 850 880 960 961 962 963 964 965 967 968 970
    973 974 975 977 992 993 994 995
    """.split()  # noqa: SIM905 - a list of quoted words reads worse
)
_OTHER_LENGTH: Final = (7, 12)


def country_code(number: str) -> str:
    """Give the country code that a number with its right length begins with; empty if none.

    Args:
        number: Digits, without ``+`` or ``00``.
    """
    for size in (1, 2, 3):
        code, rest = number[:size], number[size:]
        fewest, most = _LENGTHS.get(code, _OTHER_LENGTH if code in _OTHER_CODES else (0, 0))
        # +44 (0)20 ...: the 0 is written for those who call inside of the country.
        if fewest and fewest <= len(rest) - rest.startswith("0") <= most:
            return code
    return ""
