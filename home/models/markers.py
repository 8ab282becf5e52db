from django.db import models


class Marker(models.Model):
    """When something that is done once, or again and again, was last done whole."""

    name = models.CharField(max_length=50, primary_key=True)
    at = models.DateTimeField(auto_now=True)

    def __str__(self) -> str:
        return self.name
