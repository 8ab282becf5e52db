from wagtail.users.apps import WagtailUsersAppConfig


class UsersAppConfig(WagtailUsersAppConfig):
    """Wagtail's administration of accounts, with the site's own forms."""

    user_viewset = "networks.users.AccountViewSet"
