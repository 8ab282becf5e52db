"""What the end of a review does. Wagtail imports it before there are models: hence the imports inside."""

from typing import Any


def finish_review(workflow_state: Any, user: Any = None) -> None:
    """Publish, unless what was approved waits for others: then it is what they are published with."""
    from wagtail.workflows import publish_workflow_state

    from library.reviewing.releases import keep_approved

    if not keep_approved(workflow_state.content_object):
        publish_workflow_state(workflow_state, user=user)
