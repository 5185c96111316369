from django.urls import path

from practices import views

urlpatterns = [
    path("p/<slug:short_id>", views.short_address, name="practice_short"),
    path("write/", views.write, name="practice_write"),
]
