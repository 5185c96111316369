from django.urls import path

from practices import download_views, views

urlpatterns = [
    path("cases/", views.case_list, name="case_list"),
    path("p/<slug:short_id>", views.short_address, name="practice_short"),
    path("p/<slug:short_id>/qr.svg", views.qr_code, name="practice_qr"),
    path("p/<slug:short_id>/versions/", views.versions, name="practice_versions"),
    path("p/<slug:short_id>/download/<slug:form>/", download_views.case_download, name="practice_download"),
    path("p/<slug:short_id>/take-down/", views.take_down, name="practice_take_down"),
    path("p/<slug:short_id>/narrow/", views.narrow, name="practice_narrow"),
    path("p/<slug:short_id>/lift/<int:pk>/", views.lift, name="practice_lift"),
    path("write/", views.write, name="practice_write"),
]
