from django.urls import path

from exchanges.helpful import views

urlpatterns = [
    path("p/<slug:short_id>/helpful/", views.practice_helpful, name="practice_helpful"),
    path("p/<slug:short_id>/helpful/reasons/", views.practice_helpful_reasons, name="practice_helpful_reasons"),
]
