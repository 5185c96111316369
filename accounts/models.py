"""The person who signs in. What somebody may do never stands here: it follows from cities.Membership rows."""

from __future__ import annotations

from django.contrib.auth.models import AbstractUser
from django.core.validators import RegexValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

#: Mainland mobile numbers, stored without spaces, hyphens or +86.
MOBILE_PATTERN = r"^1\d{10}$"


class User(AbstractUser):
    """An account. `mobile` and `email` are optional and unique where given; sign-in is by user name or mobile."""

    name = models.CharField(_("姓名"), max_length=50)
    mobile = models.CharField(
        _("手机号"),
        max_length=11,
        unique=True,
        null=True,
        blank=True,
        validators=[RegexValidator(MOBILE_PATTERN, _("请填写 11 位手机号，不加空格和 +86。"))],
    )
    email = models.EmailField(_("电子邮箱"), blank=True)

    class Meta:
        verbose_name = _("账号")
        verbose_name_plural = _("账号")

    def __str__(self) -> str:
        return self.get_full_name()

    def get_full_name(self) -> str:
        """The whole name as written: a Chinese name has no first and last part to put together."""
        return self.name or self.username

    def get_short_name(self) -> str:
        return self.get_full_name()
