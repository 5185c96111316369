"""The person who signs in. What somebody may do never stands here: it follows from cities.Membership rows."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection

from django.contrib.auth.models import AbstractUser
from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.db import models
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

#: Mainland mobile numbers, stored without spaces, hyphens or +86.
MOBILE_PATTERN = r"^1[0-9]{10}$"


def plain_mobile(typed: str) -> str:
    """As stored: full-width digits made plain, without spaces, hyphens and +86."""
    return re.sub(r"[\s-]|^\+86", "", unicodedata.normalize("NFKC", typed))


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
    #: When the person put away what the desk shows at a first visit.
    welcomed_at = models.DateTimeField(null=True, blank=True, editable=False)

    class Meta:
        constraints = [
            # Sign-in takes no notice of case: two names that differ in it alone would lock both people out.
            models.UniqueConstraint(
                Lower("username"),
                name="one_username_whatever_its_case",
                violation_error_message=_("该用户名已被使用。"),
            )
        ]
        verbose_name = _("账号")
        verbose_name_plural = _("账号")

    def __str__(self) -> str:
        return self.get_full_name()

    def clean_fields(self, exclude: Collection[str] | None = None) -> None:
        """A user name that looks like a mobile number would be taken for somebody's number at sign-in."""
        super().clean_fields(exclude=exclude)
        if "username" in (exclude or ()):
            return
        if re.match(MOBILE_PATTERN, plain_mobile(self.username)):
            raise ValidationError({"username": _("用户名不能是手机号；手机号请填在“手机号”一栏，同样可以用来登录。")})
        if User.objects.filter(username__iexact=self.username).exclude(pk=self.pk).exists():
            raise ValidationError({"username": _("该用户名已被使用。")})

    def get_full_name(self) -> str:
        """The whole name as written: a Chinese name has no first and last part to put together."""
        return self.name or self.username

    def get_short_name(self) -> str:
        return self.get_full_name()
