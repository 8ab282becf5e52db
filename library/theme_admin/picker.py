"""The vocabulary in a form: all themes as a tree of boxes, with words to find them by."""

from typing import Any

from django import forms
from django.template.loader import render_to_string
from django.utils.html import escape, format_html
from django.utils.safestring import SafeString

from home.templatetags.site_tags import named
from library.models import FormerTheme, ThemeLabel
from library.vocabulary import broader_ids, concepts, in_tree_order, indented
from networks.choosers import folded


def theme_choices() -> list[tuple[int, str]]:
    """For a list to choose one from: each below its broader one."""
    return [(concept.pk, indented(concept, depth)) for concept, depth in in_tree_order()]


def found_by(text: str, most: int = 200) -> list[int]:
    """The themes that have a label, in any language, which holds these letters; the best first."""
    wanted = folded(text)
    if not wanted:
        return []
    found: dict[int, tuple] = {}
    labels = [
        (pk, label, not first) for pk, label, first in ThemeLabel.objects.values_list("theme", "label", "preferred")
    ]
    names = [(concept.pk, concept.identifier, False) for concept in concepts().values()]
    for pk, label, second in (*labels, *names):
        called = folded(label)
        if wanted in called:
            rank = (called != wanted, not called.startswith(wanted), second, len(called), called)
            found[pk] = min(found.get(pk, rank), rank)
    return sorted(found, key=lambda pk: found[pk])[:most]


class ThemePicker(forms.CheckboxSelectMultiple):
    """Without JavaScript the whole tree with its boxes; with it a field that shows those of some letters."""

    template_name = "library/admin/themes/picker.html"

    class Media:
        js = ["library/theme-picker.js"]
        css = {"all": ["library/themes.css"]}

    def get_context(self, name: str, value: Any, attrs: Any) -> dict[str, Any]:
        base = super(forms.CheckboxSelectMultiple, self).build_attrs(self.attrs, attrs)
        number = base.get("id") or f"id_{name}"
        boxes = self._boxes(name, number, {str(one) for one in value or ()}, base)
        return {"widget": {"name": name, "id": number, "boxes": boxes, "attrs": base}}

    def _boxes(self, name: str, number: str, chosen: set[str], attrs: dict[str, Any]) -> SafeString:
        """Written here: of thousands of boxes a template would make a page that takes seconds."""
        words, boxes = _words(), []
        said = f' aria-describedby="{escape(attrs["aria-describedby"])}"' if attrs.get("aria-describedby") else ""
        disabled = " disabled" if attrs.get("disabled") else ""
        for place, (concept, depth) in enumerate(in_tree_order()):
            checked = " checked" if str(concept.pk) in chosen else ""
            boxes.append(
                f'<li class="theme-picker__theme theme-depth-{min(depth, 8)}" '
                f'data-words="{escape(words.get(concept.pk, ""))}">'
                f'<label for="{number}_{place}"><input type="checkbox" name="{name}" value="{concept.pk}" '
                f'id="{number}_{place}"{checked}{disabled}{said}> {named(concept.label())}</label></li>'
            )
        return SafeString("\n".join(boxes))

    def _render(self, template_name: str, context: dict[str, Any], renderer: Any = None) -> Any:
        return render_to_string(template_name, context)  # the renderer of forms does not know our templates

    def id_for_label(self, id_: str, index: str | None = None) -> str:
        return f"{id_}_filter" if id_ else ""

    def value_from_datadict(self, data: Any, files: Any, name: str) -> list[str]:
        """A theme that was merged while the form stood open is the one that stays."""
        given = super().value_from_datadict(data, files, name) or []
        known = concepts()
        gone = [int(key) for key in given if str(key).isdecimal() and len(key) < 19 and int(key) not in known]
        if not gone:
            return given
        stays = {
            str(key): str(theme) for key, theme in FormerTheme.objects.filter(key__in=gone).values_list("key", "theme")
        }
        return list(dict.fromkeys(stays.get(str(key), key) for key in given))


def _words() -> dict[int, str]:
    """All labels of each theme, folded: what its letters are looked for in."""
    found: dict[int, list[str]] = {}
    for theme, label in ThemeLabel.objects.values_list("theme", "label"):
        found.setdefault(theme, []).append(folded(label))
    return {pk: " ".join(words) for pk, words in found.items()}


def path_of(pk: int) -> str:
    """What stands above it, the broadest first."""
    known = concepts()
    return " › ".join(str(known[above].label().marked) for above in reversed(broader_ids(pk)))


def path_cell(pk: int) -> str:
    return format_html("<bdi>{}</bdi>", path_of(pk))
