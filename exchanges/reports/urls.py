from django.urls import path

from exchanges.reports import views

urlpatterns = [
    path("reports/", views.reports, name="reports"),
    path("reports/<int:pk>/", views.report, name="report"),
    path("reports/new/<slug:kind>/<int:pk>/", views.report_new, name="report_new"),
]
