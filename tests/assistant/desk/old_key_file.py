"""A key file as the code that released version 1 wrote it, under ``PASSPHRASE``."""

from __future__ import annotations

PASSPHRASE = "柜台下面的旧算盘"
OLD_FILE = {
    "version": 1,
    "mode": "passphrase",
    "key_id": "0f" * 16,
    "check": "01b039934f79b1c997f5fb1287fb4d73b4f16a08a8872f04c9b362f05eaed763",
    "scrypt": {"n": 32768, "r": 8, "p": 1},
    "salt": "9e3000409329485b666177ad2483c5ba",
    "wrapped": "fcaacc6a5da34eda46905a6b8ad2642a2477d018dca2144d608cd459a7bb9075",
    "tag": "c77322456c24ed54cb47164b2e6fced03c1555fe469e3e97b52e87103bd30f9b",
}
OLD_KEY = "c3" * 32
