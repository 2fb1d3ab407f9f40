from django.urls import path

from overlook.accounts import views

urlpatterns = [
    path("me/account", views.profile, name="account-profile"),
    path("me/tokens", views.tokens, name="account-tokens"),
    path("me/tokens/<str:ref>/revoke", views.revoke, name="account-token-revoke"),
    path("me/data", views.data, name="account-data"),
    path("me/data/export", views.export, name="account-export"),
    path("me/data/erase", views.erase, name="account-erase"),
]
