from django.urls import path

from exchanges.favourites import views

urlpatterns = [
    path("favourites/", views.favourites, name="favourites"),
    path("favourites/<int:pk>/", views.favourite_list, name="favourite_list"),
    path("favourites/<int:pk>/share/", views.favourite_list_share, name="favourite_list_share"),
    path("favourites/<int:pk>/delete/", views.favourite_list_delete, name="favourite_list_delete"),
    path("favourites/kept/<int:pk>/", views.favourite, name="favourite"),
    path("favourites/kept/<int:pk>/remove/", views.favourite_take_out, name="favourite_remove"),
    path("p/<slug:short_id>/favourite/", views.practice_favourite, name="practice_favourite"),
]
