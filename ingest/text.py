"""Text from outside as a reader sees it: nothing invisible, no markup."""

import html
import re
import unicodedata
from html.entities import html5

_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029]")
_INVISIBLE = re.compile(
    "[\u00ad\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u206f\ufeff"
    "\U000e0000-\U000e007f]"
)
"""Zero-width, direction overrides, and tags: they hide words from whoever reads."""
_TAG = re.compile(
    r"<(?!https?:|mailto:|tel:|[^\s<>@/]+@[^\s<>@/]+>)[a-z/!?][^<>]{0,500}>", re.IGNORECASE
)
"""`<b>`, `</p>`, `<!-- … -->`; not `a < b`, nor Markdown's `<https://…>` and `<ventas@tienda.com>`.
"""
_ENTITY = re.compile(
    r"&(?:#[0-9]{1,7}|#x[0-9a-f]{1,6}|[a-z][a-z0-9]{1,31})(?:;|(?![a-z0-9=;]))", re.IGNORECASE
)
"""`&amp;`, and `&amp` before a space; not the `&reg` of `?a=1&region=2` or of `&reg=2`.
Source: the HTML standard's rule for attributes, which is where such addresses are written.
"""


def visible(text: str) -> str:
    """Drop what no reader sees; other control characters than line breaks and tabs are spaces."""
    if text.isprintable():  # nearly every text of a feed
        return text
    lines = text.replace("\r\n", "\n").replace("\r", "\n")
    return _INVISIBLE.sub("", _CONTROL.sub(" ", lines))


def without_tags(text: str) -> str:
    """Take HTML tags out, entities resolved; what entities spell is taken out, too."""
    if "<" not in text and "&" not in text:
        return text
    return _TAG.sub(" ", _ENTITY.sub(_character, _TAG.sub(" ", text)))


def _character(entity: re.Match[str]) -> str:
    """Return what an entity stands for; itself when there is none of that name."""
    written = entity[0]
    return html.unescape(written) if written[1] == "#" else html5.get(written[1:], written)


def plain(text: str) -> str:
    """Return one line of plain text.

    Letters are composed: some feeds write ñ as n and a tilde, which no search for ñ finds.
    """
    return unicodedata.normalize("NFC", " ".join(visible(without_tags(text)).split()))
