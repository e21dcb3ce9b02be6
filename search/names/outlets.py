"""Other names of an outlet: `source:nytimes` finds what The New York Times printed at nytimes.com as well.

Names meet by what the archive itself says, and by what the user says:

- *Hosts.* An outlet is at home where more than half of its articles with an address are. Who asks for a host
  (`nytimes.com`) or for the name in it (`nytimes`) asks for the outlets that are at home there. A name that is a host
  (`www.nytimes.com`) and the outlet that has most of the articles of this host are one.
- *Initials*, of the whole name or without its small words: NYT, BBC.
- *The name in a host*, where nothing else is found: `BBC News` without News is the name in bbc.co.uk.
- *Aliases*, which the user keeps in a file (`search.names.aliases`).

Nothing else connects two names: abc.net.au and abcnews.go.com stay two, as do a daily and its Sunday paper at one
host. All that is found besides what was asked for is told, with its articles.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from indexer.analysis.outlet_names import host_of, whole_name
from search.engine.seam import Holdings
from search.names.aliases import Aliases

__all__ = ["SMALL_WORDS", "Outlet", "OutletBook", "initials", "site_of"]

SMALL_WORDS = frozenset(("the", "of", "and", "for"))
"""Words that initials leave out."""

_SECOND = frozenset("ac co com edu go gob gouv gov govt mil ne net nom or org".split())
"""What stands before a country in the address of a site, which is then three names long."""
_MOSTLY, _NEARLY_ALL = 0.5, 0.9
_LONGEST_INITIALS = 6
_NOT_THE_NAME = frozenset("the news online website web site com org net tv radio www".split())
_NAMED_AS_HOST = re.compile(r"(?:https?://)?(?:[\w\-]+\.)+[^\W\d_]{2,}/?", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Outlet:
    """An outlet under one name: `name` is whole and folded, `printed` as most of its articles print it.

    `home` is the host where most of its articles are, `host` what its name is if that is a host.
    """

    name: str
    printed: str
    articles: int
    home: str | None
    host: str | None
    words: tuple[str, ...] = field(default=())


class OutletBook:
    """The outlets of one generation of an index. What was asked before is remembered."""

    def __init__(self, index: Holdings, aliases: Callable[[], Aliases]) -> None:
        """`aliases` are those of the user, read whenever an outlet is asked for: they may have been changed."""
        self._index = index
        self._aliases = aliases
        self._known: dict[tuple[Aliases, tuple[str, ...]], tuple[str, ...]] = {}

    def others(self, words: tuple[str, ...]) -> tuple[str, ...]:
        """The other names, whole and folded, of the outlets that some words of a name mean; most articles first."""
        aliases = self._aliases()
        found = self._known.get((aliases, words))
        if found is None:
            found = self._known[aliases, words] = tuple(one.name for one in self._look_up(words, aliases))
        return found

    def met(self, words: tuple[str, ...]) -> dict[str, int]:
        """The outlets whose names as printed have these words in a row, with their articles, most first."""
        return _told(self._named(words))

    def told(self, names: Iterable[str]) -> dict[str, int]:
        """Outlets by their whole names, as printed, with their articles, most first."""
        return _told(one for name in names if (one := self._by_name.get(name)))

    # What there is.

    @cached_property
    def _outlets(self) -> tuple[Outlet, ...]:
        names: dict[str, dict[str, int]] = {}
        hosts: dict[str, dict[str, int]] = {}
        for printed, at in self._index.source_hosts().items():
            if name := whole_name(printed):
                spelt = names.setdefault(name, {})
                spelt[printed] = spelt.get(printed, 0) + sum(at.values())
                total = hosts.setdefault(name, {})
                for host, count in at.items():
                    total[host] = total.get(host, 0) + count
        made = []
        for name, spelt in names.items():
            printed = max(spelt, key=lambda one: (spelt[one], one))
            home = _home({host: count for host, count in hosts[name].items() if host})
            made.append(Outlet(name, printed, sum(spelt.values()), home, _host_named(printed), tuple(name.split())))
        return tuple(sorted(made, key=lambda one: (-one.articles, one.name)))

    @cached_property
    def _by_name(self) -> dict[str, Outlet]:
        return {one.name: one for one in self._outlets}

    @cached_property
    def _homes(self) -> dict[str, list[Outlet]]:
        """The outlets at home at each site, but for those whose names are hosts."""
        return _grouped((site_of(one.home), one) for one in self._outlets if one.home and not one.host)

    @cached_property
    def _hosts(self) -> dict[str, list[Outlet]]:
        """The outlets whose names are hosts, by site."""
        return _grouped((site_of(one.host), one) for one in self._outlets if one.host)

    @cached_property
    def _labelled(self) -> dict[str, list[Outlet]]:
        """The outlets whose names are hosts, by the names in these."""
        return _grouped((label, one) for one in self._outlets if one.host for label in labels(one.host))

    @cached_property
    def _homeless(self) -> dict[str, list[Outlet]]:
        """The outlets of which no host is known, by their names without spaces."""
        bare = (one for one in self._outlets if not one.home and not one.host)
        return _grouped((name, one) for one in bare for name in _names(one))

    # What is meant.

    def _look_up(self, words: tuple[str, ...], aliases: Aliases) -> list[Outlet]:
        direct = self._named(words)
        # Who asks for The Times by its name does not ask for all that is at thetimes.co.uk.
        named = any(not one.host for one in direct)
        found = [*self._at_host(words, by_name=not named), *self._by_initials(words)]
        if not direct and not found:
            found = self._by_bare_name(words)
        found += [one for other in aliases.others(" ".join(words)) for one in self._called(other)]
        found += [other for one in (*direct, *found) for other in self._same(one)]
        kept = {one.name: one for one in found if one not in direct and not aliases.differ(" ".join(words), one.name)}
        return sorted(kept.values(), key=lambda one: (-one.articles, one.name))

    def _named(self, words: tuple[str, ...]) -> list[Outlet]:
        many = len(words)
        return [
            one
            for one in self._outlets
            if any(one.words[at : at + many] == words for at in range(len(one.words) - many + 1))
        ]

    def _at_host(self, words: tuple[str, ...], *, by_name: bool) -> list[Outlet]:
        """The outlets at home at the host that is asked for, by its address or, if so said, by the name in it."""
        asked = ".".join(_without(words, ("http", "https", "www")))
        asked = asked if "." in asked and not _is_suffix(asked) else ""
        names = {"".join(words), "".join(_without(words, ("the",)))} if by_name else set()
        return [
            one
            for one in self._outlets
            for host in (one.home, one.host)
            if host and ((asked and covers(asked, host)) or names & labels(host))
        ]

    def _by_initials(self, words: tuple[str, ...]) -> list[Outlet]:
        asked = words[0]
        if len(words) > 1 or not 1 < len(asked) <= _LONGEST_INITIALS:
            return []
        return [one for one in self._outlets if asked in initials(one.words)]

    def _by_bare_name(self, words: tuple[str, ...]) -> list[Outlet]:
        """Of a name that the archive does not have, the outlets at a host with what is left of it without `News`."""
        bare = "".join(word for word in words if word not in _NOT_THE_NAME)
        if not bare:
            return []
        return [one for one in self._outlets for host in (one.home, one.host) if host and bare in labels(host)]

    def _same(self, one: Outlet) -> Iterator[Outlet]:
        """Names of which one is a host, and the other that of the outlet which has most of the articles there."""
        if one.host:
            at = site_of(one.host)
            yield from (other for other in self._hosts.get(at, ()) if other.host == one.host)
            for other in self._homes.get(at, ()):
                if covers(one.host, other.home or "") and self._leads(other, one.host):
                    yield other
            # Where a name has no address, that it is the one in a host is all there is to go by.
            for label in labels(one.host):
                yield from self._homeless.get(label, ())
        elif one.home:
            for other in self._hosts.get(site_of(one.home), ()):
                if other.host and covers(other.host, one.home) and self._leads(one, other.host):
                    yield other
        else:
            for name in _names(one):
                yield from self._labelled.get(name, ())

    def _leads(self, one: Outlet, host: str) -> bool:
        """Whether an outlet has more than half of the articles of those that are at home at a host."""
        there = self._homes.get(site_of(host), ())
        return one.articles > _MOSTLY * sum(each.articles for each in there if covers(host, each.home or ""))

    def _called(self, name: str) -> Iterator[Outlet]:
        """The outlets that an alias names, whole, or by the host where they are at home."""
        host = _host_named(name)
        for one in self._outlets:
            if one.name == whole_name(name) or (host and any(at and covers(host, at) for at in (one.home, one.host))):
                yield one


def initials(words: Sequence[str]) -> set[str]:
    """`tnyt` and `nyt` of The New York Times; none of a name of one word."""
    sets = list(words), [word for word in words if word not in SMALL_WORDS]
    return {"".join(word[0] for word in each) for each in sets if len(each) > 1}


def site_of(host: str) -> str:
    """The part of a host that is one owner's: `bbc.co.uk` of `news.bbc.co.uk`."""
    parts = host.split(".")
    long = len(parts) > 2 and len(parts[-1]) == 2 and parts[-2] in _SECOND
    return ".".join(parts[-3 if long else -2 :])


