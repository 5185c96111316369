"""The conversation of a visit: before, on the way, after."""

from __future__ import annotations

from exchanges.models import Visit
from exchanges.threads.owners import register_thread_owner
from exchanges.visits.telling import address_of, hosts_of

register_thread_owner(Visit, title=str, url=address_of, told=hosts_of)
