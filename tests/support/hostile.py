"""300 names, titles and reasons that mean no good; each is told apart by a number of its own."""
# ruff: noqa: RUF001 - letters that look like others are what such a list is made of

import unicodedata
from itertools import product

_BIDI = [chr(code) for code in (*range(0x202A, 0x202F), *range(0x2066, 0x206A), 0x200E, 0x200F, 0x061C)]
_INVISIBLE = [chr(code) for code in (0x200B, 0x200C, 0x200D, 0x2060, 0xFEFF, 0x00AD, 0x034F, 0x180E, 0xFE0F, 0x2063)]

MARKUP = [
    "Ajax [/]", "Ajax [/bold]", "Leeds [U21]", "[@click=app.bell]Ajax[/]", "[@click='app.quit']x[/@click]", "[bold red]Ajax",
    "[link=https://example.org]Ajax[/link]", "[on red]", "[[", "]]", "[", "\\[Ajax]", "[/][/][/]", "[blink]Ajax[/blink]", "[$primary]x",
    "$foreground on $background", "[#ff0000]x", "[not a tag]", "[!]", "[reverse]Ajax[/reverse]", ":warning:", "[b][i][u]", "[rgb(1,2,3)]x",
]  # fmt: skip
SEQUENCES = [
    "\x1b]52;c;ZXZpbA==\x07", "\x1b]52;c;ZXZpbA==\x1b\\", "\x1b[2J", "\x1b[31mAjax\x1b[0m", "\x1b[?1049l", "\x1b[6n", "\x1b[c", "\x1bc",
    "\x1b]0;title\x07", "\x1b]8;;https://example.org\x1b\\link\x1b]8;;\x1b\\", "\x1bP1$r0m\x1b\\", "\x1b_apc\x1b\\", "\x1b^pm\x1b\\", "\x1b(0",
    "\x1b[999;999H", "\x1b[?25l", "\x1b[?1000h", "\x1b[200~pasted\x1b[201~", "\x1b]1337;File=:AAAA\x07", "\x1b[8;1;1t", "\x1b]4;1;rgb:ff/0/0\x07",
    "\x9b31mAjax", "\x9d52;c;ZXZpbA==\x9c", "\x90q#0\x9c", "\x9f x \x9c", "\x9e x \x9c", "\x98 x \x9c", "\x85next", "\x8dup", "\x84down",
]  # fmt: skip
CONTROLS = [f"Aj{chr(code)}ax" for code in (*range(0x20), *range(0x7F, 0xA0))]
BIDI = [f"Ajax{mark}gpj.exe" for mark in _BIDI] + ["\u202e0.01$\u202c lived", "\u2067Ajax\u2069\u2066", "אבג 10:2 ajax", "\u200fAjax\u200e"]
INVISIBLE = [f"Aj{mark}ax" for mark in _INVISIBLE] + ["\u3164", "\u2800\u2800", "\u115f\u1160", "\uffa0", "\U000e0041\U000e007f", "\ud800", "\ue000"]
LONG = ["A" * 10_000, "Ajax " * 2_000, "А" * 10_000, "浦" * 5_000, "🦊" * 3_000, "Z" + "\u0301" * 9_000, "\u1161" * 4_000, "a\u0301" * 4_000]
QUOTES = ["Ajax's", 'Ajax "the" club', "`Ajax`", "'; DROP TABLE orders; --", "' OR '1'='1", '"; DELETE FROM alerts; --', "Robert'); --", "\\'", "\\"]
FORMATS = [
    "{0.__class__}", "{}", "{{", "}", "%s", "%s%s%s%n", "%(name)s", "%", "{0!r:>{1}}", "${jndi:ldap://x}", "$(reboot)", "`reboot`", "${HOME}",
    "{fixture.home.__class__.__mro__}", "$name", "%%", "{:>99999}", "#{7*7}", "{{7*7}}", "<%= 7*7 %>", "|| reboot", "; reboot", "& reboot &",
]  # fmt: skip
WEB = [
    "<script>alert(1)</script>", "</script><script>alert(1)</script>", "<img src=x onerror=alert(1)>", "<svg onload=alert(1)>", "</text><script>1</script>",
    '"><svg/onload=alert(1)>', "javascript:alert(1)", "&lt;b&gt;", "&#x3c;script&#x3e;", "<!--", "-->", "]]>", "<![CDATA[x", "<style>*{display:none}</style>",
    "' onmouseover='alert(1)", '" onmouseover="alert(1)', "<a href=//evil>x</a>", "<iframe src=//evil>", "</title><b>", "&amp;&nbsp;", "<?xml version='1.0'?>",
    "<base href=//evil>", "</style><b>x", "</svg><b>x", "<math><mi//xlink:href='data:x'>",
]  # fmt: skip
SHEETS = [
    "=cmd|' /C calc'!A0", "=1+1", "+1+1", "-1+1", "@SUM(1)", "\t=1+1", "\r=1+1", '=HYPERLINK("http://x","y")', "=IMPORTXML(1)", "-2+3+cmd|' /C calc'!A0",
    'a,b"c', "a;b\nc", "＝1+1", "﹣1", "％1",
]  # fmt: skip
FILES = ["../../etc/passwd", "..\\..\\windows", "/etc/passwd", "~/.ssh/id_rsa", "C:\\nul", "CON", "a/b", ".", "..", "file:///etc/passwd", "%2e%2e%2f", "STOP", "-rf", "--help"]
JSONS = ['{"a":1}', '","b":"', "\\u0000", "null", "true", "1e999", "NaN", "[]", '"', "\\", "\u2028", "\u2029", "!!python/object:os.system", "&a [*a]", "<<: *a"]
SCRIPTS = ["ＡＪＡＸ", "𝐀𝐣𝐚𝐱", "Аjах", "ﬁne", "ǅ", "İstanbul", "Straße", "e\u0301", "👩\u200d👩\u200d👧", "🏴\U000e0067\U000e0062", "🇳🇱", "நி", "한국", "हिन्दी", "ก็"]

_PARTS = [*SEQUENCES[:6], *_BIDI[:4], "[/]", "{0}", "<b>", "=1+1", "\n", "\t"]
MIXED = [f"{before}Ajax{after}" for before, after in product(_PARTS, _PARTS)][:64]

_ALL = [MARKUP, SEQUENCES, CONTROLS, BIDI, INVISIBLE, LONG, QUOTES, FORMATS, WEB, SHEETS, FILES, JSONS, SCRIPTS, MIXED]
NAMES = list(dict.fromkeys(name for names in _ALL for name in names))
"""Every one of them, once."""


def drives(text):
    """Is there anything in a text that a terminal would obey or hide?"""
    return any(
        unicodedata.category(character) in {"Cc", "Cf", "Cs", "Co", "Zl", "Zp"} or character in "\u3164\u2800\u115f\u1160\uffa0\u034f\ufe0f"
        for character in text
    )


DRIVES = [name for name in NAMES if drives(name)]
"""Those that would do harm if they came to a terminal as they are."""
