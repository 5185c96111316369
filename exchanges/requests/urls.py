from __future__ import annotations

from django.urls import path

from exchanges.requests import answer_views, views

urlpatterns = [
    path("requests/", views.requests, name="requests"),
    path("requests/new/", views.request_new, name="request_new"),
    path("requests/matches/", views.request_matches, name="request_matches"),
    path("requests/cases/", answer_views.request_cases, name="request_cases"),
    path("requests/<int:pk>/", views.request_page, name="request"),
    path("requests/<int:pk>/edit/", views.request_change, name="request_edit"),
    path("requests/<int:pk>/narrow/", views.request_visibility, name="request_narrow"),
    path("requests/<int:pk>/hide/", answer_views.request_sight, name="request_hide"),
    path("requests/<int:pk>/case/", views.request_make_case, name="request_make_case"),
    path("requests/<int:pk>/answer/", answer_views.request_answer, name="request_answer"),
    path("requests/<int:pk>/<slug:step>/", views.request_step, name="request_step"),
    path("answers/<int:pk>/edit/", answer_views.answer_change, name="answer_edit"),
    path("answers/<int:pk>/accept/", answer_views.answer_judge, name="answer_accept"),
    path("answers/<int:pk>/hide/", answer_views.answer_sight, name="answer_hide"),
]
