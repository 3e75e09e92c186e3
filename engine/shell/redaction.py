"""What may be said aloud: keys, tokens, signatures and the values of addresses are blotted out."""

import hmac
import re
from typing import NoReturn

BLOT = "[redacted]"

_LEAST = 8
"""Pieces of a secret shorter than this are no secret, and would blot out half of a text."""
_RULES = (
    (re.compile(r"-----BEGIN [A-Z0-9 ]+-----.*?(-----END [A-Z0-9 ]+-----|\Z)", re.DOTALL), BLOT),
    (re.compile(r"(://)[^/\s@]+@"), rf"\1{BLOT}@"),
    (re.compile(r"([?&;][\w.~%\[\]-]{1,64}=)[^&;\s\"'<>#]+"), rf"\1{BLOT}"),
    (re.compile(r"(?i)\b((?:proxy-)?authorization[\"']?\s*[:=]\s*)[^\r\n\"',}]+"), rf"\1{BLOT}"),
    (re.compile(r"(?i)\b(bearer|basic)\s+[\w.~+/=-]{8,}"), rf"\1 {BLOT}"),
    (
        re.compile(
            r"(?i)((?:(?:api|access|private|secret|signing)[\w-]{0,64}key|(?:secret|token|passw(?:or)?d|passphrase|signature|cookie)"
            r"[\w-]{0,64})[\"']?\s{0,8}[:=]\s{0,8}[\"']?)[^\s\"',;&}]+"
        ),
        rf"\1{BLOT}",
    ),
    (re.compile(r"(?i)(--[\w-]{0,64}(?:key|token|secret|password|passphrase)[\w-]{0,64}[ =])\S+"), rf"\1{BLOT}"),
    (re.compile(r"\b\d{6,12}:[\w-]{30,}\b"), BLOT),
    (
        re.compile(
            r"(?<![\w+/=.-])(?=\S{0,400}[A-Z])(?=\S{0,400}[a-z])(?=\S{0,400}\d)(?![0-9a-fA-F]+\b)"
            r"(?:[A-Za-z0-9+][A-Za-z0-9+/]{55,}={0,2}|[\w-]{56,})(?![\w+/=-])"
        ),
        BLOT,
    ),
)
"""Keys in their envelope, names and passwords in addresses, query values, headers, named values, the tokens of bots,
and long runs of letters that are no hash. Each looks a bounded way ahead, so that no crafted text holds the engine up."""


class Secret:
    """Bytes that nobody sees by accident: not printed, not formatted, not compared in haste, not stored."""

    __slots__ = ("_value",)

    def __init__(self, value: bytes) -> None:
        """Hold these bytes, and blot them out of whatever is redacted from now on."""
        self._value = value
        _KNOWN.append(self)

    def reveal(self) -> bytes:
        """Which bytes are they? For the one place that signs with them."""
        return self._value

    def __repr__(self) -> str:
        return f"Secret({BLOT})"

    def __format__(self, _spec: str) -> str:
        return repr(self)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Secret) and hmac.compare_digest(self._value, other._value)

    __hash__ = None  # type: ignore[assignment]  # a hash would tell of the bytes

    def __reduce__(self) -> NoReturn:
        raise TypeError("a secret is not stored")


_KNOWN: list[Secret] = []
"""Every secret this process holds."""


def redact(text: str) -> str:
    """What of a text may stand in a log, an error or a crash file?"""
    for piece in _pieces():
        text = text.replace(piece, BLOT)
    for pattern, blot in _RULES:
        text = pattern.sub(blot, text)
    return text


def _pieces() -> list[str]:
    """Known secrets whole and line by line, the longest first."""
    texts = [secret.reveal().decode("utf-8", "replace") for secret in _KNOWN]
    found = {piece.strip() for text in texts for piece in (text, *text.splitlines())}
    return sorted((piece for piece in found if len(piece) >= _LEAST), key=len, reverse=True)
