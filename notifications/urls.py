from django.urls import path

from notifications import views

urlpatterns = [
    path("notifications/", views.inbox, name="notifications"),
    path("notifications/read/", views.read_all, name="notifications_read_all"),
    path("notifications/digest/", views.digest_preview, name="digest_preview"),
    path("notifications/<int:pk>/", views.follow, name="notification"),
    path("notifications/<int:pk>/read/", views.read_one, name="notification_read"),
    path("account/mail/", views.mail_settings, name="mail_settings"),
    path("mail/stop/<str:token>/", views.mail_stop, name="mail_stop"),
]
