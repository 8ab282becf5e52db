"""The editors' own words. Two that differ by how they were typed are one (library.tag_names), at every way in."""

from collections.abc import Iterable
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _
from modelcluster.contrib.taggit import ClusterTaggableManager, _ClusterTaggableManager
from modelcluster.fields import ParentalKey
from taggit.models import ItemBase, NaturalKeyManager, TagBase

from library.tag_names import tag_key, tag_name


class TagManager(NaturalKeyManager):
    def named(self, names: Iterable[str]) -> list["Tag"]:
        """The tags of these names, in their order and each once; those that are missing are made."""
        wanted = {tag_key(name): tag_name(name) for name in reversed(list(names)) if tag_name(name)}
        known = {tag.key: tag for tag in self.filter(key__in=wanted)}
        found = [known.get(key) or self.get_or_create(key=key, defaults={"name": wanted[key]})[0] for key in wanted]
        return found[::-1]

    def at(self, slug: str) -> "Tag | None":
        """The tag of this address, or of one that it had before."""
        return self.filter(slug=slug).first() or self.filter(addresses__slug=slug).first()


class Tag(TagBase):
    key = models.CharField(max_length=200, unique=True, editable=False)

    objects = TagManager()

    class Meta:
        ordering = ["name"]
        verbose_name = _("tag")
        verbose_name_plural = _("tags")

    def clean(self) -> None:
        self.name = tag_name(self.name)  # type: ignore[has-type]
        if not self.name:
            raise ValidationError({"name": _t("Write at least one letter.")})
        twin = Tag.objects.filter(key=tag_key(self.name)).exclude(pk=self.pk).first()
        if twin:
            text = _t("There is a tag “%(name)s” already: merge the two instead.") % {"name": twin.name}
            raise ValidationError({"name": text})

    @transaction.atomic
    def save(self, *args: Any, **kwargs: Any) -> None:
        """A new name has a new address, to which the old one leads for ever."""
        self.name, before = tag_name(self.name), None
        self.key = tag_key(self.name)
        if self.pk:
            before = Tag.objects.filter(pk=self.pk).values_list("slug", flat=True).first()
            others = TagAddress.objects.exclude(tag=self.pk).values_list("slug", flat=True)
            taken = {*others, *Tag.objects.exclude(pk=self.pk).values_list("slug", flat=True)}
            wanted = self.slugify(self.name) or "-"
            number = 0
            while wanted in taken:
                number += 1
                wanted = self.slugify(self.name, number)
            self.slug = wanted
        elif not self.slug and TagAddress.objects.filter(slug=self.slugify(self.name)).exists():
            TagAddress.objects.filter(slug=self.slugify(self.name)).delete()  # the word is back: so is its address
        super().save(*args, **kwargs)
        if before and before != self.slug:
            TagAddress.objects.filter(slug=self.slug).delete()
            TagAddress.objects.get_or_create(slug=before, defaults={"tag": self})

    def slugify(self, tag: str, i: int | None = None) -> str:
        return super().slugify(tag, i) or f"-{i or ''}"


class TagAddress(models.Model):
    """An address that a tag had before it was renamed, or that of a tag merged into it."""

    slug = models.SlugField(max_length=120, unique=True, allow_unicode=True)
    tag = models.ForeignKey(Tag, on_delete=models.CASCADE, related_name="addresses")

    class Meta:
        verbose_name = _("old address of a tag")
        verbose_name_plural = _("old addresses of tags")

    def __str__(self) -> str:
        return self.slug


class SheetTag(ItemBase):
    tag = models.ForeignKey(Tag, on_delete=models.CASCADE, related_name="items")
    content_object = ParentalKey("library.Sheet", on_delete=models.CASCADE, related_name="tagged_items")


class _OneOfTwins(_ClusterTaggableManager):
    def _to_tag_model_instances(self, tags: Iterable[Any], tag_kwargs: dict[str, Any]) -> list[Tag]:
        """taggit would ask the database, and SQLite tells É from é."""
        tags = list(tags)
        named = {tag.key: tag for tag in Tag.objects.named([tag for tag in tags if isinstance(tag, str)])}
        found = {}
        for tag in tags:
            one = tag if isinstance(tag, Tag) else named.get(tag_key(tag))
            if one is not None:
                found[one.pk] = one
        return list(found.values())

    def remove(self, *tags: Any) -> None:
        keys = {tag_key(str(tag)) for tag in tags}
        super().remove(*(tag.name for tag in self.all() if tag.key in keys))


class TwinlessTags(ClusterTaggableManager):
    def __get__(self, instance: Any, model: Any) -> Any:
        return _OneOfTwins(through=self.through, model=model, instance=instance, prefetch_cache_name=self.name)
