"""What the names in a table stand for: languages, themes, territories, groups and tags of this site."""

from collections.abc import Iterable

from django.conf import settings
from django.contrib.auth.models import Group
from django.utils.translation import gettext as _
from wagtail.models import Locale

from library.models import FormerTheme, Tag, Theme, ThemeLabel
from library.tag_names import tag_key
from networks.models import Territory

from .text import key


class UnknownNameError(Exception):
    """The name stands for nothing, or for several things; the message says which."""


class Names:
    """Read once for a whole table, but for territories, of which there are 36,000: those that the table names."""

    def __init__(self, territory_codes: Iterable[str]) -> None:
        known = dict(settings.LANGUAGES)
        self.locales = {locale.language_code: locale for locale in Locale.objects.filter(language_code__in=known)}
        self._groups = {group.name: group for group in Group.objects.all()}
        self._tags = {tag.key: tag for tag in Tag.objects.all()}
        self._themes = [{theme.identifier: {theme} for theme in Theme.objects.all()}, {}, {}]
        by_pk = {theme.pk: theme for (theme,) in self._themes[0].values()}
        for merged, theme in FormerTheme.objects.values_list("identifier", "theme"):
            self._themes[0].setdefault(merged, {by_pk[theme]})
        for label in ThemeLabel.objects.all():
            self._themes[1 if label.preferred else 2].setdefault(key(label.label), set()).add(by_pk[label.theme_id])
        references = {reference for code in territory_codes for reference in _references(code)}
        self._territories = {
            territory.reference: territory for territory in Territory.objects.filter(reference__in=references)
        }

    def locale(self, code: str) -> Locale:
        try:
            return self.locales[code.lower()]
        except KeyError:
            raise UnknownNameError(
                _("unknown language “%(name)s”; the languages are: %(names)s")
                % {"name": code, "names": ", ".join(sorted(self.locales))}
            ) from None

    def theme(self, name: str) -> Theme:
        """By identifier, else by preferred label, else by alternative label, in any language."""
        for themes in self._themes:
            found = themes.get(name if themes is self._themes[0] else key(name), set())
            if len(found) == 1:
                return next(iter(found))
            if found:
                identifiers = ", ".join(sorted(theme.identifier for theme in found))
                raise UnknownNameError(
                    _("“%(name)s” may be one of several themes; write its identifier: %(names)s")
                    % {"name": name, "names": identifiers}
                )
        raise UnknownNameError(_("unknown theme “%(name)s”") % {"name": name})

    def group(self, name: str) -> Group:
        exact = self._groups.get(name)
        found = [exact] if exact else [group for group in self._groups.values() if key(group.name) == key(name)]
        if len(found) != 1:
            raise UnknownNameError(_("unknown group “%(name)s”") % {"name": name})
        return found[0]

    def territory(self, code: str) -> Territory:
        """By official code, with the zeros that a spreadsheet took away, where only one territory can be meant."""
        found = [self._territories[reference] for reference in _references(code) if reference in self._territories]
        if not found:
            raise UnknownNameError(_("unknown territory “%(name)s”") % {"name": code})
        if len(found) > 1:
            names = ", ".join(territory.reference for territory in found)
            raise UnknownNameError(
                _("“%(name)s” may be one of several territories; write it in full: %(names)s")
                % {"name": code, "names": names}
            )
        return found[0]

    def tag(self, name: str) -> Tag:
        """The tag of this name or of a twin of it, made where there is none."""
        return self._tags.setdefault(tag_key(name), None) or self._make_tag(name)

    def _make_tag(self, name: str) -> Tag:
        self._tags[tag_key(name)] = tag = Tag.objects.named([name])[0]
        return tag


def _references(code: str) -> list[str]:
    """The code itself and, for 1 and 1001, the department 01 and the commune 01001 that they were."""
    code = code.strip().upper()
    full = {1: 2, 4: 5}.get(len(code)) if code.isascii() and code.isdigit() else None
    return [code, code.zfill(full)] if full else [code]
