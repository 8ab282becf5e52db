import pytest

from home.cache import ForgivingRedisCache
from tests.services import Redis

pytestmark = pytest.mark.service


def cache_of(url: str) -> ForgivingRedisCache:
    return ForgivingRedisCache(url, {"OPTIONS": {"socket_timeout": 2, "socket_connect_timeout": 2}})


def test_it_is_a_cache(redis_url):
    cache = cache_of(redis_url)

    cache.set("town", "Dijon", 60)
    cache.set_many({"river": "Ouche", "lake": "Kir"})

    assert cache.get("town") == "Dijon"
    assert cache.get_many(["river", "lake"]) == {"river": "Ouche", "lake": "Kir"}
    assert cache.add("town", "Beaune") is False
    assert cache.incr("visits", 2) if cache.add("visits", 0) else False
    assert cache.delete("town")
    assert cache.get("town", "none") == "none"


def test_without_redis_the_site_is_slower_and_never_down(redis_server: Redis, caplog):
    cache = cache_of(redis_server.url)
    cache.set("town", "Dijon", 60)

    redis_server.kill()

    assert cache.get("town", "miss") == "miss"
    assert cache.get_or_set("town", lambda: "computed", 60) == "computed"
    assert cache.get_many(["town"]) == {}
    assert cache.has_key("town") is False
    assert cache.incr("visits") == 1
    cache.set("town", "Beaune")
    cache.set_many({"town": "Beaune"})
    cache.delete("town")
    cache.delete_many(["town"])
    cache.touch("town")
    cache.clear()
    assert caplog.text.count("cache unavailable") == 1  # then it is left alone


def test_redis_is_asked_again_after_a_pause(redis_server: Redis, monkeypatch):
    monkeypatch.setattr("home.cache.PAUSE", 0)
    cache = cache_of(redis_server.url)
    cache.set("town", "Dijon", 60)

    redis_server.pause()
    assert cache.get("town", "miss") == "miss"

    redis_server.resume()
    assert cache.get("town") == "Dijon"
