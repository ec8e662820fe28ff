"""Addresses of the office."""

from django.urls import path

from linli.office import founding_pages, pages, paper_pages, post_list, upload_pages

urlpatterns = [
    path("office/", pages.office, name="office"),
    path("office/<slug:street>/posts/", post_list.posts, name="office_posts"),
    path("office/<slug:street>/posts/new/", founding_pages.roles, name="office_new_post"),
    path("office/<slug:street>/posts/new/<slug:noun>/", founding_pages.places, name="office_new_post_of"),
    path(
        "office/<slug:street>/posts/new/<slug:noun>/<slug:form>/<uuid:key>/",
        founding_pages.at_place,
        name="office_new_post_at",
    ),
    path("office/<slug:street>/posts/<uuid:key>/", pages.post, name="office_post"),
    path("office/<slug:street>/posts/<uuid:key>/<slug:verb>/", pages.post_deed, name="office_post_deed"),
    path("office/<slug:street>/accounts/", pages.accounts, name="office_accounts"),
    path("office/<slug:street>/accounts/new/", pages.make, name="office_make"),
    path("office/<slug:street>/accounts/reset/", pages.reset, name="office_reset"),
    path("office/<slug:street>/accounts/<uuid:key>/", pages.account, name="office_account"),
    path("office/<slug:street>/accounts/<uuid:key>/<slug:verb>/", pages.account_deed, name="office_account_deed"),
    path("office/<slug:street>/organisations/", pages.organisations, name="office_organisations"),
    path("office/<slug:street>/organisations/new/", pages.found, name="office_found"),
    path("office/<slug:street>/organisations/<uuid:key>/", pages.organisation, name="office_organisation"),
    path(
        "office/<slug:street>/organisations/<uuid:key>/<slug:verb>/",
        pages.organisation_deed,
        name="office_organisation_deed",
    ),
    path("office/<slug:street>/papers/", paper_pages.papers, name="office_papers"),
    path("office/<slug:street>/papers/<slug:paper>/", paper_pages.paper, name="office_paper"),
    path("office/<slug:street>/papers/<slug:paper>/<slug:form>.docx", paper_pages.paper_file, name="office_paper_file"),
    path("office/<slug:street>/papers/<slug:paper>/<slug:verb>/", paper_pages.paper_deed, name="office_paper_deed"),
    path("office/<slug:street>/buildings/", upload_pages.upload, name="office_upload"),
    path("office/<slug:street>/buildings/template.<slug:form>", upload_pages.template, name="office_template"),
    path("office/<slug:street>/buildings/<uuid:key>/", upload_pages.uploaded, name="office_uploaded"),
    path("office/<slug:street>/buildings/<uuid:key>/left.<slug:form>", upload_pages.left, name="office_left"),
    path("office/<slug:street>/arranged/", pages.arranged, name="office_arranged"),
]