def _is_suffix(host: str) -> bool:
    """Whether sites of many owners end so: `co.uk`."""
    first, _, rest = host.partition(".")
    return first in _SECOND and len(rest) == 2


def covers(site: str, host: str) -> bool:
    """Whether a host is one of a site, or the site itself."""
    return host == site or host.endswith(f".{site}")


def labels(host: str) -> set[str]:
    """The names in a host: that of its site, and the first of all, `abcnews` in abcnews.go.com."""
    return {label.replace("-", "") for label in (site_of(host).partition(".")[0], host.partition(".")[0])}


def _host_named(name: str) -> str | None:
    """The host that a name is, if it is one."""
    bare = name.strip()
    if not _NAMED_AS_HOST.fullmatch(bare):
        return None
    return host_of(bare if "://" in bare else f"//{bare}")


def _home(hosts: dict[str, int]) -> str | None:
    """The host, or the site, where more than half of some articles are."""
    sites: dict[str, int] = {}
    for host, count in hosts.items():
        sites[site_of(host)] = sites.get(site_of(host), 0) + count
    if not sites:
        return None
    best = max(sites, key=lambda site: (sites[site], site))
    if sites[best] <= _MOSTLY * sum(hosts.values()):
        return None
    own = {host: count for host, count in hosts.items() if site_of(host) == best}
    host = max(own, key=lambda one: (own[one], one))
    return host if own[host] >= _NEARLY_ALL * sites[best] else best


def _grouped(pairs: Iterable[tuple[str, Outlet]]) -> dict[str, list[Outlet]]:
    found: dict[str, list[Outlet]] = {}
    for name, one in pairs:
        found.setdefault(name, []).append(one)
    return found


def _names(one: Outlet) -> set[str]:
    return {"".join(one.words), "".join(_without(one.words, ("the",)))}


def _without(words: Sequence[str], leading: Sequence[str]) -> list[str]:
    left = list(words)
    while left and left[0] in leading:
        left.pop(0)
    return left


def _told(outlets: Iterable[Outlet]) -> dict[str, int]:
    found = {one.printed: one.articles for one in outlets}
    return dict(sorted(found.items(), key=lambda each: (-each[1], each[0])))
