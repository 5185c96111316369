from django.urls import path

from exchanges.follows import views

urlpatterns = [
    path("follows/", views.follows, name="follows"),
    path("follows/<int:pk>/end/", views.follow_end, name="follow_end"),
    path("follows/<int:pk>/mail/", views.follow_mail, name="follow_mail"),
    path("follows/<slug:kind>/<int:pk>/", views.follow_set, name="follow_set"),
]
