from django.urls import path

from cities import views

urlpatterns = [
    path("account/", views.account, name="account"),
    path("join/", views.join, name="join"),
    path("join/<str:token>/", views.join_with, name="join_with"),
    path("members/", views.members, name="members"),
    path("members/<slug:place>/", views.members_of, name="members_of"),
    path("members/<slug:place>/profile/", views.profile, name="city_profile"),
    path("members/<slug:place>/invite/", views.invite, name="member_invite"),
    path("members/<slug:place>/invitations/<int:pk>/revoke/", views.revoke, name="invitation_revoke"),
    path("members/<slug:place>/<int:pk>/end/", views.end, name="membership_end"),
    path("members/<slug:place>/<int:pk>/end-on/", views.end_on, name="membership_end_on"),
    path("members/<slug:place>/<int:pk>/role/", views.change_role, name="membership_role"),
    path("members/<slug:place>/people/<int:user_id>/hand-over/", views.hand_over_duties, name="member_hand_over"),
    path("members/<slug:place>/people/<int:user_id>/reset/", views.reset_password, name="member_reset"),
]
