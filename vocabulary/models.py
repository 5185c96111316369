"""The words everything else shares. Terms follow SKOS: a scheme is a closed list of concepts with labels in both
languages. Synonyms and user words are the curators' data for search."""

from __future__ import annotations

from django.db import models
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _


class Scheme(models.TextChoices):
    THEME = "theme", _("业务领域")
    LIFECYCLE = "lifecycle", _("管理环节")
    LOOP_PHASE = "loop_phase", _("闭环阶段")
    ROOT_PROBLEM = "root_problem", _("针对问题")
    ACTOR = "actor", _("参与主体")
    RECOGNITION = "recognition", _("荣誉与认定")


class TermQuerySet(models.QuerySet["Term"]):
    def in_scheme(self, scheme: str) -> TermQuerySet:
        return self.filter(scheme=scheme)

    def offered(self) -> TermQuerySet:
        """Terms a writer may still choose; a retired one stays readable on the cases that carry it."""
        return self.filter(retired=False)


class Term(models.Model):
    """One entry of a scheme. `code` is stable and used in URLs, facets and exports; labels may be edited."""

    scheme = models.CharField(_("词表"), max_length=20, choices=Scheme.choices)
    code = models.SlugField(_("代码"), max_length=50)
    name = models.CharField(_("名称"), max_length=50)
    name_en = models.CharField(_("英文名称"), max_length=80, blank=True)
    description = models.CharField(_("说明"), max_length=200, blank=True)
    sort_order = models.PositiveSmallIntegerField(_("排序"), default=0)
    retired = models.BooleanField(_("停用"), default=False)
    #: Set by a merge: the term that old links to this one now mean. Never a chain (practices.terms.term_merge).
    successor = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="predecessors", verbose_name=_("并入")
    )

    objects = TermQuerySet.as_manager()

    class Meta:
        ordering = ["scheme", "sort_order", "pk"]
        constraints = [models.UniqueConstraint(fields=["scheme", "code"], name="unique_term_code_in_scheme")]
        verbose_name = _("词条")
        verbose_name_plural = _("词条")

    def __str__(self) -> str:
        return self.label

    @property
    def label(self) -> str:
        """The name in the reader's interface language."""
        return self.name_en if (get_language() or "").startswith("en") and self.name_en else self.name


class SynonymGroup(models.Model):
    """Words that mean the same to an official: 城管 = 城市管理 = 城市管理执法. Applied when a query is read, so that
    an edit acts at once."""

    words = models.TextField(_("同义词"), help_text=_("每行一个词，至少两个。"))
    note = models.CharField(_("说明"), max_length=200, blank=True)
    active = models.BooleanField(_("启用"), default=True)

    class Meta:
        ordering = ["pk"]
        verbose_name = _("同义词组")
        verbose_name_plural = _("同义词组")

    def __str__(self) -> str:
        return " = ".join(self.as_list())

    def as_list(self) -> list[str]:
        return [word.strip() for word in self.words.splitlines() if word.strip()]


class UserWord(models.Model):
    """A word the segmenter must keep whole (渣土车, 门前三包). Documents are indexed again after an edit."""

    word = models.CharField(_("词"), max_length=30, unique=True)
    active = models.BooleanField(_("启用"), default=True)

    class Meta:
        ordering = ["word"]
        verbose_name = _("专业词")
        verbose_name_plural = _("专业词")

    def __str__(self) -> str:
        return self.word
