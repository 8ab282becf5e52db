"""What is wrong with a vocabulary, told so that the person who sent it finds the place."""

from dataclasses import dataclass

MOST_TOLD = 200  # nobody reads more; the rest is counted


@dataclass(frozen=True)
class Fault:
    subject: str  # the address of the concept; empty when the file as a whole is at fault
    message: str

    def __str__(self) -> str:
        return f"{self.subject}: {self.message}" if self.subject else self.message


class VocabularyRefusedError(Exception):
    """The file has faults; nothing was imported."""

    def __init__(self, faults: list[Fault]) -> None:
        super().__init__("\n".join(map(str, faults[:MOST_TOLD])))
        self.faults = faults


def refuse(message: str) -> VocabularyRefusedError:
    return VocabularyRefusedError([Fault("", message)])
