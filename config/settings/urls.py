"""Addresses of services, as the environment gives them."""

import ipaddress
import re
from urllib.parse import parse_qsl, unquote, urlsplit


def database_from_url(url: str) -> dict:
    """The DATABASES entry for ``postgres://user:password@host:port/name?option=value``. Otherwise: ValueError."""
    parts = urlsplit(url)
    if parts.scheme not in {"postgres", "postgresql"} or not parts.path.strip("/"):
        raise ValueError("it must read postgres://user:password@host:port/name")
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path.strip("/")),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": parts.hostname or "",
        "PORT": str(parts.port or ""),
        # Compiling the search's queries takes PostgreSQL ten times as long as running them (jit); what they sort and
        # count fits into so much memory, not into the usual 4 MB.
        "OPTIONS": {"options": "-c jit=off -c work_mem=8MB", **dict(parse_qsl(parts.query))},
        "CONN_MAX_AGE": 60,
        "CONN_HEALTH_CHECKS": True,
    }


def elasticsearch_from_urls(urls: str) -> dict:
    """The nodes and the account of ``https://user:password@host:9200,https://…``. Otherwise: ValueError.

    The account is that of the first address that names one, and is shown to every node.
    """
    hosts, account = [], None
    for url in filter(None, (part.strip() for part in urls.split(","))):
        parts = urlsplit(url)
        if parts.scheme not in {"http", "https"} or not parts.hostname or not parts.port:
            raise ValueError("each address must read https://host:port, or https://user:password@host:port")
        if parts.query or parts.fragment:
            raise ValueError("an address of a node holds no question mark and no number sign")
        host = f"[{parts.hostname}]" if ":" in parts.hostname else parts.hostname
        hosts.append(f"{parts.scheme}://{host}:{parts.port}{parts.path.rstrip('/')}")
        if parts.username and account is None:
            account = (unquote(parts.username), unquote(parts.password or ""))
    return {"hosts": hosts, "basic_auth": account} if hosts else {}


def crosses_open_network(url: str) -> bool:
    """Whether what is sent to this address could be read on its way: neither encrypted nor on a network of ours."""
    parts = urlsplit(url)
    if parts.scheme == "https":
        return False
    host = parts.hostname or ""
    try:
        address = ipaddress.ip_address(host)
    except ValueError:
        # A name without a dot is one of this machine or of its containers.
        return "." in host and not host.endswith((".local", ".internal", ".lan", ".home.arpa", ".localhost"))
    return not (address.is_private or address.is_loopback)


def is_index_prefix(name: str) -> bool:
    return bool(re.fullmatch(r"[a-z0-9][a-z0-9_-]{0,60}", name))
