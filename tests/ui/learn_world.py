"""Sample tips, guides and manual pages for the tests of the pages of advice."""

from __future__ import annotations

from phrasebook.guides import Guide, Guides, Node, Option
from phrasebook.manual.library import Chapter, Library
from phrasebook.manual.page import ManualPage
from phrasebook.tips import Tip, Tips

EXPENSIVE = Tip(
    "obj-expensive",
    "objection",
    "太贵",
    "贵在哪里,先问清",
    "预算、比价,或没看到价值。",
    do=("先认同再讲好处",),
    dont=("急着降价", "说买家不懂"),
    scenes=("price.cheaper",),
    phrases=("uid-1",),
    page="four-objections",
)
LATER = Tip("obj-later", "objection", "再看看", "给一个今天的理由", "还在比。", scenes=("a", "b"))
HABIT = Tip("habit-fabe", "habit", "不会讲好处", "特点要变成好处", "只报参数。")
CAREFUL = Tip(
    "type-careful",
    "buyer_type",
    "谨慎",
    "多给证据",
    "怕买错。",
    name="谨慎型",
    signs=("问得细",),
    page="types",
)
QUICK = Tip("type-quick", "buyer_type", "爽快", "少说快办", "图省事。", name="爽快型")
ANGRY = Tip("com-angry", "complaint", "发火", "先听完", "要出气。")
LISTEN = Tip("six-listen", "six_words", "听", "不打断", "先让他说完。", scenes=("after.return",))
TIPS = Tips((EXPENSIVE, LATER, HABIT, CAREFUL, QUICK, ANGRY, LISTEN))

UNPAID = Guide(
    "unpaid",
    "没付款怎么跟",
    "拍了没付",
    "chase",
    (),
    {
        "start": Node(
            "start",
            ask="是谁?",
            hint="看订单备注",
            options=(Option("新客", "new"), Option("老客", "old")),
        ),
        "new": Node("new", ask="为什么没付?", options=(Option("忘了", "forgot"),)),
        "forgot": Node(
            "forgot",
            title="轻轻提醒",
            tell="说清库存。",
            steps=("先问候", "再提醒"),
            scenes=("follow.pay",),
            phrases=("uid-2",),
            remind="两小时后看看付了没有",
            go="old",
        ),
        "old": Node("old", title="谢谢老客", tell="提一句就好。", scenes=("bye.thanks",)),
    },
)
PAID = Guide(
    "paid", "付了款要改", "付过了", "", (), {"start": Node("start", title="查", tell="查")}
)
GUIDES = Guides((UNPAID, PAID))


def page(id: str, title: str = "", body: str = "正文。\n", **more: object) -> ManualPage:
    """Make a page of the first chapter."""
    chapter = str(more.pop("chapter", "01-flow"))
    return ManualPage(id, chapter, title or f"第{id}页", body, **more)  # type: ignore[arg-type]


def manual(*pages: ManualPage) -> Library:
    """Make a library; pages of one chapter stand together."""
    titles = {"01-flow": "流程", "02-people": "买家", "own": "本店", "99-gone": "不在了"}
    chapters = dict.fromkeys(page.chapter for page in pages)
    return Library(
        tuple(
            Chapter(id, titles[id], tuple(page for page in pages if page.chapter == id))
            for id in chapters
        )
    )


LONG_BODY = "\n\n".join(f"第{n}段:先听买家说完,再说办法。" for n in range(60)) + "\n"
