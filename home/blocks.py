"""The StreamField vocabulary of the whole site. One template per block, in templates/blocks/."""

from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.images.blocks import ImageChooserBlock

TEXT_FEATURES = ["h2", "h3", "bold", "italic", "ol", "ul", "link", "document-link"]


class FigureBlock(blocks.StructBlock):
    value = blocks.CharBlock(max_length=30, label=_("Value"), help_text=_("As it is read: 1989, more than 2,000."))
    label = blocks.CharBlock(max_length=120, label=_("What it counts"))
    as_of = blocks.CharBlock(
        required=False,
        default="",  # also where it was written before there was this field
        max_length=60,
        label=_("As of"),
        help_text=_("The day, month or year that it is true of. Readers see it."),
    )
    source = blocks.CharBlock(
        required=False,
        default="",
        max_length=200,
        label=_("Who says so"),
        help_text=_("An office, a report, an account. Readers see it."),
    )

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


class MissionBlock(blocks.StructBlock):
    title = blocks.CharBlock(max_length=200, label=_("Mission"))
    text = blocks.RichTextBlock(features=["bold", "italic", "ol", "ul", "link"], label=_("Text"))
    page = blocks.PageChooserBlock(required=False, label=_("Page that says more"))

    class Meta:
        icon = "list-ol"
        label = _("Mission")


class RoleBlock(blocks.StructBlock):
    role = blocks.CharBlock(max_length=200, label=_("Role"))
    name = blocks.CharBlock(required=False, max_length=150, label=_("Name, if the person agrees"))
    note = blocks.CharBlock(required=False, max_length=300, label=_("What this person does"))


class CouncilBlock(blocks.StructBlock):
    name = blocks.CharBlock(max_length=200, label=_("Board or team"))
    text = blocks.RichTextBlock(required=False, features=["bold", "italic", "ul", "link"], label=_("Text"))
    roles = blocks.ListBlock(RoleBlock(label=_("Role")), label=_("Roles"), default=[])

    class Meta:
        icon = "group"
        label = _("Board or team")
        template = "blocks/council.html"


class CharterBlock(blocks.StructBlock):
    title = blocks.CharBlock(max_length=200, label=_("Who commits"))
    points = blocks.ListBlock(blocks.TextBlock(label=_("Commitment")), label=_("Commitments"))

    class Meta:
        icon = "tasks"
        label = _("Commitments of one side")
        template = "blocks/charter.html"


class AccountBlock(blocks.StructBlock):
    platform = blocks.CharBlock(required=False, max_length=40, label=_("Platform"))
    handle = blocks.CharBlock(max_length=80, label=_("Account"))
    url = blocks.URLBlock(required=False, label=_("Address"))

    class Meta:
        icon = "user"
        label = _("Account")


class CookiesBlock(blocks.StaticBlock):
    """The table of the cookies that this site really sets, from its settings."""

    class Meta:
        icon = "table"
        label = _("Cookies of this site")
        template = "blocks/cookies.html"


class MissionsBlock(blocks.StreamBlock):
    mission = MissionBlock()


class BodiesBlock(blocks.StreamBlock):
    council = CouncilBlock()


class CommitmentsBlock(blocks.StreamBlock):
    charter = CharterBlock()


class SocialBlock(blocks.StreamBlock):
    account = AccountBlock()


class FiguresBlock(blocks.StreamBlock):
    figure = FigureBlock()


class BodyBlock(blocks.StreamBlock):
    text = blocks.RichTextBlock(features=TEXT_FEATURES, label=_("Text"), template="blocks/text.html")
    picture = PictureBlock()
    quote = QuoteBlock()
    call = CallBlock()
    figure = FigureBlock()
    cookies = CookiesBlock()
