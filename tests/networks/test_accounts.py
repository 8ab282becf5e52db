"""The one login, for members and staff."""

import pytest

from networks.models import User


@pytest.mark.django_db
def test_the_admin_leads_a_visitor_to_the_one_login(client):
    response = client.get("/admin/", follow=True)

    assert response.redirect_chain[-1][0] == "/accounts/login/?next=%2Fadmin%2F"
    assert response.status_code == 200


@pytest.mark.django_db
def test_an_account_without_rights_is_told_so_by_the_admin(client):
    client.force_login(User.objects.create_user("agent@example.org"))

    response = client.get("/admin/", follow=True)

    assert response.status_code == 403


@pytest.mark.django_db
def test_wagtails_own_password_reset_leads_to_the_one_of_the_accounts(client):
    response = client.get("/admin/password_reset/")

    assert response.status_code == 302
    assert response.url == "/accounts/password/reset/"


@pytest.mark.django_db
def test_nobody_signs_up_alone(client):
    response = client.get("/accounts/signup/")

    assert response.status_code == 200
    assert b"password1" not in response.content
