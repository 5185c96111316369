from django.urls import path

from search import list_views, saved_views, views

urlpatterns = [
    path("search/", views.results, name="search"),
    path("search/suggest/", views.suggest, name="search_suggest"),
    path("search/list.csv", list_views.table, name="search_csv"),
    path("search/feed.atom", list_views.atom, name="search_atom"),
    path("search/saved/", saved_views.saved_searches, name="saved_searches"),
    path("search/saved/new/", saved_views.saved_search_new, name="saved_search_new"),
    path("search/saved/<int:pk>/", saved_views.saved_search, name="saved_search"),
    path("search/saved/<int:pk>/pause/", saved_views.saved_search_pause, name="saved_search_pause"),
    path("search/saved/<int:pk>/delete/", saved_views.saved_search_remove, name="saved_search_delete"),
]
