"""What visitors and members write to the association: kept first, then mailed (home.inbox)."""

from datetime import timedelta
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _


class Subject(models.TextChoices):
    PROGRAMME = "programme", _("Support for a municipal programme")
    SUPPORT = "support", _("Technical and financial support")
    COUNCIL = "council", _("A talk to the council")
    START = "start", _("The start of a project")
    MATCHMAKING = "matchmaking", _("Be put in touch with an experienced commune")
    INFORMATION = "information", _("Information on demand")
    TOPIC = "topic", _("Suggest a topic")
    PEERS = "peers", _("A question to fellow elected officials")


class MessageKind(models.TextChoices):
    CONTACT = "contact", _("Contact")
    MEMBERSHIP = "membership", _("Membership request")
    COMMENT = "comment", _("Comment on a page")
    SERVICE = "service", _("Service request")
    PROGRAMME = "programme", _("Message on a programme")


class AuthorityKind(models.TextChoices):
    """What asks to become a member. The same values as those of networks.LocalAuthority."""

    COMMUNE = "commune", _("Commune")
    INTERCOMMUNALITY = "intercommunality", _("Intercommunality")
    DEPARTMENT = "department", _("Department")
    REGION = "region", _("Region")
    OTHER = "other", _("Other authority")


class Nature(models.TextChoices):
    REMARK = "remark", _("A remark")
    INFORMATION = "information", _("Additional information")
    SUGGESTION = "suggestion", _("A suggestion")


class Mailed(models.Model):
    """What is mailed once it is kept, and tried again until it has left (home.mailing)."""

    tries = models.PositiveSmallIntegerField(default=0, editable=False)
    next_try_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        abstract = True


class MessageQuerySet(models.QuerySet["Message"]):
    def readable_by(self, user: Any) -> "MessageQuerySet":
        """Membership requests are for those who keep members, the rest for those who answer the public."""
        wanted = Q(pk__in=[])
        if user.is_active and user.has_perm("home.answer_membership_requests"):
            wanted |= Q(kind=MessageKind.MEMBERSHIP)
        if user.is_active and user.has_perm("home.answer_messages"):
            wanted |= ~Q(kind=MessageKind.MEMBERSHIP)
        return self.filter(wanted)

    def to_erase(self) -> "MessageQuerySet":
        """Those that have been kept as long as the settings allow, counted from the day on which they came."""
        now = timezone.now()
        old = Q(created_at__lt=now - timedelta(days=settings.MESSAGE_RETENTION_DAYS))
        unwanted = Q(created_at__lt=now - timedelta(days=settings.SPAM_RETENTION_DAYS), state=Message.State.SPAM)
        return self.filter(old | unwanted)


class Message(Mailed):
    """One message. Nothing of it is ever published."""

    class State(models.TextChoices):
        NEW = "new", _("New")
        OPEN = "open", _("Being dealt with")
        ANSWERED = "answered", _("Answered")
        CLOSED = "closed", _("Closed")
        SPAM = "spam", _("Unwanted")

    kind = models.CharField(_("kind"), max_length=20, choices=MessageKind, editable=False)
    subject = models.CharField(_("subject"), max_length=20, choices=Subject, blank=True, editable=False)
    created_at = models.DateTimeField(_("received"), auto_now_add=True)
    language = models.CharField(_("language"), max_length=10, editable=False)
    # Where it was written: kept as words too, because pages go.
    about = models.CharField(_("about"), max_length=300, blank=True, editable=False)
    about_url = models.CharField(max_length=500, blank=True, editable=False)
    name = models.CharField(_("name"), max_length=150, blank=True, editable=False)
    email = models.EmailField(_("e-mail"), blank=True, editable=False)
    phone = models.CharField(_("telephone"), max_length=40, blank=True, editable=False)
    organisation = models.CharField(_("organisation"), max_length=200, blank=True, editable=False)
    organisation_kind = models.CharField(
        _("kind of authority"), max_length=20, choices=AuthorityKind, blank=True, editable=False
    )
    role = models.CharField(_("role"), max_length=200, blank=True, editable=False)
    territory_code = models.CharField(_("official code"), max_length=20, blank=True, editable=False)
    consents = models.BooleanField(_("accepts the commitments"), default=False, editable=False)
    nature = models.CharField(_("nature of the comment"), max_length=20, choices=Nature, blank=True, editable=False)
    text = models.TextField(_("message"), max_length=5000, blank=True, editable=False)
    wants_answer = models.BooleanField(_("wants an answer"), default=True, editable=False)
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="messages", editable=False
    )

    state = models.CharField(_("state"), max_length=10, choices=State, default=State.NEW)
    assignee = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="assigned_messages",
        verbose_name=_("assigned to"),
    )
    changed_at = models.DateTimeField(_("changed"), auto_now=True)
    # Mailed to the staff's address; until then the timer tries again.
    notified_at = models.DateTimeField(null=True, editable=False)

    objects = MessageQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at", "-pk"]
        verbose_name = _("message")
        verbose_name_plural = _("messages")
        permissions = [
            ("answer_messages", _("Can read and answer what the public writes")),
            ("answer_membership_requests", _("Can read and answer membership requests")),
        ]
        indexes = [models.Index(fields=["kind", "state"], name="home_message_kind_state")]

    def __str__(self) -> str:
        # Without its kind: the admin's log says this to whoever reads one kind of message.
        return gettext("Message %(number)s") % {"number": self.pk}

    @property
    def may_be_answered(self) -> bool:
        return bool(self.wants_answer and self.email)


class Answer(Mailed):
    """An answer written in the inbox; kept first, then mailed."""

    message = models.ForeignKey(Message, on_delete=models.CASCADE, related_name="answers")
    text = models.TextField(_("answer"), max_length=10000)
    author = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)
    sent_at = models.DateTimeField(null=True, editable=False)

    class Meta:
        ordering = ["created_at", "pk"]
        verbose_name = _("answer")

    def __str__(self) -> str:
        return f"{self.message} – {self.created_at:%Y-%m-%d}"
