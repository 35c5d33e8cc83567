"""Time a keystroke of search costs, beside two plain ways in the same run.

Every query is typed letter by letter; each prefix counts as one keystroke. The baselines search
only for the typed characters, in title and text: a LIKE scan in SQL and an ``in`` scan over texts
held in memory. They find no pinyin and rank nothing, so they are floors of effort, not rivals in
what they give.
"""

from __future__ import annotations

import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from bench.make_data import make
from bench.table import Row, at_most
from phrasebook.store import Phrases, Store

QUERIES = (
    "物流停滞", "退款到账", "我已经帮您", "请您放心哦", "空气炸锅",  # characters
    "物流 催促", "运费 补偿", "羽绒服 尺码",  # words
    "wltz", "tkdz", "qnfx", "kqzg", "wlts", "hk", "cx",  # initials
    "wuliu", "tuikuan", "lianyiqun", "xiexiezhichi", "huankuan", "kongqizhaguo",  # pinyin
    "物流tz", "wuliutz", "wul停", "退kuan", "fp sh",  # mixed
    "k1200", "k99",  # codes
    "物流停滯", "優惠券", "尺碼",  # Traditional
    "没有的话", "zzqqx", "s", "d", "的",  # misses, single letters
)  # fmt: skip
"""As agents type, all kinds."""

AIM_MS = 5.0


def keystrokes() -> list[str]:
    """Every prefix of every query."""
    return [query[:end] for query in QUERIES for end in range(1, len(query) + 1)]


def timed(call: Callable[[str], object], runs: int) -> list[float]:
    """Milliseconds of each call, sorted; one round before is not counted."""
    typed = keystrokes()
    for query in typed:
        call(query)
    taken = []
    for _ in range(runs):
        for query in typed:
            begin = time.perf_counter()
            call(query)
            taken.append((time.perf_counter() - begin) * 1_000)
    return sorted(taken)


def part(taken: list[float], share: float) -> float:
    """A percentile of sorted figures."""
    return taken[min(int(len(taken) * share), len(taken) - 1)]


def measure(count: int, *, runs: int) -> list[Row]:
    """The rows for one size."""
    with tempfile.TemporaryDirectory() as name:
        make(Path(name), count)
        store = Store.open(Path(name))
        try:
            phrases = Phrases(store)
            begin = time.perf_counter()
            phrases.search("wl").result()
            first = (time.perf_counter() - begin) * 1_000
            ours = timed(lambda query: phrases.search(query).result(), runs)
            texts = [(p.title, p.text) for p in phrases.all().result()]

            def like(query: str) -> object:
                sign = f"%{query}%"
                return store.read(
                    lambda db: db.rows(
                        "SELECT id FROM phrase WHERE title LIKE ?1 OR text LIKE ?1 LIMIT 50",
                        (sign,),
                    )
                ).result()

            def scan(query: str) -> object:
                return [title for title, text in texts if query in title or query in text][:50]

            plain = timed(like, 1)
            python = timed(scan, 1)
        finally:
            store.close()
    size = f"{count:,} phrases"
    note = f"LIKE scan {part(plain, 0.95):.1f}, Python scan {part(python, 0.95):.1f} (p95)"
    within = sum(one <= AIM_MS for one in ours) / len(ours)
    middle, high = part(ours, 0.5), part(ours, 0.95)
    like_middle, like_high = part(plain, 0.5), part(plain, 0.95)
    return [
        Row(f"search, {size}, p50", middle, "ms", like_middle, middle / like_middle, note="LIKE"),
        Row(
            f"search, {size}, p95", high, "ms", like_high, high / like_high,
            f"≤ {AIM_MS:g} ms", high <= AIM_MS, note,
        ),
        Row(f"search, {size}, under {AIM_MS:g} ms", 100 * within, "%", note=f"of {len(ours)}"),
        at_most(f"search, {size}, first of a start", first, "ms", 50.0, "reads the readings"),
    ]  # fmt: skip


def run(quick: bool) -> list[Row]:
    """Both sizes; ``quick`` types every query once and takes 20,000 for the large one."""
    rows = measure(10_000, runs=1 if quick else 3)
    return rows + measure(20_000 if quick else 100_000, runs=1 if quick else 3)
