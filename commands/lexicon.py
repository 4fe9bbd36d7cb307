"""This is `lexicon`: it checks a file of the classifier's words before it is used."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Annotated, TextIO

import typer

from catalog import Catalog
from catalog.lexicon import LEXICON, BadLexicon, load_lexicon


def run_check(path: Path, catalog: Catalog, *, out: TextIO, aside: TextIO) -> int:
    """Say that a lexicon can be used, or name its first bad entry in both languages."""
    try:
        lexicon = load_lexicon(path, learned=None)
    except BadLexicon as bad:
        thai, english = (bad.told(Catalog.load(language)) for language in ("th", "en"))
        print(
            catalog.say("lexicon.bad", file=bad.file, thai=thai, english=english),
            file=aside,
        )
        return 1
    words = sum(len(phrases) for phrases in lexicon.sections.values())
    counts = {"sections": len(lexicon.sections), "words": words, "pairs": len(lexicon.pairs)}
    print(catalog.say("lexicon.ok", file=path.name, **counts), file=out)
    return 0


def sub_app(catalog: Callable[[], Catalog]) -> typer.Typer:
    """Return the commands below `lexicon`."""
    app = typer.Typer(help="Check the classifier's words.", no_args_is_help=True)

    @app.callback()
    def _lexicon() -> None:
        """Check the classifier's words."""

    @app.command("check")
    def _check(
        file: Annotated[
            Path, typer.Argument(readable=False, help="Without it, the words in use.")
        ] = LEXICON,
    ) -> None:
        """Say ok, or name the bad entry: file, section, word and why."""
        code = run_check(
            file,
            catalog(),
            out=typer.get_text_stream("stdout"),
            aside=typer.get_text_stream("stderr"),
        )
        raise typer.Exit(code)

    return app
