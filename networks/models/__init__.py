from .authority_pages import (
    AtlasEntry,
    AtlasPage,
    AuthoritiesPage,
    CommitmentPage,
    CommitmentResult,
    CommitmentsPage,
)
from .directory import Figure, Line, NetworkKind, NetworkPage, NetworksPage, Qualifier, Relation
from .members import LocalAuthority, Membership
from .organisations import Organisation
from .territories import Territory
from .users import User

__all__ = [
    "AtlasEntry",
    "AtlasPage",
    "AuthoritiesPage",
    "CommitmentPage",
    "CommitmentResult",
    "CommitmentsPage",
    "Figure",
    "Line",
    "LocalAuthority",
    "Membership",
    "NetworkKind",
    "NetworkPage",
    "NetworksPage",
    "Organisation",
    "Qualifier",
    "Relation",
    "Territory",
    "User",
]
