"""Readings of characters, folding of text, and how typed letters split into syllables.

pypinyin (42 ms, 12 MB without its phrase table, 138 ms and 58 MB with it) is imported only when a
phrase with a character not met before is stored. Every reading of a polyphone is kept, so the
phrase table is not needed: 重新 is found by ``cx``, 还款 by ``hk``, ``huankuan`` and ``haikuan``. A
query works from the readings in the store and the small table of syllables here.
"""

from __future__ import annotations

import os
import unicodedata
from bisect import bisect_right
from collections.abc import Iterable
from functools import lru_cache
from itertools import accumulate
from typing import Final

from phrasebook.traditional import SIMPLIFIED, TRADITIONAL

SYLLABLES: Final = frozenset(
    """
    a ai an ang ao ba bai ban bang bao bei ben beng bi bian biao bie bin bing bo bu ca cai can cang
    cao ce cen ceng cha chai chan chang chao che chen cheng chi chong chou chu chua chuai chuan
    chuang chui chun chuo ci cong cou cu cuan cui cun cuo da dai dan dang dao de dei den deng di
    dia dian diao die ding diu dong dou du duan dui dun duo e ei en eng er fa fan fang fei fen feng
    fiao fo fou fu ga gai gan gang gao ge gei gen geng gong gou gu gua guai guan guang gui gun guo
    ha hai han hang hao he hei hen heng hong hou hu hua huai huan huang hui hun huo ji jia jian
    jiang jiao jie jin jing jiong jiu ju juan jue jun ka kai kan kang kao ke kei ken keng kong kou
    ku kua kuai kuan kuang kui kun kuo la lai lan lang lao le lei len leng li lia lian liang liao
    lie lin ling liu lo long lou lu luan lue lun luo lv lve lyu ma mai man mang mao me mei men meng
    mi mian miao mie min ming miu mo mou mu na nai nan nang nao ne nei nen neng ni nian niang niao
    nie nin ning niu ng nong nou nu nuan nue nun nuo nv nve nyu o ou pa pai pan pang pao pei pen
    peng pi pian piao pie pin ping po pou pu qi qia qian qiang qiao qie qin qing qiong qiu qu quan
    que qun ran rang rao re ren reng ri rong rou ru rua ruan rui run ruo sa sai san sang sao se sen
    seng sha shai shan shang shao she shei shen sheng shi shou shu shua shuai shuan shuang shui
    shun shuo si song sou su suan sui sun suo ta tai tan tang tao te tei teng ti tian tiao tie ting
    tong tou tu tuan tui tun tuo wa wai wan wang wei wen weng wo wu xi xia xian xiang xiao xie xin
    xing xiong xiu xu xuan xue xun ya yan yang yao ye yi yin ying yo yong you yu yuan yue yun za
    zai zan zang zao ze zei zen zeng zha zhai zhan zhang zhao zhe zhei zhen zheng zhi zhong zhou
    zhu zhua zhuai zhuan zhuang zhui zhun zhuo zi zong zou zu zuan zui zun zuo
    """.split()  # noqa: SIM905 - a list of 410 quoted words reads worse
)
"""Syllables without tones, ``v`` for ü (source: all readings of the CJK block in pypinyin 0.55; and
``ng``, ``lyu`` and ``nyu``, see ``_TYPED``)."""

_TYPED: Final = {
    "n": ("en", "n"),
    "ng": ("en", "eng", "ng"),
    "hng": ("heng",),
    "hm": ("hen",),
    "m": ("mu",),
    "ê": ("ei", "e"),
    "nv": ("nv", "nu", "nyu"),
    "lv": ("lv", "lu", "lyu"),
    "nve": ("nve", "nue"),
    "lve": ("lve", "lue"),
}
"""Readings that are no regular syllable or hold an ü, and the letters that people type for them: en
for 嗯, as input methods take it; lu beside lv for 绿, and lyu as passports write it."""
_RARE: Final = frozenset({"ng", "lyu", "nyu"})
"""Syllables that are far more often two initials: 你给 is typed ng."""

READINGS_VERSION: Final = "2"
"""To be changed with what ``readings`` or ``fold`` give: stored indexes are made anew."""

_LONGEST: Final = 6
_WIDE_INITIALS: Final = frozenset(("zh", "ch", "sh"))
NEVER_INITIAL: Final = frozenset("iuv")
"""Letters that no syllable begins with."""
_WITH_UMLAUT: Final = frozenset("jqxy")
"""Behind these u is an ü, and some type v for each ü they hear: qv for 去. Only asked for when
there is little else, since vip follows such a letter as well."""
_BEAM: Final = 6
"""Ways to split that are followed; more cost time and find next to nothing."""
_WIDE_BEAM: Final = 12

_prefixes: dict[str, tuple[str, ...]] = {}
for _syllable in sorted(SYLLABLES):
    for _end in range(1, len(_syllable) + 1):
        _prefixes[_syllable[:_end]] = (*_prefixes.get(_syllable[:_end], ()), _syllable)


