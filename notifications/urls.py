from django.urls import path

from notifications import views

urlpatterns = [
    path("notifications/", views.inbox, name="notifications"),
    path("notifications/read/", views.read_all, name="notifications_read_all"),
    path("notifications/<int:pk>/", views.follow, name="notification"),
]
