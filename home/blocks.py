"""The StreamField vocabulary of the whole site. One template per block, in templates/blocks/."""

from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.images.blocks import ImageChooserBlock

TEXT_FEATURES = ["h2", "h3", "bold", "italic", "ol", "ul", "link", "document-link"]


class FigureBlock(blocks.StructBlock):
    value = blocks.CharBlock(max_length=30, label=_("Value"), help_text=_("As it is read: 1989, more than 2,000."))
    label = blocks.CharBlock(max_length=120, label=_("What it counts"))

    class Meta:
        icon = "order"
        label = _("Key figure")
        template = "blocks/figure.html"


class PictureBlock(blocks.StructBlock):
    image = ImageChooserBlock(label=_("Picture"))
    caption = blocks.CharBlock(required=False, max_length=250, label=_("Caption"))

    class Meta:
        icon = "image"
        label = _("Picture")
        template = "blocks/picture.html"


class QuoteBlock(blocks.StructBlock):
    text = blocks.TextBlock(label=_("What was said"))
    speaker = blocks.CharBlock(required=False, max_length=120, label=_("Who says so"))

    class Meta:
        icon = "openquote"
        label = _("Quotation")
        template = "blocks/quote.html"


class CallBlock(blocks.StructBlock):
    text = blocks.CharBlock(max_length=80, label=_("Label of the link"))
    page = blocks.PageChooserBlock(label=_("Page"))

    class Meta:
        icon = "link"
        label = _("Link to a page")
        template = "blocks/call.html"


class FiguresBlock(blocks.StreamBlock):
    figure = FigureBlock()


class BodyBlock(blocks.StreamBlock):
    text = blocks.RichTextBlock(features=TEXT_FEATURES, label=_("Text"), template="blocks/text.html")
    picture = PictureBlock()
    quote = QuoteBlock()
    call = CallBlock()
