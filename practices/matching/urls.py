from django.urls import path

from practices.matching import views

urlpatterns = [
    path("p/<slug:short_id>/fit/", views.fit, name="practice_fit"),
]
