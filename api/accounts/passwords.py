"""Which passwords are accepted: not those that are guessed first."""

import asyncio

from zxcvbn import zxcvbn

from shared.errors import WeakPassword
from shared.settings.runtime import RuntimeSettings

# zxcvbn's estimate of the guesses that find a password. Its lists of the passwords, names and words
# that are used most hold 30,000 entries each.
LEAST_GUESSES = 100_000
# The library's time grows with the square of the length; a longer password is strong by itself.
MOST_LOOKED_AT = 72


async def require_strong(runtime: RuntimeSettings, password: str, *known: str) -> None:
    """Raises WeakPassword for a password out of the packaged lists of those that are used most, or
    made of `known` words, such as the person's own address. Accepts any in development.
    """
    if runtime.is_development:
        return
    found = await asyncio.to_thread(
        zxcvbn, password[:MOST_LOOKED_AT], user_inputs=[word for word in known if word]
    )
    if found["guesses"] >= LEAST_GUESSES:
        return
    advice = [found["feedback"]["warning"], *found["feedback"]["suggestions"]]
    raise WeakPassword(
        "This password is guessed too easily: " + " ".join(filter(None, advice))
        if any(advice)
        else "This password is guessed too easily; use a longer one."
    )
