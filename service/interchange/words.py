"""Words of others compared with ours: without case, accents, and the signs between."""

from __future__ import annotations

import unicodedata


def folded(text: str) -> str:
    """Letters and digits alone, in lower case and without accents: "E-Mail", "e_mail" and "email" are one."""
    plain = unicodedata.normalize("NFKD", text).casefold()
    return "".join(one for one in plain if one.isalnum())
