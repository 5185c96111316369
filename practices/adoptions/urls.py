from django.urls import path

from practices.adoptions import views

urlpatterns = [
    path("p/<slug:short_id>/spread/", views.spread, name="practice_spread"),
    path("adoptions/", views.adoptions, name="adoptions"),
    path("adoptions/new/", views.record, name="adoption_new"),
    path("adoptions/<int:pk>/", views.adoption, name="adoption"),
    path("adoptions/<int:pk>/progress/", views.move, name="adoption_move"),
    path("adoptions/<int:pk>/result/", views.grow, name="adoption_grow"),
    path("adoptions/<int:pk>/verify/", views.verify, name="adoption_verify"),
    path("adoptions/<int:pk>/take-back/", views.take_back, name="adoption_take_back"),
]
