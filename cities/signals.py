"""What other apps may hang on a city's life. Sent inside the transaction of the service that names them."""

from __future__ import annotations

from django.dispatch import Signal

#: city, page: the city page exists; add what your app keeps below it.
city_joined = Signal()
#: city, by
city_left = Signal()
#: city, leaver, successor, by: hand over what the leaver was responsible for in that city.
duties_handed_over = Signal()
