"""The repository of buyers (买家).

Every method returns a Future, its work runs on the store thread. Known faults travel in the
Future as ``UserError``. Times are seconds since the epoch and always passed in.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from concurrent.futures import Future
from functools import partial
from typing import Any, Final

from phrasebook.desk import Buyer, BuyerSummary, Flag
from phrasebook.i18n import tr
from phrasebook.model import UserError
from phrasebook.store import buyer_search, desk_removal, desk_rows, erased, text_drafts
from phrasebook.store.changes import Changes, Outcome
from phrasebook.store.database import Db, Store
from phrasebook.store.undo import RowSet

_BUYERS: Final = Changes(buyers=True)
_ALL: Final = Changes(buyers=True, notes=True, handovers=True, reminders=True, picks=True)
_SELECT: Final = "SELECT id, name, platform, shop, type, created, touched FROM buyer"


class Buyers:
    """Buyers in a ``Store`` of the desk."""

    def __init__(self, store: Store) -> None:
        """Work on ``store``; several repositories may share one."""
        self._store = store

    def find(self, query: str, limit: int = 50, offset: int = 0) -> Future[list[BuyerSummary]]:
        """Find buyers as the user types.

        Args:
            query: Words that must all be met, each in the name (also by initials or pinyin), a
                note, a handover, a reminder or an order number; "" for those touched last.
            limit: How many at most.
            offset: How many to pass over first.

        Returns:
            Those found by their names first, then those touched last.
        """
        return self._store.read(
            lambda db: _summaries(db, buyer_search.find(db, query, limit, offset))
        )

    def count(self) -> Future[int]:
        """How many buyers there are."""
        return self._store.read(lambda db: int(db.value("SELECT count(*) FROM buyer")))

    def get(self, id: str) -> Future[Buyer | None]:
        """One buyer; None if it is gone."""
        return self._store.read(lambda db: get(db, id))

    def at(self, name: str, platform: str, shop: str = "") -> Future[Buyer | None]:
        """The buyer of that account; None if nothing was ever written down of it.

        Where its record was merged into another it is that one.
        Where the shop is not known ("") it is the one touched last, of whatever shop.
        """
        account = (name, platform, shop)
        return self._store.read(lambda db: of_account(db, *account))

    def summary(self, id: str) -> Future[BuyerSummary | None]:
        """One buyer as a list shows it; None if it is gone."""
        return self._store.read(lambda db: next(iter(_summaries(db, [id])), None))

    def ensure(self, name: str, platform: str, shop: str, when: float) -> Future[Buyer]:
        """The buyer of that account as ``at`` finds it, made where it is missing.

        No step for undo.
        """
        return self._store.write(
            lambda db: written_of(db, name, platform, shop, when), "", undoable=False
        )

    def set_type(self, id: str, type: str, when: float) -> Future[None]:
        """Remember the type of a buyer; "" takes it away."""
        values = {"type": desk_rows.plain(type)}
        return self._store.write(
            partial(_change, id=id, values=values, when=when), tr("设置买家类型")
        )

    def rename(self, id: str, name: str, platform: str, shop: str, when: float) -> Future[None]:
        """Correct the account of a buyer.

        The Future raises ``UserError`` where the name is empty or another record has the account.
        """
        return self._store.write(
            lambda db: _rename(db, id, name, platform, shop, when), tr("修改买家")
        )

    def merge(self, keep: str, other: str, when: float) -> Future[None]:
        """Move everything of ``other`` to ``keep`` and drop its record."""
        return self._store.write(partial(_merge, keep=keep, other=other, when=when), tr("合并买家"))

    def export(self, id: str) -> Future[dict[str, Any]]:
        """Everything held about a buyer, ready for JSON; pictures as base64."""
        return self._store.read(lambda db: _export(db, id))

    def erase(self, id: str) -> Future[int]:
        """Remove a buyer with everything that hangs on it, for good; the result counts rows.

        Not undoable: older undo steps of it are dropped, old backups replaced. The Future raises
        ``UserError`` where the rows are gone but an old copy could not be removed yet.
        """
        return self._store.erase(partial(_erase, id=id))


def get(db: Db, id: str) -> Buyer | None:
    """One buyer; None if it is gone."""
    row = db.row(f"{_SELECT} WHERE id = ?", (id,))
    return Buyer(*row) if row else None


def written_of(
    db: Db, name: str, platform: str, shop: str, when: float, keys: Mapping[str, str] | None = None
) -> Outcome[Buyer]:
    """The buyer that something is written of: of the account, or that its record was merged into.

    Made where there is neither; inside a transaction.

    Args:
        db: The file.
        name: Name of the buyer.
        platform: Where.
        shop: Whose buyer; "" if that is not known.
        when: Now.
        keys: ``buyer_search.keys`` of the name, where they were made before.
    """
    found = of_account(db, name, platform, shop)
    if found is not None:
        return Outcome(found)
    id = desk_rows.new_id()
    row = {
        "id": id,
        **_account(name, platform, shop, keys),
        "created": when,
        "touched": when,
    }
    desk_rows.insert(db, "buyer", row)
    return Outcome(_must(db, id), _BUYERS)


def of_account(db: Db, name: str, platform: str, shop: str) -> Buyer | None:
    """The buyer of an account, or that its record was merged into; None if there is none."""
    return _known(db, name, platform, shop) or _merged_at(db, name, platform, shop)


def is_known(db: Db, name: str, platform: str) -> bool:
    """Whether anything is written down of that account, of whatever shop, or was before a merge."""
    return of_account(db, name, platform, "") is not None


def _account(
    name: str, platform: str, shop: str, keys: Mapping[str, str] | None = None
) -> dict[str, str]:
    name = desk_rows.plain(name)
    if not name:
        raise UserError(tr("买家名字是空的。"), tr("请填上聊天窗口里显示的买家名字。"))
    return {
        "name": name,
        "platform": desk_rows.plain(platform),
        "shop": desk_rows.plain(shop),
        **(keys or buyer_search.keys(name)),
    }


def _at(db: Db, name: str, platform: str, shop: str) -> Buyer | None:
    wanted = tuple(map(desk_rows.plain, (name, platform, shop)))
    tail = "WHERE name = ? AND platform = ? AND shop = ? ORDER BY touched DESC, id LIMIT 1"
    row = db.row(f"{_SELECT} {tail}", wanted)
    return Buyer(*row) if row else None


def _known(db: Db, name: str, platform: str, shop: str) -> Buyer | None:
    """As ``_at``; who does not know the shop (another PC, a typed name) means the same buyer."""
    found = _at(db, name, platform, shop)
    if found is not None or desk_rows.plain(shop):
        return found
    tail = "WHERE name = ? AND platform = ? ORDER BY touched DESC, id LIMIT 1"
    row = db.row(f"{_SELECT} {tail}", tuple(map(desk_rows.plain, (name, platform))))
    return Buyer(*row) if row else None


def _merged_at(db: Db, name: str, platform: str, shop: str) -> Buyer | None:
    """The buyer that the record of an account was merged into; None if there is none."""
    wanted = tuple(map(desk_rows.plain, (name, platform, shop)))
    id = db.value(
        "SELECT buyer FROM merged WHERE name = ?1 AND platform = ?2 AND (shop = ?3 OR ?3 = '')"
        " ORDER BY rowid DESC LIMIT 1",
        wanted,
    )
    return get(db, id) if id else None


def _must(db: Db, id: str) -> Buyer:
    desk_rows.check_buyer(db, id)
    found = get(db, id)
    assert found is not None
    return found


def _change(db: Db, id: str, values: dict[str, Any], when: float) -> Outcome[None]:
    desk_rows.check_buyer(db, id)
    back = desk_rows.update(db, "buyer", id, values)
    desk_rows.touch(db, [id], when)
    return Outcome(None, _BUYERS, (back,))


def _rename(db: Db, id: str, name: str, platform: str, shop: str, when: float) -> Outcome[None]:
    account = _account(name, platform, shop)
    other = _at(db, name, platform, shop)
    if other is not None and other.id != id:
        raise UserError(
            tr("已经有“{name}”的记录了。", name=account["name"]), tr("可以把两条记录合并成一条。")
        )
    return _change(db, id, account, when)


_OF_BUYER: Final = (
    ("note", "id"), ("opened", "n"), ("handover", "id"), ("reminder", "id"), ("pick", "n"),
)  # fmt: skip
"""Tables of what hangs on a buyer, with the column that names a row."""


def _merge(db: Db, keep: str, other: str, when: float) -> Outcome[None]:
    if keep == other:
        raise UserError(tr("这是同一条记录。"), tr("请另选一条要并进来的记录。"))
    kept, gone = _must(db, keep), _must(db, other)
    row = desk_rows.whole(db, "buyer", "id = ?", (other,))
    values: dict[str, Any] = {"created": min(kept.created, gone.created)}
    if not kept.type:
        values["type"] = gone.type
    back = [RowSet("buyer", "id", insert=row), desk_rows.update(db, "buyer", keep, values)]
    for table, key in _OF_BUYER:
        keys = [one[0] for one in db.rows(f"SELECT {key} FROM {table} WHERE buyer = ?", (other,))]
        db.execute(f"UPDATE {table} SET buyer = ? WHERE buyer = ?", (keep, other))
        rows = tuple({key: one, "buyer": other} for one in keys)
        back.append(RowSet(table, key, update=rows))
    back += _take_in(db, keep, gone)
    db.execute("DELETE FROM buyer WHERE id = ?", (other,))
    desk_rows.touch(db, [keep], max(when, gone.touched))
    return Outcome(None, _ALL, tuple(back))


def _take_in(db: Db, keep: str, gone: Buyer) -> list[RowSet]:
    """Remember whose record this was: unsaved texts and chats still name it."""
    earlier = [row[0] for row in db.rows("SELECT id FROM merged WHERE buyer = ?", (gone.id,))]
    db.execute("UPDATE merged SET buyer = ? WHERE buyer = ?", (keep, gone.id))
    db.execute(
        "INSERT INTO merged (id, buyer, name, platform, shop) VALUES (?, ?, ?, ?, ?)",
        (gone.id, keep, gone.name, gone.platform, gone.shop),
    )
    moved = tuple({"id": one, "buyer": gone.id} for one in earlier)
    return [RowSet("merged", "id", delete=(gone.id,)), RowSet("merged", "id", update=moved)]


def _erase(db: Db, id: str) -> Outcome[int]:
    buyer = _must(db, id)
    erased.add_buyer(db, buyer.name, buyer.platform)
    for name, platform in db.rows("SELECT name, platform FROM merged WHERE buyer = ?", (id,)):
        erased.add_buyer(db, name, platform)
    removed = desk_removal.buyers(db, [id])
    return Outcome(removed.rows, _ALL, gone=removed.ids)


_HELD: Final = ("note", "opened", "handover", "reminder")


def _export(db: Db, id: str) -> dict[str, Any]:
    from base64 import b64encode

    desk_rows.check_buyer(db, id)
    hidden = ("n", "seq", "key", "name_key", "initials", "spelled")

    def shown(rows: tuple[dict[str, Any], ...]) -> list[dict[str, Any]]:
        return [{name: one[name] for name in one if name not in hidden} for one in rows]

    held = {table: shown(desk_rows.whole(db, table, "buyer = ?", (id,))) for table in _HELD}
    for note in held["note"]:
        full = db.row("SELECT text, until FROM note_full WHERE note = ?", (note["id"],))
        note["full"] = {"text": full[0], "until": full[1]} if full else None
        note["pictures"] = [
            {"at": at, "png": b64encode(png).decode("ascii")}
            for at, png in db.rows(
                "SELECT at, png FROM picture WHERE note = ? ORDER BY n", (note["id"],)
            )
        ]
    for handover in held["handover"]:
        tail = "handover = ? ORDER BY seq"
        handover["history"] = shown(desk_rows.whole(db, "handover_event", tail, (handover["id"],)))
    picks = db.rows("SELECT phrase, good, at FROM pick WHERE buyer = ? ORDER BY n", (id,))
    return {
        "buyer": shown(desk_rows.whole(db, "buyer", "id = ?", (id,)))[0],
        "notes": held["note"],
        "merged": shown(desk_rows.whole(db, "merged", "buyer = ?", (id,))),
        "opened": held["opened"],
        "handovers": held["handover"],
        "reminders": held["reminder"],
        "drafts": [
            {
                "text": text,
                "pictures": [
                    {"png": b64encode(png).decode("ascii")}
                    for png in text_drafts.pictures(db, name)
                ],
            }
            for name, text in text_drafts.of_buyer(db, desk_removal.ids_of(db, id), _names(db, id))
        ],
        # What a pick was learned from are numbers that say nothing.
        "picks": [dict(zip(("phrase", "good", "at"), one, strict=True)) for one in picks],
    }


def _names(db: Db, id: str) -> set[str]:
    """The names of a buyer, with those of records that were merged into it."""
    return {row[0] for row in db.execute(desk_removal.NAMES, (id,))}


def _summaries(db: Db, ids: Sequence[str]) -> list[BuyerSummary]:
    """Buyers as a list shows them, in the order of ``ids``; those gone are left out."""
    wanted = tuple(ids)
    found = {
        row[0]: Buyer(*row) for row in desk_rows.in_parts(db, f"{_SELECT} WHERE id IN", wanted)
    }
    notes: dict[str, list[Any]] = {}
    texts = "SELECT buyer, flag, open = 1 AND done_at IS NULL, text FROM note WHERE buyer IN"
    for buyer, *note in desk_rows.in_parts(db, texts, wanted, "ORDER BY n DESC"):
        notes.setdefault(buyer, []).append(note)
    handovers = dict(
        desk_rows.in_parts(
            db,
            "SELECT buyer, count(*) FROM handover WHERE state <> 'done' AND buyer IN",
            wanted,
            "GROUP BY buyer",
        )
    )
    reminders = {
        buyer: (count, unpaid)
        for buyer, count, unpaid in desk_rows.in_parts(
            db,
            "SELECT buyer, count(*), sum(kind = 'payment') FROM reminder"
            " WHERE done_at IS NULL AND buyer IN",
            wanted,
            "GROUP BY buyer",
        )
    }
    return [
        _summary(found[id], notes.get(id, []), handovers.get(id, 0), reminders.get(id, (0, 0)))
        for id in wanted
        if id in found
    ]


def _summary(
    buyer: Buyer, notes: list[Any], handovers: int, reminders: tuple[int, int]
) -> BuyerSummary:
    flags: dict[Flag, None] = {flag: None for flag, is_open, _ in notes if is_open}
    return BuyerSummary(
        buyer,
        notes=len(notes),
        open_notes=sum(is_open for _, is_open, _ in notes),
        handovers=handovers,
        reminders=reminders[0],
        unpaid=reminders[1],
        flags=tuple(flags),
        last=notes[0][2] if notes else "",
    )
