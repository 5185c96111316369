from django.urls import path

from practices.quality import views

urlpatterns = [
    path("write/check/", views.check_form, name="quality_check"),
    path("write/findings/<slug:short_id>/", views.case, name="quality_case"),
    path("write/similar/<slug:short_id>/<slug:other_id>/", views.similar, name="quality_similar"),
    path("office/similar/", views.pairs, name="quality_pairs"),
]
