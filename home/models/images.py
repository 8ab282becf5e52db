from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from wagtail.images.models import AbstractImage, AbstractRendition

from home import uploads


class Picture(AbstractImage):
    """A picture. Pictures are public, whatever shows them; its alternative text exists once per language."""

    title: str
    alternative_texts = models.JSONField(_("alternative texts"), default=dict, blank=True, editable=False)

    admin_form_fields = ("title", "file", "collection", "tags", "focal_point_x", "focal_point_y",
                         "focal_point_width", "focal_point_height")  # fmt: skip

    class Meta(AbstractImage.Meta):
        verbose_name = _("picture")
        verbose_name_plural = _("pictures")

    def get_upload_to(self, filename: str) -> str:
        return super().get_upload_to(uploads.safe_name(filename))

    def clean(self) -> None:
        """Content, size and pixels are Wagtail's field's affair."""
        super().clean()
        if self.file and not getattr(self.file, "_committed", True):
            try:
                uploads.refuse_unless_clean(self.file.file)  # a picture is public as soon as it is saved
            except ValidationError as error:
                raise ValidationError({"file": error}) from error
        self.title = uploads.without_controls(self.title)

    @property
    def default_alt_text(self) -> str:
        """The text in the reader's language; none rather than another language's under the wrong `lang`."""
        return self.alternative_texts.get(get_language() or "", "")


class Rendition(AbstractRendition):
    image = models.ForeignKey(Picture, on_delete=models.CASCADE, related_name="renditions")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=("image", "filter_spec", "focal_point_key"), name="unique_rendition")
        ]
