"""The way to an Elasticsearch cluster: connecting, time-outs, repeats, and what its refusals mean in plain words."""

from __future__ import annotations

import logging
import re
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

from django.utils.translation import gettext as _
from elastic_transport import ConnectionTimeout, TlsError, TransportError
from elasticsearch import ApiError, Elasticsearch, UnsupportedProductError

from search.breaker import CircuitBreaker
from search.port import IndexDamaged, SearchFailure, SearchUnavailable

logger = logging.getLogger(__name__)
Result = TypeVar("Result")

#: The client and the tests are of this line.
MAJOR_VERSION = "8"
WRITE_TIMEOUT = 30.0
#: For a look at how things are: a start must not hang on a network that swallows packets.
LOOK_TIMEOUT = 5.0
#: Seconds before a search is asked again: a node that died is passed over, an index that was just replaced is there.
WAITS = (0.05, 0.2)
PASSING_STATUS = (429, 502, 503, 504)


@dataclass(frozen=True)
class ClusterSettings:
    """`prefix` begins the names of the index and its aliases; `timeout` is that of a search, in seconds."""

    hosts: tuple[str, ...]
    prefix: str = "alliance"
    api_key: str = ""
    user: str = ""
    password: str = ""
    ca_file: str = ""
    timeout: float = 1.0
    shards: int = 1
    #: None: one copy as soon as there is a second node.
    replicas: int | None = None

    @classmethod
    def of(cls, values: Mapping[str, Any]) -> ClusterSettings:
        return cls(**{**values, "hosts": tuple(values["hosts"])})


def connect(given: ClusterSettings) -> Elasticsearch:
    access: dict[str, Any] = {}
    if given.api_key:
        access["api_key"] = given.api_key
    elif given.user:
        access["basic_auth"] = (given.user, given.password)
    if given.ca_file:
        access["ca_certs"] = given.ca_file
    try:
        if given.ca_file:
            Path(given.ca_file).read_bytes()
        return Elasticsearch(
            [with_port(host) for host in given.hosts], request_timeout=WRITE_TIMEOUT, retry_on_status=(), **access
        )
    except (ValueError, OSError) as error:
        raise SearchUnavailable(
            _("Elasticsearch 的连接设置写得不对：%(error)s") % {"error": error},
            _("检查 ELASTICSEARCH_URL（形如 https://主机:9200，多个用逗号分开）和 ELASTICSEARCH_CA_FILE。"),
        ) from error


def with_port(host: str) -> str:
    """The client wants a scheme and a port in each address."""
    address = host if "://" in host else f"http://{host}"
    if re.search(r":\d+(/|$)", address.partition("://")[2].rpartition("@")[2]):
        return address
    scheme, _separator, rest = address.partition("://")
    name, slash, path = rest.partition("/")
    return f"{scheme}://{name}:{443 if scheme == 'https' else 80}{slash}{path}"


class Cluster:
    """Reads are short, repeated and watched by the breaker; everything else has time."""

    def __init__(self, given: ClusterSettings, breaker: CircuitBreaker) -> None:
        self.given, self.breaker = given, breaker
        self.client = connect(given)
        self._looker = self.client.options(request_timeout=min(LOOK_TIMEOUT, WRITE_TIMEOUT))
        self._reader = self.client.options(request_timeout=given.timeout, max_retries=len(given.hosts))

    def read(self, act: Callable[[Elasticsearch], Result]) -> Result:
        if not self.breaker.allows():
            raise SearchUnavailable(_("Elasticsearch 连续没有回答，暂停询问半分钟。"))
        try:
            found = self._patiently(act)
        except (TransportError, ApiError) as error:
            if is_outage(error):
                self.breaker.failed()
            else:
                self.breaker.succeeded()
            raise failure(error, self.given) from error
        self.breaker.succeeded()
        return found

    def _patiently(self, act: Callable[[Elasticsearch], Result]) -> Result:
        for wait in WAITS:
            try:
                return act(self._reader)
            except (TransportError, ApiError) as error:
                if not is_passing(error):
                    raise
                logger.warning("Elasticsearch is asked again: %s", error)
            time.sleep(wait)
        return act(self._reader)

    def look(self, act: Callable[[Elasticsearch], Result]) -> Result:
        return self._tried(self._looker, act)

    def do(self, act: Callable[[Elasticsearch], Result]) -> Result:
        return self._tried(self.client, act)

    def _tried(self, client: Elasticsearch, act: Callable[[Elasticsearch], Result]) -> Result:
        try:
            return act(client)
        except (TransportError, ApiError) as error:
            raise failure(error, self.given) from error


