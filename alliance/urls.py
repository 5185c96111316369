from django.urls import path

from alliance import views

urlpatterns = [
    path("province/", views.province, name="province"),
    path("themes/<slug:code>/", views.theme, name="theme"),
    path("desk/", views.desk, name="desk"),
    path("desk/first-visit/", views.first_visit, name="first_visit"),
    path("desk/cases/", views.own_cases, name="own_cases"),
    path("desk/cases/bulk/", views.own_cases_bulk, name="own_cases_bulk"),
    path("office/cities/", views.member_cities, name="member_cities"),
    path("office/cities/<slug:slug>/join/", views.city_joins, name="city_joins"),
    path("office/cities/<slug:slug>/leave/", views.city_leaves, name="city_leaves"),
    path("help/", views.manual, name="manual"),
    path("help/<slug:topic>/", views.manual_topic, name="manual_topic"),
]
