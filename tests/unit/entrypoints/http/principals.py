"""Those who come behind the desk in tests, by letters of the system the house shares a secret with."""

from datetime import UTC, datetime

import jwt

from hotel_agent.domain.tenants.rights import Role

JWT_SECRET = "5f0c7a1e9b3d4c628f1a2b3c4d5e6f70"
NEVER = int(datetime(2100, 1, 1, tzinfo=UTC).timestamp())


def letter(role: Role | str, *tenants: str, who: str = "ana", expires: int = NEVER) -> dict[str, str]:
    """The headers of somebody with this role in these hotels; `*` for all."""
    claims = {
        "sub": who,
        "exp": expires,
        "role": role.value if isinstance(role, Role) else role,
        "tenant": list(tenants),
    }
    return {"authorization": f"Bearer {jwt.encode(claims, JWT_SECRET, algorithm='HS256')}"}
