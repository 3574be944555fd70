"""Notes beside the explorer: Markdown as HTML without scripts."""

from __future__ import annotations

import base64
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import unquote, urlsplit

from latentwalk.errors import SettingsError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from markdown_it import MarkdownIt
    from markdown_it.token import Token

PICTURES = {
    ".png": "image/png", ".jpg": "image/jpeg", ".jpeg": "image/jpeg", ".gif": "image/gif",
    ".webp": "image/webp", ".svg": "image/svg+xml",
}  # fmt: skip


@dataclass(frozen=True)
class Notes:
    """A parsed Markdown file (CommonMark, with tables)."""

    tokens: list[Token]
    _markdown: MarkdownIt

    @classmethod
    def read(cls, path: Path, option: str = "--text") -> Notes:
        """Read a file; pictures beside it are included in the page.

        Args:
            path: the file.
            option: the option that named it, for error messages.

        Raises:
            SettingsError: the file cannot be read, or refers to a picture that is not a file.
        """
        from markdown_it import MarkdownIt

        try:
            text = path.read_text(encoding="utf-8-sig")
        except (OSError, UnicodeDecodeError) as error:
            reason = getattr(error, "strerror", None) or error
            raise SettingsError(
                f"{option} expects a Markdown file, cannot read {path}: {reason}."
            ) from error
        markdown = MarkdownIt("commonmark", {"html": False}).enable("table")
        tokens = markdown.parse(text)
        for token in tokens:
            for inline in token.children or []:
                if inline.type == "image":
                    inline.attrs["src"] = _data_uri(inline, path)
                elif inline.type == "link_open" and urlsplit(str(inline.attrs["href"])).scheme:
                    inline.attrs["rel"] = "noreferrer"
        return cls(tokens, markdown)

    def html(self, tokens: Sequence[Token] | None = None) -> str:
        """The HTML of the whole file, or of some of its tokens. HTML inside it is shown as text."""
        chosen = self.tokens if tokens is None else tokens
        return str(self._markdown.renderer.render(chosen, self._markdown.options, {}))


def _data_uri(image: Token, text: Path) -> str:
    """A picture that a text refers to, as a data URI."""
    source = str(image.attrs["src"])
    kind = PICTURES.get(Path(source).suffix.lower())
    if urlsplit(source).scheme or source.startswith("//") or kind is None:
        raise SettingsError(
            f"{text} refers to the picture {source[:80]}. A page loads nothing from elsewhere: put "
            f"the picture into a file beside the text ({', '.join(PICTURES)})."
        )
    file = text.parent / unquote(source)
    try:
        content = file.read_bytes()
    except OSError as error:
        reason = error.strerror or error
        raise SettingsError(
            f"{text} refers to a picture that cannot be read: {file}: {reason}."
        ) from error
    return f"data:{kind};base64,{base64.b64encode(content).decode()}"
