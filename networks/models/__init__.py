from .members import LocalAuthority, Membership
from .territories import Territory
from .users import User

__all__ = ["LocalAuthority", "Membership", "Territory", "User"]
