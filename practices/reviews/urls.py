from django.urls import path

from practices.reviews import standing_views, views

urlpatterns = [
    path("reviews/", views.reviews, name="reviews"),
    path("reviews/rubric/", views.rubric, name="review_rubric"),
    path("reviews/rubric/new/", views.rubric_new, name="review_rubric_new"),
    path("reviews/rounds/new/", views.round_new, name="review_round_new"),
    path("reviews/rounds/<int:pk>/", views.review_round, name="review_round"),
    path("reviews/<int:pk>/", views.review, name="review"),
    path("reviews/<int:pk>/score/", views.review_score, name="review_score"),
    path("p/<slug:short_id>/standing/", standing_views.standing, name="practice_standing"),
    path("p/<slug:short_id>/standing/lower/", standing_views.evidence_lowered, name="evidence_lower"),
    path("certificates/<slug:number>/", standing_views.certificate, name="certificate"),
    path("certificates/<slug:number>/qr.svg", standing_views.certificate_qr, name="certificate_qr"),
    path("certificates/<slug:number>/withdraw/", standing_views.certificate_withdraw, name="certificate_withdraw"),
    path("p/<slug:short_id>/review/", views.review_new, name="review_new"),
]
