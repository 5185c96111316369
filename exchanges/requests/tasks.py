"""After a request was asked: looking for who may know, outside of the transaction."""

from __future__ import annotations

from django_tasks import task

from cities.viewers import viewer_of
from exchanges.models import SolutionRequest
from exchanges.requests.matching import matching_cases
from exchanges.requests.telling import MOST_CONTACTS, tell_contacts, tell_followers_of_subject
from vocabulary.richtext import stored_to_text


@task()
def tell_of_request(pk: int) -> int:
    """How many contacts were told; followers are told after them. Run twice it tells nobody twice; of a request that is gone or hidden nobody is told."""
    request = SolutionRequest.objects.select_related("city", "author").filter(pk=pk, hidden_at=None).first()
    if request is None:
        return 0
    cases = matching_cases(text_of(request), viewer_of(request.author), MOST_CONTACTS)
    told = tell_contacts(request, cases)
    tell_followers_of_subject(request)
    return told


def text_of(request: SolutionRequest) -> str:
    return f"{request.title} {stored_to_text(request.problem)}"
