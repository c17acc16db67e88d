"""Addresses under /customers/."""

from __future__ import annotations

from django.urls import path

from .views.find import CustomerList, CustomerPick, CustomerSearch
from .views.page import CustomerPage, CustomerReveal
from .views.write import CustomerConsents, CustomerEdit, CustomerNew

app_name = "customers"
urlpatterns = [
    path("", CustomerList.as_view(), name="list"),
    path("search/", CustomerSearch.as_view(), name="search"),
    path("pick/", CustomerPick.as_view(), name="pick"),
    path("new/", CustomerNew.as_view(), name="new"),
    path("<str:number>/", CustomerPage.as_view(), name="page"),
    path("<str:number>/edit/", CustomerEdit.as_view(), name="edit"),
    path("<str:number>/reveal/", CustomerReveal.as_view(), name="reveal"),
    path("<str:number>/consents/", CustomerConsents.as_view(), name="consents"),
]
