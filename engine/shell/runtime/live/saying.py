"""What an adapter's error may say in the journal and on the screen."""

from engine.domain.clean import Clean
from engine.domain.errors import FootbeError
from engine.shell.clean import clean
from engine.shell.redaction import redact

LETTERS_MAX = 200


def said(error: FootbeError) -> Clean:
    """Which words of an adapter's error are kept? Its foreign text is cleaned, and no secret passes."""
    return clean(redact(str(error)), LETTERS_MAX)
