"""The street addresses of the readers' pages."""

app_name = "claims"
urlpatterns: list = []
