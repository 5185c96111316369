"""导入案例 in the editing pages: bring a file, see what will become of it, say yes, read the report."""

from __future__ import annotations

from typing import Any, cast
from urllib.parse import quote

from django import forms
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.paginator import Paginator
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import URLPattern, path
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import View
from wagtail.admin import messages
from wagtail.admin.menu import MenuItem
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin
from wagtail.admin.viewsets.base import ViewSet

from cities.models import City
from cities.viewers import viewer_of
from practices.imports import report
from practices.imports.services import import_confirm, import_drop, import_start
from practices.imports.template import template_of
from practices.models import ImportRow, ImportRun
from practices.tasks import read_import, save_import

PER_PAGE = 50
#: Of one's own city; older ones are in the log.
MOST_RUNS = 20
#: More than one screen holds was never ticked.
MOST_TICKED = 1000
#: Seconds after which a page that waits looks again.
AGAIN = 3
WORKBOOK = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


class ImportForm(forms.Form):
    city = forms.ModelChoiceField(City.objects.none(), label=gettext_lazy("导入到"), empty_label=None)
    file = forms.FileField(
        label=gettext_lazy("文件"),
        max_length=200,
        help_text=gettext_lazy("Word、Excel、CSV、Markdown，或装有这些文件和图片附件的 ZIP，不超过 100 MB。"),
        widget=forms.FileInput({"accept": ".docx,.doc,.xlsx,.csv,.md,.txt,.zip"}),
    )

    def __init__(self, *args: Any, cities: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["city"].queryset = cities  # type: ignore[attr-defined]
        if len(cities) == 1:
            self.fields["city"].widget = forms.HiddenInput()
            self.fields["city"].initial = cities[0]


class ImportView(WagtailAdminTemplateMixin, View):  # type: ignore[misc]
    """For writers of a city, of that city only: to others a run is not there."""

    header_icon = "upload"
    page_title = gettext_lazy("导入案例")

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not viewer_of(request.user).writing_city_ids:
            raise PermissionDenied
        return cast(HttpResponse, super().dispatch(request, *args, **kwargs))

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        return [*super().get_breadcrumbs_items(), {"url": "", "label": self.get_page_title()}]

    @property
    def cities(self) -> Any:
        return City.objects.filter(pk__in=viewer_of(self.request.user).writing_city_ids)

    def run_of(self, pk: int) -> ImportRun:
        run = ImportRun.objects.select_related("city", "by").filter(pk=pk, city__in=self.cities).first()
        if run is None:
            raise Http404
        return run


class IndexView(ImportView):
    template_name = "practices/imports/index.html"

    def get(self, request: HttpRequest) -> HttpResponse:
        return self._show(ImportForm(cities=self.cities))

    def post(self, request: HttpRequest) -> HttpResponse:
        form = ImportForm(request.POST, request.FILES, cities=self.cities)
        if form.is_valid():
            file, city = form.cleaned_data["file"], form.cleaned_data["city"]
            try:
                run = import_start(file=file, name=file.name, city=city, by=request.user)
            except ValidationError as error:
                form.add_error("file", error)
            else:
                read_import.enqueue(run.pk)
                return redirect("practice_imports:run", run.pk)
        return self._show(form)

    def _show(self, form: ImportForm) -> HttpResponse:
        runs = ImportRun.objects.filter(city__in=self.cities).select_related("city", "by")[:MOST_RUNS]
        more = {"form": form, "runs": runs, "cities": self.cities}
        return self.render_to_response({**self.get_context_data(), **more})


class TemplateView(ImportView):
    def get(self, request: HttpRequest, slug: str) -> HttpResponse:
        city = self.cities.filter(slug=slug).first()
        if city is None:
            raise Http404
        response = HttpResponse(template_of(city), content_type=WORKBOOK)
        response.headers["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(_('案例导入模板'))}.xlsx"
        return response


class RunView(ImportView):
    template_name = "practices/imports/run.html"

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        run = self.run_of(pk)
        rows = run.rows.select_related("page")
        asked = list(rows.filter(plan=ImportRow.Plan.ASK)[:MOST_TICKED]) if run.state == ImportRun.State.READY else []
        page = Paginator(rows.order_by("number"), PER_PAGE).get_page(request.GET.get("page"))
        parts = report.Parts(run.city)
        page.object_list = [(row, parts.of(row)) for row in page.object_list]
        more = {
            "run": run,
            "waits": run.state in (ImportRun.State.WAITING, ImportRun.State.SAVING),
            "again": AGAIN,
            "counts": report.counts(run),
            "asked": asked,
            "rows": page,
            "saves": run.rows.filter(plan__in=(ImportRow.Plan.NEW, ImportRow.Plan.UPDATE)).exists() or bool(asked),
        }
        return self.render_to_response({**self.get_context_data(), **more})


class ConfirmView(ImportView):
    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        run = self.run_of(pk)
        ticked = request.POST.getlist("agreed")[:MOST_TICKED]
        agreed = {int(number) for number in ticked if number.isascii() and number.isdigit() and len(number) < 9}
        try:
            with transaction.atomic():
                import_confirm(run=run, by=request.user, agreed=agreed)
                save_import.enqueue(run.pk)
        except ValidationError as error:
            messages.warning(request, " ".join(error.messages))
        return redirect("practice_imports:run", run.pk)


class DropView(ImportView):
    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        run = self.run_of(pk)
        try:
            import_drop(run=run, by=request.user)
        except ValidationError as error:
            messages.warning(request, " ".join(error.messages))
        else:
            messages.success(request, _("已放弃，什么也没有保存，上传的文件已删除。"))
        return redirect("practice_imports:index")


class ReportView(ImportView):
    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        run = self.run_of(pk)
        response = HttpResponse("\ufeff", content_type="text/csv; charset=utf-8")
        report.write_csv(run, response)  # type: ignore[arg-type]
        response.headers["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(_('导入报告'))}-{run.pk}.csv"
        return response


class _WriterItem(MenuItem):  # type: ignore[misc]
    def is_shown(self, request: HttpRequest) -> bool:
        return bool(viewer_of(request.user).writing_city_ids)


class ImportViewSet(ViewSet):  # type: ignore[misc]
    name = "practice_imports"
    url_prefix = "imports"
    icon = "upload"
    menu_label = gettext_lazy("导入案例")
    menu_item_class = _WriterItem
    add_to_admin_menu = True
    menu_order = 240

    def get_urlpatterns(self) -> list[URLPattern]:
        return [
            path("", IndexView.as_view(), name="index"),
            path("template/<slug:slug>/", TemplateView.as_view(), name="template"),
            path("<int:pk>/", RunView.as_view(), name="run"),
            path("<int:pk>/confirm/", ConfirmView.as_view(), name="confirm"),
            path("<int:pk>/drop/", DropView.as_view(), name="drop"),
            path("<int:pk>/report/", ReportView.as_view(), name="report"),
        ]
