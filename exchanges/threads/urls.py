from django.urls import path

from exchanges.threads import views

urlpatterns = [
    path("threads/<int:pk>/", views.thread, name="thread"),
    path("threads/<int:pk>/new/", views.post_new, name="post_new"),
    path("threads/<int:pk>/unread/", views.unread, name="thread_unread"),
    path("threads/<int:pk>/lock/", views.lock, name="thread_lock"),
    path("threads/<int:pk>/unlock/", views.unlock, name="thread_unlock"),
    path("threads/<int:pk>/<int:number>/", views.post_at, name="post_at"),
    path("threads/<int:pk>/<int:number>/edit/", views.edit, name="post_edit"),
    path("threads/<int:pk>/<int:number>/history/", views.history, name="post_history"),
    path("threads/<int:pk>/<int:number>/hide/", views.hide, name="post_hide"),
    path("threads/<int:pk>/<int:number>/show/", views.show, name="post_show"),
]
