from django.urls import path

from exchanges.discussions import views

urlpatterns = [
    path("discussions/", views.discussions, name="discussions"),
    path("discussions/new/", views.discussion_new, name="discussion_new"),
    path("discussions/<int:pk>/", views.discussion, name="discussion"),
    path("discussions/<int:pk>/hide/", views.hide, name="discussion_hide"),
    path("discussions/<int:pk>/show/", views.show, name="discussion_show"),
]
