from django.urls import path

from practices.matching import views

urlpatterns = [
    path("for-my-city/", views.for_my_city, name="for_my_city"),
    path("p/<slug:short_id>/cities/", views.cities_for, name="practice_cities"),
    path("p/<slug:short_id>/fit/", views.fit, name="practice_fit"),
]
