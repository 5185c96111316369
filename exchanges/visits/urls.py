from django.urls import path

from exchanges.visits import guest_views, host_views, views

urlpatterns = [
    path("visits/", views.visits, name="visits"),
    path("visits/new/", host_views.visit_new, name="visit_new"),
    path("visits/<int:pk>/", views.visit, name="visit"),
    path("visits/<int:pk>/calendar.ics", views.visit_calendar, name="visit_calendar"),
    path("visits/<int:pk>/edit/", host_views.visit_edit, name="visit_edit"),
    path("visits/<int:pk>/drop/", host_views.visit_drop, name="visit_drop"),
    path("visits/<int:pk>/cancel/", host_views.cancel, name="visit_cancel"),
    path("visits/<int:pk>/hide/", host_views.hide, name="visit_hide"),
    path("visits/<int:pk>/sign-ups/", host_views.sign_ups, name="visit_sign_ups"),
    path("visits/<int:pk>/questions/<int:number>/", host_views.answer, name="visit_answer"),
    path("visits/<int:pk>/questions/", guest_views.ask, name="visit_ask"),
    path("visits/<int:pk>/sign-up/", guest_views.sign_up, name="visit_sign_up"),
    path("visits/<int:pk>/sign-ups/<int:number>/", guest_views.own_sign_up, name="visit_own_sign_up"),
    path("visits/<int:pk>/take-away/", guest_views.take_away, name="take_away"),
    path("visits/<int:pk>/follow-up/", guest_views.follow_up, name="visit_follow_up"),
]