class _Fold(dict[int, str]):
    """A table for ``str.translate`` that fills itself: one character to its search form.

    Upper case, full-width and Traditional forms become one; punctuation, spaces, marks and
    control characters vanish, so that a match runs on across a comma.
    """

    def __init__(self) -> None:
        """Start with the Traditional characters."""
        super().__init__({ord(old): new for old, new in zip(TRADITIONAL, SIMPLIFIED, strict=True)})
        self.update(dict.fromkeys(map(ord, "üǖǘǚǜ"), "v"))

    def __missing__(self, key: int) -> str:
        kept = []
        for char in unicodedata.normalize("NFKC", chr(key)).casefold():
            category = unicodedata.category(char)
            if category[0] in "PZCM" or (category[0] == "S" and char.isascii()):
                continue
            kept.append(self.get(ord(char), char) if ord(char) != key else char)
        folded = "".join(kept)
        # A text of rare signs must not fill the memory of a process that runs for weeks.
        if len(self) < _FOLD_LIMIT:
            self[key] = folded
        return folded


_FOLD_LIMIT: Final = 20_000


@lru_cache(maxsize=1)
def _table() -> _Fold:
    return _Fold()


def fold(text: str) -> str:
    """The characters of a text that search compares, in their one form."""
    return text.translate(_table())


def unfold(text: str, places: Iterable[int]) -> list[int]:
    """The index in ``text`` that each of some places in ``fold(text)`` comes from."""
    # Built of calls that loop in C: this runs for fifty texts on every keystroke.
    ends = list(accumulate(map(len, map(_table().__getitem__, map(ord, text)))))
    return [bisect_right(ends, place) for place in places]


def is_han(char: str) -> bool:
    """Whether a character has readings (CJK ideographs)."""
    return "\u4e00" <= char <= "\u9fff" or "\u3400" <= char <= "\u4dbf" or char >= "\U00020000"


def readings(char: str) -> tuple[str, ...]:
    """Every reading of a character without tone, the most common first; () if it has none.

    Imports pypinyin: for storing a phrase, never for a query.
    """
    # Read by pypinyin at import: its table of phrases would cost 46 MB more.
    os.environ.setdefault("PYPINYIN_NO_PHRASES", "1")
    from pypinyin import Style, pinyin

    found: list[str] = []
    for reading in pinyin(char, heteronym=True, style=Style.NORMAL, errors="ignore")[:1]:
        for syllable in reading:
            found += _TYPED.get(syllable, (syllable,))
    return tuple(dict.fromkeys(s for s in found if s in SYLLABLES or s == "n"))


def completions(prefix: str) -> tuple[str, ...]:
    """Syllables that begin with ``prefix``, itself first where it is one."""
    return _prefixes.get(prefix, ())


@lru_cache(maxsize=256)
def split(letters: str, *, open_end: bool, wide: bool = False) -> tuple[tuple[str, ...], ...]:
    """Ways to read typed letters as syllables and initials, the likeliest first.

    Args:
        letters: ASCII lower-case letters.
        open_end: The last piece may be an unfinished syllable.
        wide: Also initials among syllables where the letters are syllables throughout
            (``w-ei-huo``), and v for u behind j, q, x and y: rarely meant, so asked for when
            there is little else.

    Returns:
        Each way as pieces: a syllable (``wu``), a begun syllable with ``*`` (``li*``) or one
        letter. The way of single letters, which also finds Latin words, is always among them.
    """
    single = tuple(letters)
    size = len(letters)
    ways: list[list[tuple[str, ...]]] = [[] for _ in range(size + 1)]
    ways[0] = [()]
    for start in range(size):
        # Fewest pieces first: wu-liu before wu-l-i-u.
        best = sorted(ways[start], key=_pieces)[: _WIDE_BEAM if wide else _BEAM]
        for end in range(start + 1, min(size, start + _LONGEST) + 1):
            piece = letters[start:end]
            for named in _named(piece, last=open_end and end == size, wide=wide):
                ways[end].extend((*way, named) for way in best)
    found = sorted(ways[size], key=_pieces)[: _WIDE_BEAM if wide else _BEAM]
    # Letters that begin no syllable can only stand for themselves (vip): as few as possible.
    found = [way for way in found if _strange(way) == _strange(found[0])]
    if not wide and all(len(piece) > 1 and piece.rstrip("*") not in _RARE for piece in found[0]):
        found = [way for way in found if all(len(piece) > 1 for piece in way)]
    if single not in found:
        found.append(single)
    return tuple(dict.fromkeys(found))


def _named(piece: str, *, last: bool, wide: bool) -> tuple[str, ...]:
    if len(piece) == 1:
        return (piece,)
    if wide and piece[0] in _WITH_UMLAUT and piece[1] == "v":
        piece = f"{piece[0]}u{piece[2:]}"
    if piece in _WIDE_INITIALS or (last and piece in _prefixes):
        return (f"{piece}*",)
    return (piece,) if piece in SYLLABLES else ()


def _strange(way: tuple[str, ...]) -> int:
    return sum(piece in NEVER_INITIAL for piece in way)


def _pieces(way: tuple[str, ...]) -> tuple[int, int, tuple[int, ...]]:
    return _strange(way), len(way), tuple(-len(piece) for piece in way)
