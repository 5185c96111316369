from django.urls import include, path

from practices import views
from practices.exports import views as exports
from practices.versions import correction_views
from practices.versions import views as versions

urlpatterns = [
    path("", include("practices.reviews.urls")),
    path("cases/", views.case_list, name="case_list"),
    path("p/<slug:short_id>", views.short_address, name="practice_short"),
    path("p/<slug:short_id>/qr.svg", views.qr_code, name="practice_qr"),
    path("p/<slug:short_id>/versions/", versions.versions, name="practice_versions"),
    path("p/<slug:short_id>/versions/compare/", versions.compare, name="practice_compare"),
    path("p/<slug:short_id>/v<int:number>/", versions.version, name="practice_version"),
    path("p/<slug:short_id>/v<int:number>/close/", versions.close, name="practice_version_close"),
    path("p/<slug:short_id>/v<int:number>/cite.bib", versions.version_bibtex, name="practice_version_bibtex"),
    path("p/<slug:short_id>/blocks.zip", exports.pack_download, name="practice_pack"),
    path("p/<slug:short_id>/download/<slug:form>/", exports.case_download, name="practice_download"),
    path("p/<slug:short_id>/take-down/", views.take_down, name="practice_take_down"),
    path("p/<slug:short_id>/still-valid/", versions.verify, name="practice_verify"),
    path("p/<slug:short_id>/correct/", correction_views.ask, name="practice_correct"),
    path("corrections/", correction_views.corrections, name="corrections"),
    path("corrections/<int:pk>/", correction_views.correction, name="correction"),
    path("p/<slug:short_id>/withdraw/", versions.withdraw, name="practice_withdraw"),
    path("p/<slug:short_id>/narrow/", views.narrow, name="practice_narrow"),
    path("p/<slug:short_id>/lift/<int:pk>/", views.lift, name="practice_lift"),
    path("", include("practices.matching.urls")),
    path("", include("practices.adoptions.urls")),
    path("", include("practices.quality.urls")),
    path("exports/", exports.exports, name="exports"),
    path("exports/new/<slug:source>/", exports.export_new, name="export_new"),
    path("exports/<int:pk>/file/", exports.export_file, name="export_file"),
    path("exports/<int:pk>/again/", exports.export_again, name="export_again"),
    path("exports/<int:pk>/delete/", exports.export_remove, name="export_delete"),
    path("write/", views.write, name="practice_write"),
]