def is_passing(error: TransportError | ApiError) -> bool:
    """Whether the same question may be answered in a moment. A time-out is not asked again: readers have waited."""
    if isinstance(error, ApiError):
        return error.meta.status in PASSING_STATUS or is_index_missing(error)
    return not isinstance(error, ConnectionTimeout | TlsError)


def is_outage(error: TransportError | ApiError) -> bool:
    """Whether the cluster, not the question, is to blame."""
    if isinstance(error, ApiError) and not isinstance(error, UnsupportedProductError):
        return error.meta.status in (401, 403) or error.meta.status >= 429
    return True


def is_index_missing(error: ApiError) -> bool:
    """A 404 of Elasticsearch's own: a proxy has pages of that number too."""
    return error.meta.status == 404 and cause_of(error) in ("index_not_found_exception", "aliases_not_found_exception")


def cause_of(error: ApiError) -> str:
    body = error.body if isinstance(error.body, dict) else {}
    cause = body.get("error", {})
    if isinstance(cause, str) and cause.startswith("alias"):
        return "aliases_not_found_exception"
    return str(cause.get("type", "")) if isinstance(cause, dict) else ""


def reason_of(error: ApiError) -> str:
    body = error.body if isinstance(error.body, dict) else {}
    cause = body.get("error", {})
    if not isinstance(cause, dict):
        return str(cause)[:300]
    first = (cause.get("root_cause") or [cause])[0]
    return f"{first.get('type', '')}: {first.get('reason', '')}"[:300]


def failure(error: TransportError | ApiError, given: ClusterSettings) -> SearchFailure:
    """What happened, and what to do about it, for the person who looks after the site."""
    hosts = "、".join(re.sub(r"//[^/@]*@", "//", host) for host in given.hosts)
    if isinstance(error, UnsupportedProductError):
        return not_elasticsearch(hosts)
    if isinstance(error, ApiError):
        return _refusal(error, hosts)
    return _unreachable(error, given, hosts)


def not_elasticsearch(hosts: str) -> SearchUnavailable:
    return SearchUnavailable(
        _("%(hosts)s 有回答，但回答的不是 Elasticsearch。") % {"hosts": hosts},
        _("检查 ELASTICSEARCH_URL，以及中间的代理是不是给出了自己的网页。"),
    )


def wrong_version(hosts: str, version: str) -> SearchUnavailable:
    return SearchUnavailable(
        _("%(hosts)s 上的 Elasticsearch 是 %(version)s 版，本平台需要 8 版。") % {"hosts": hosts, "version": version},
        _("换成 8.19 版的 Elasticsearch，或把 ELASTICSEARCH_URL 改到 8 版的集群。"),
    )


def _unreachable(error: TransportError, given: ClusterSettings, hosts: str) -> SearchUnavailable:
    if isinstance(error, TlsError):
        return SearchUnavailable(
            _("与 %(hosts)s 的加密连接没有建立：%(error)s") % {"hosts": hosts, "error": error.message},
            _("把集群的 CA 证书存成文件，用 ELASTICSEARCH_CA_FILE 指明；并核对网址里的主机名与证书一致。"),
        )
    if isinstance(error, ConnectionTimeout):
        return SearchUnavailable(
            _("%(hosts)s 没有及时回答。") % {"hosts": hosts},
            _("看集群是否过忙或网络是否不通；搜索最多等 %(seconds)s 秒，可用 ELASTICSEARCH_TIMEOUT 调整。")
            % {"seconds": given.timeout},
        )
    return SearchUnavailable(
        _("连不上 %(hosts)s。") % {"hosts": hosts},
        _("看 Elasticsearch 是否在运行、ELASTICSEARCH_URL 写得对不对、防火墙是否放行。"),
    )


def _refusal(error: ApiError, hosts: str) -> SearchFailure:
    status = error.meta.status
    if status == 401:
        return SearchUnavailable(
            _("%(hosts)s 不认所给的账号（401）。") % {"hosts": hosts},
            _("检查 ELASTICSEARCH_API_KEY，或 ELASTICSEARCH_USER 和 ELASTICSEARCH_PASSWORD。"),
        )
    if status == 403:
        return SearchUnavailable(
            _("所给的账号在 %(hosts)s 上权限不够（403）。") % {"hosts": hosts},
            _("给这个账号 monitor 集群权限，以及以 ELASTICSEARCH_PREFIX 开头的索引的 all 权限。"),
        )
    if is_index_missing(error):
        return IndexDamaged(f"No index in {hosts}: {reason_of(error)}")
    if not isinstance(error.body, dict):
        return not_elasticsearch(hosts)
    return SearchUnavailable(
        _("%(hosts)s 答复 %(status)s：%(reason)s")
        % {"hosts": hosts, "status": status, "reason": reason_of(error) or error.message},
        _("看集群的状态（GET _cluster/health）和日志；恢复后本平台会自己接着做。"),
    )
