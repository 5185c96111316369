from django.urls import path

from practices.reviews import views

urlpatterns = [
    path("reviews/", views.reviews, name="reviews"),
    path("reviews/rubric/", views.rubric, name="review_rubric"),
    path("reviews/rubric/new/", views.rubric_new, name="review_rubric_new"),
    path("reviews/rounds/new/", views.round_new, name="review_round_new"),
    path("reviews/rounds/<int:pk>/", views.review_round, name="review_round"),
    path("reviews/<int:pk>/", views.review, name="review"),
    path("reviews/<int:pk>/score/", views.review_score, name="review_score"),
    path("p/<slug:short_id>/review/", views.review_new, name="review_new"),
]
