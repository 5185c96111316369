from django.urls import path

from search import list_views, views

urlpatterns = [
    path("search/", views.results, name="search"),
    path("search/list.csv", list_views.table, name="search_csv"),
    path("search/feed.atom", list_views.atom, name="search_atom"),
]
