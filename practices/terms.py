"""Which cases carry a term of the vocabulary, and what becomes of them when a term goes."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Count, Q
from django.utils.translation import gettext as _
from wagtail.log_actions import log
from wagtail.models import Revision

from practices.models import PracticePage, Recognition
from practices.serializers import TERM_FIELDS
from vocabulary.models import Term

#: Revisions rewritten at once; each holds a whole case.
BATCH = 100


@dataclass(frozen=True)
class TermUse:
    """How many cases carry a term: in what is published, and in what is not published yet. One may be in both."""

    live: int = 0
    drafts: int = 0

    def __bool__(self) -> bool:
        return bool(self.live or self.drafts)

    def in_words(self) -> str:
        return _("%(live)s 个已发布案例、%(drafts)s 份草稿") % {"live": self.live, "drafts": self.drafts}


#: Honours are given in rows of their own.
FIELD_OF_SCHEME = {scheme: name for name, scheme in TERM_FIELDS.items()}


# --- counting -----------------------------------------------------------------------------------------------------
def use_of_terms() -> dict[int, TermUse]:
    """Of every term in use, by id. Counts over all cities: nobody is told which cases."""
    live: Counter[int] = Counter()
    drafts: Counter[int] = Counter()
    for name in TERM_FIELDS:
        rows = _rows(name).filter(practicepage__live=True).order_by()
        live.update(dict(rows.values_list("term").annotate(number=Count("pk"))))
        drafts.update(term for terms in _draft_terms(name) for term in set(terms))
    _count_honours(live, drafts)
    return {pk: TermUse(live[pk], drafts[pk]) for pk in live.keys() | drafts.keys()}


def use_of(term: Term) -> TermUse:
    return use_of_terms().get(term.pk, TermUse())


def _rows(name: str) -> Any:
    return getattr(PracticePage, name).through.objects.all()


def _draft_terms(name: str) -> Iterator[list[int]]:
    """What is saved and not published stands in the latest version of the editor alone."""
    pages = PracticePage.objects.filter(Q(live=False) | Q(has_unpublished_changes=True), latest_revision__isnull=False)
    for terms in pages.order_by().values_list(f"latest_revision__content__{name}", flat=True):
        yield terms or []
    never_saved = _rows(name).filter(practicepage__live=False, practicepage__latest_revision=None)
    yield from ([term] for term in never_saved.values_list("term", flat=True))


def _count_honours(live: Counter[int], drafts: Counter[int]) -> None:
    """Withdrawn ones count too: the record of them names the term."""
    rows = Recognition.objects.order_by().values_list("award", "practice", "practice__live").distinct()
    for award, _practice, is_live in rows:
        (live if is_live else drafts)[award] += 1


# --- going --------------------------------------------------------------------------------------------------------
@transaction.atomic
def term_delete(*, term: Term, by: Any) -> None:
    """Raises ValidationError, saying by what it is used, where anything would lose it."""
    term = Term.objects.select_for_update().get(pk=term.pk)
    use = use_of(term)
    if use:
        message = _("“%(name)s”正被%(use)s使用，不能删除。请改为停用：案例保留它，新案例不能再选。")
        raise ValidationError(message % {"name": term.name, "use": use.in_words()})
    if term.predecessors.exists():
        message = _("已有词条并入“%(name)s”，旧网址还要用到它，不能删除。请改为停用。")
        raise ValidationError(message % {"name": term.name})
    log(instance=term, action="wagtail.delete", user=by, deleted=True)
    term.delete()


@transaction.atomic
def term_merge(*, term: Term, into: Term, by: Any) -> int:
    """All cases of `term` carry `into` from now on, published and drafts, whatever is published later; old links to
    `term` mean `into`. Returns how many cases changed. Merged again, it moves what was saved meanwhile, or leads elsewhere.

    Raises ValidationError where the two cannot become one.
    """
    locked = Term.objects.select_for_update().order_by("pk").in_bulk({term.pk, into.pk})
    term, into = locked[term.pk], locked[into.pk]
    _check_merge(term, into)
    cases: set[int] = set()
    name = FIELD_OF_SCHEME.get(term.scheme)
    if name:
        cases |= _move_rows(_rows(name), term, into)
        cases |= _move_in_revisions(name, term, into)
    cases |= set(Recognition.objects.filter(award=term).values_list("practice", flat=True))
    Recognition.objects.filter(award=term).update(award=into)
    term.predecessors.update(successor=into)
    term.retired, term.successor = True, into
    # Saved whole: that has pages kept for visitors renewed and cases indexed again.
    term.save()
    log(instance=term, action="vocabulary.merge", user=by, data={"into": into.name, "cases": len(cases)})
    log(instance=into, action="vocabulary.merged", user=by, data={"term": term.name, "cases": len(cases)})
    return len(cases)


def _check_merge(term: Term, into: Term) -> None:
    if term.pk == into.pk:
        raise ValidationError(_("不能并入自己，请选另一个词条。"))
    if term.scheme != into.scheme:
        raise ValidationError(_("只能并入同一词表的词条。"))
    if into.retired:
        raise ValidationError(_("“%(name)s”已停用，请先启用它，或选另一个词条。") % {"name": into.name})


def _move_rows(rows: Any, term: Term, into: Term) -> set[int]:
    """A case that carries both keeps one."""
    of_term = rows.filter(term=term)
    cases = set(of_term.values_list("practicepage", flat=True))
    of_term.filter(practicepage__in=rows.filter(term=into).values("practicepage")).delete()
    of_term.update(term=into)
    return cases


def _move_in_revisions(name: str, term: Term, into: Term) -> set[int]:
    """In every version the editor keeps: drafts, those in review or waiting for their day, and old ones somebody may
    go back to."""
    revisions = Revision.objects.filter(content_type=ContentType.objects.get_for_model(PracticePage))
    rows = revisions.order_by("pk").values_list("pk", f"content__{name}")
    found = iter([pk for pk, terms in rows.iterator() if term.pk in (terms or [])])
    cases: set[int] = set()
    while batch := list(islice(found, BATCH)):
        cases |= _rewrite(revisions.filter(pk__in=batch), name, term, into)
    return cases


def _rewrite(revisions: Iterable[Revision], name: str, term: Term, into: Term) -> set[int]:
    changed = list(revisions)
    for revision in changed:
        terms = revision.content[name]
        revision.content[name] = list(dict.fromkeys(into.pk if pk == term.pk else pk for pk in terms))
    Revision.objects.bulk_update(changed, ["content"])
    return {int(revision.object_id) for revision in changed}
