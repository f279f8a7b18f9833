"""Examples of people, their accounts and keys, for the API's description."""

from typing import Any

_TENANT_ID = "01938f5e-7900-7f1e-9b2d-8c7a6f5e4d33"
_AGENT_ID = "01938f5e-7a00-7d11-8c3b-6a1f0e9d2c44"
_USER_ID = "01938f5e-7901-7c0d-8a4e-1f2b3c4d5e88"
_SESSION_ID = "01938f5e-7902-7a6b-9c1d-2e3f4a5b6c99"
_INVITATION_ID = "01938f5e-7903-7b5a-8d2e-3f4a5b6c7d11"
_MADE, _USED, _LATER = "2026-11-18T09:00:00Z", "2026-11-18T15:30:00Z", "2026-11-25T09:00:00Z"
_EMAIL, _COLLEAGUE = "test@example.com", "maria@example.com"
_LINK_TOKEN = "pU3yqX0nT7k2vLr9sWc5aZ8ePq4mB6hJ1dF7gK0tYxA"  # noqa: S105 - an example
_CSRF = "0f6c1d2e3b4a5968778695a4b3c2d1e00f6c1d2e3b4a5968778695a4b3c2d1e0"
_SESSION: dict[str, Any] = {
    "access_token": "eyJhbGciOiJIUzI1NiJ9.eyJpc3MiOiJhZnRlcmNhbGwifQ.q8Zf0m3L",
    "token_type": "bearer",
    "expires_in": 43200,
    "csrf_token": None,
}
_API_KEY: dict[str, Any] = {
    "id": "01938f5e-7c00-7a5f-9e3d-4b2c1d0e9f77",
    "name": "crm-sync",
    "prefix": "ac_7Qm2xR",
    "scopes": ["read", "ingest"],
    "networks": ["203.0.113.0/24"],
    "created_at": _MADE,
    "expires_at": None,
    "last_used_at": None,
    "revoked_at": None,
}
_USER: dict[str, Any] = {
    "id": _USER_ID,
    "email": _COLLEAGUE,
    "name": "Maria Lopez",
    "role": "member",
    "disabled": False,
    "second_factor": True,
    "single_sign_on": False,
    "created_at": _MADE,
}
_INVITATION: dict[str, Any] = {
    "id": _INVITATION_ID,
    "email": _COLLEAGUE,
    "role": "member",
    "created_at": _MADE,
    "expires_at": _LATER,
}

_VIEW: dict[str, Any] = {
    "id": "01938f5e-7904-7e4d-8b3f-4a5b6c7d8e12",
    "list": "calls",
    "name": "Missed by the night shift",
    "filters": {"callback": "overdue", "direction": "inbound"},
    "team": True,
    "created_at": _MADE,
    "updated_at": _MADE,
}

ACCOUNT_EXAMPLES: dict[str, Any] = {
    "SignupBody": {
        "email": _EMAIL,
        "password": "copper kettle on the stairs",
        "tenant_name": "Test Company",
        "timezone": "America/New_York",
    },
    "LoginBody": {"email": _EMAIL, "password": "copper kettle on the stairs"},
    "JoinBody": {
        "token": _LINK_TOKEN,
        "name": "Maria Lopez",
        "password": "nine green umbrellas",
    },
    "LinkBody": {"token": _LINK_TOKEN, "browser": True},
    "AddressBody": {"email": _EMAIL},
    "ResetBody": {"token": _LINK_TOKEN, "password": "a new kettle on the stairs"},
    "MePatch": {"name": "Maria Lopez"},
    "PasswordBody": {
        "current_password": "copper kettle on the stairs",
        "password": "a new kettle on the stairs",
        "code": "492039",
    },
    "ProofBody": {"password": "copper kettle on the stairs"},
    "PersonBody": {"phone": "+12025550143"},
    "PersonErased": {
        "calls": ["01938f5e-7b1b-7a90-8f51-0d2f6f0f7a21"],
        "remaining": 0,
        "stays_on_do_not_call": True,
    },
    "TenantDeletion": {
        "name": "Test Company",
        "password": "copper kettle on the stairs",
    },
    "TenantDeleted": {"tenant_id": _TENANT_ID, "deleted_at": _USED},
    "CodeBody": {"code": "492039"},
    "UserPatch": {"role": "admin"},
    "InvitationBody": {"email": _COLLEAGUE, "role": "member"},
    "NewKeyBody": {"name": "crm-sync", "scopes": ["read", "ingest"]},
    "SessionBody": _SESSION,
    "SignupAnswer": {
        **_SESSION,
        "tenant_id": _TENANT_ID,
        "user_id": _USER_ID,
        "agent_id": _AGENT_ID,
        "timezone": "America/New_York",
    },
    "AuditPage": {
        "entries": [
            {
                "id": 4711,
                "at": _USED,
                "actor": "user",
                "actor_id": _USER_ID,
                "address": "203.0.113.7",
                "action": "GET /api/calls/{call_id}",
                "object": "01938f5e-7b1b-7a90-8f51-0d2f6f0f7a21",
                "outcome": "done",
                "status": 200,
                "times": 1,
                "request_id": "5f0c1b7e9a3d4c628f10b2d7",
            }
        ],
        "next_before": None,
    },
    "OffersBody": {"single_sign_on": None, "mail": True, "signup": "closed"},
    "MeBody": {
        "user_id": _USER_ID,
        "email": _COLLEAGUE,
        "name": "Maria Lopez",
        "role": "member",
        "operator": False,
        "has_password": True,
        "permissions": ["ingest", "read", "self", "write"],
        "tenant_id": _TENANT_ID,
        "tenant_name": "Test Company",
        "session_id": _SESSION_ID,
        "second_factor": True,
        "recovery_codes": 10,
        "csrf_token": _CSRF,
    },
    "AppBody": {
        "secret": "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP",
        "uri": "otpauth://totp/Aftercall:maria%40example.com"
        "?secret=JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP&issuer=Aftercall",
    },
    "RecoveryCodesBody": {"recovery_codes": ["mzxw-6ytb-oi2d-c7qa", "gezd-gnbv-gy3t-qojq"]},
    "OneSessionBody": {
        "id": _SESSION_ID,
        "kind": "browser",
        "address": "203.0.113.7",
        "client": "Mozilla/5.0",
        "created_at": _MADE,
        "last_used_at": _USED,
        "expires_at": _LATER,
        "ended_at": None,
        "current": True,
    },
    "SessionsEnded": {"ended": 2},
    "NewView": {
        "list": "calls",
        "name": "Missed by the night shift",
        "filters": {"callback": "overdue", "direction": "inbound"},
        "team": True,
    },
    "ViewPatch": {"name": "Overdue at night"},
    "ViewBody": _VIEW,
    "ViewList": {"views": [_VIEW]},
    "UserBody": _USER,
    "ColleagueBody": {"id": _USER_ID, "name": "Maria Lopez"},
    "OpenInvitation": _INVITATION,
    "NewInvitation": {
        **_INVITATION,
        "mailed": False,
        "link": f"http://127.0.0.1:3001/account#join={_LINK_TOKEN}",
    },
    "ResetLinkBody": {
        "link": f"http://127.0.0.1:3001/account#reset={_LINK_TOKEN}",
        "expires_at": _USED,
    },
    "ApiKeyBody": _API_KEY,
    "NewApiKeyAnswer": {**_API_KEY, "api_key": "ac_7Qm2xR5tY8uI1oP4aS7dF0gH3jK6lZ9x"},
}
