from django.db import models


class TimerBeat(models.Model):
    """When a job of the timer last ran, so that two timers do it once and that staff see when it is late."""

    name = models.CharField(max_length=100, unique=True)
    every = models.PositiveIntegerField()
    ran_at = models.DateTimeField()
    error = models.TextField(blank=True)

    def __str__(self) -> str:
        return self.name
