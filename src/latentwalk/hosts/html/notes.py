"""A text beside the explorer: Markdown as HTML that can do nothing."""

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
    """A file of Markdown (CommonMark, with tables), read."""

    tokens: list[Token]
    _markdown: MarkdownIt

    @classmethod
    def read(cls, path: Path, option: str = "--text") -> Notes:
        """Read it; pictures beside it become part of the page.

        Args:
            path: the file.
            option: what named it, for a sentence.

        Raises:
            SettingsError: the file cannot be read, or shows a picture that is not a file.
        """
        from markdown_it import MarkdownIt

        try:
            text = path.read_text(encoding="utf-8-sig")
        except (OSError, UnicodeDecodeError) as error:
            reason = getattr(error, "strerror", None) or error
            raise SettingsError(f"{option} names a file of Markdown; {path}: {reason}.") from error
        markdown = MarkdownIt("commonmark", {"html": False}).enable("table")
        tokens = markdown.parse(text)
        for token in tokens:
            for inline in token.children or []:
                if inline.type == "image":
                    inline.attrs["src"] = _inside(inline, path)
                elif inline.type == "link_open" and urlsplit(str(inline.attrs["href"])).scheme:
                    inline.attrs["rel"] = "noreferrer"
        return cls(tokens, markdown)

    def html(self, tokens: Sequence[Token] | None = None) -> str:
        """The whole of it, or some of its tokens, as HTML; HTML inside it is shown as text."""
        chosen = self.tokens if tokens is None else tokens
        return str(self._markdown.renderer.render(chosen, self._markdown.options, {}))


def _inside(image: Token, text: Path) -> str:
    """A picture as a data URI."""
    source = str(image.attrs["src"])
    kind = PICTURES.get(Path(source).suffix.lower())
    if urlsplit(source).scheme or source.startswith("//") or kind is None:
        raise SettingsError(
            f"{text} shows the picture {source[:80]}; a page loads nothing from elsewhere, so "
            f"a picture is a file beside the text ({', '.join(PICTURES)})."
        )
    file = text.parent / unquote(source)
    try:
        content = file.read_bytes()
    except OSError as error:
        reason = error.strerror or error
        raise SettingsError(
            f"{text} shows a picture that cannot be read; {file}: {reason}."
        ) from error
    return f"data:{kind};base64,{base64.b64encode(content).decode()}"
