from django.urls import path

from exchanges.messages import views

urlpatterns = [
    path("messages/", views.conversations, name="conversations"),
    path("messages/<int:pk>/", views.conversation, name="conversation"),
    path("messages/<int:pk>/close/", views.close, name="conversation_close"),
    path("messages/to/case/<slug:short_id>/", views.to_case, name="message_case"),
    path("messages/to/city/<slug:slug>/", views.to_city, name="message_city"),
]
