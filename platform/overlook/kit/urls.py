from django.urls import path

from overlook.kit import views

app_name = "kit"
urlpatterns = [
    path("account-bar", views.account, name="account"),
]
