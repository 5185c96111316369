"""What people are told, in the site and by mail."""

from notifications.models.fan_outs import FanOut
from notifications.models.lines import Notification
from notifications.models.preferences import MailPreference

__all__ = ["FanOut", "MailPreference", "Notification"]
