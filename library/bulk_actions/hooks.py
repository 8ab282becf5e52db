"""Where the actions on ticked sheets meet Wagtail's admin. Imported by library.wagtail_hooks."""

from wagtail import hooks

from library.bulk_actions.actions import ACTIONS, DeleteSheets

for _action in ACTIONS:
    hooks.register("register_bulk_action", _action)
hooks.register("register_bulk_action", DeleteSheets, order=10)  # in the place of Wagtail's
