"""Documents as HTML."""

from markdown_it import MarkdownIt
from markupsafe import Markup

# A document is written by a model that callers can talk to: of Markdown it may use only what
# neither fetches nor leads anywhere, and HTML stays text.
_MARKDOWN = (
    MarkdownIt("commonmark", {"html": False})
    .enable("table")
    .disable(["link", "image", "autolink", "html_block", "html_inline", "reference"])
)


def document_html(markdown: str) -> Markup:
    """Returns the document as HTML. Its headings begin one level below the page's own, and leave
    out none, whatever the levels that it uses.
    """
    tokens = _MARKDOWN.parse(markdown)
    above: list[str] = []
    for token in tokens:
        if token.type == "heading_open":
            while above and above[-1] >= token.tag:
                above.pop()
            above.append(token.tag)
        if token.type in ("heading_open", "heading_close"):
            token.tag = f"h{min(6, len(above) + 2)}"
    return Markup(_MARKDOWN.renderer.render(tokens, _MARKDOWN.options, {}))  # noqa: S704 - HTML is off
