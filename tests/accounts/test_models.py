"""Sign-in takes a user name in any case, or a mobile number: no two accounts may answer to the same words."""

from __future__ import annotations

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from accounts.models import User, plain_mobile
from tests.factories.cities import user

pytestmark = pytest.mark.django_db


def account(username: str) -> User:
    return User(username=username, name="示例", password="!")


@pytest.mark.parametrize("twin", ["RIZHAO-Editor", "ｒｉｚｈａｏ-editor", "rizhao-editor"])
def test_a_user_name_is_taken_in_any_case_and_width(twin):
    user(username="rizhao-editor")
    with pytest.raises(ValidationError) as caught:
        account(twin).full_clean()
    assert "username" in caught.value.message_dict


def test_the_database_keeps_the_second_of_two_at_once_out():
    user(username="rizhao-editor")
    with pytest.raises(IntegrityError), transaction.atomic():
        user(username="RIZHAO-EDITOR")


@pytest.mark.parametrize("name", ["13912345678", "１３９１２３４５６７８", "+8613912345678"])
def test_a_mobile_number_is_no_user_name(name):
    with pytest.raises(ValidationError) as caught:
        account(name).full_clean()
    assert "username" in caught.value.message_dict


@pytest.mark.parametrize("typed", ["139 1234 5678", "139-1234-5678", "+8613912345678", "１３９１２３４５６７８"])
def test_a_mobile_number_is_kept_in_one_way_of_writing(typed):
    assert plain_mobile(typed) == "13912345678"
