"""The command line: parses the arguments and runs a command of `commands`."""

from __future__ import annotations

import sys
from typing import Annotated, Any, Protocol, Union

import tyro
from tyro.conf import subcommand

from latentwalk import __version__
from latentwalk.commands.adopt import Adopt
from latentwalk.commands.diagnose import Diagnose
from latentwalk.commands.encode import Encode
from latentwalk.commands.evaluate import Evaluate
from latentwalk.commands.export import Export
from latentwalk.commands.grid import Grid
from latentwalk.commands.info import Info
from latentwalk.commands.models import Models
from latentwalk.commands.open import Open
from latentwalk.commands.plot import Plot
from latentwalk.commands.sample import Sample
from latentwalk.commands.train import Train
from latentwalk.commands.walk import Walk
from latentwalk.commands.window import Window
from latentwalk.errors import LatentwalkError
from latentwalk.terminal.console import escape_unencodable


class Command(Protocol):
    """A parsed command line."""

    def run(self) -> None:
        """Run the command."""


COMMANDS: dict[str, type[Command]] = {
    "open": Open,
    "window": Window,
    "adopt": Adopt,
    "export": Export,
    "train": Train,
    "sample": Sample,
    "grid": Grid,
    "walk": Walk,
    "plot": Plot,
    "encode": Encode,
    "evaluate": Evaluate,
    "diagnose": Diagnose,
    "models": Models,
    "info": Info,
}
DESCRIPTION = """Walk, understand and share the latent space of a generative model.

Without a command, it opens the gallery of shipped models. MODEL is a gallery name (latentwalk
models) or the path of a model folder; open, adopt and export also take models of your own."""
HELP = ("-h", "--help")
BAD_INPUT, INTERRUPTED = 2, 130


def main(arguments: list[str] | None = None) -> None:
    """Run a command line, by default the process's own, and exit with its status.

    0: success. 2: invalid input, with a message on standard error. 130: interrupted.
    """
    arguments = sys.argv[1:] if arguments is None else arguments
    escape_unencodable(sys.stdout)
    if arguments == ["--version"]:
        print(f"latentwalk {__version__}")
        return
    if not arguments or (arguments[0].startswith("-") and arguments[0] not in HELP):
        arguments = ["open", *arguments]
    try:
        _parse(arguments).run()
    except LatentwalkError as error:
        print(f"latentwalk: {error}", file=sys.stderr)
        raise SystemExit(BAD_INPUT) from None
    except MemoryError:
        print("latentwalk: Not enough memory: reduce the number of images.", file=sys.stderr)
        raise SystemExit(BAD_INPUT) from None
    except KeyboardInterrupt:
        raise SystemExit(INTERRUPTED) from None
    except BrokenPipeError:  # whoever read our output closed it, which is not an error
        sys.stderr.close()


def _parse(arguments: list[str]) -> Command:
    name = arguments[0]
    if name in COMMANDS:
        return tyro.cli(
            COMMANDS[name],
            prog=f"latentwalk {name}",
            args=arguments[1:],
            config=(tyro.conf.FlagCreatePairsOff,),
        )
    kinds = tuple(
        Annotated[kind, subcommand(name, description=(kind.__doc__ or "").partition("\n")[0])]
        for name, kind in COMMANDS.items()
    )
    either: Any = Union[kinds]  # noqa: UP007  built at run time
    chosen: Command = tyro.cli(either, prog="latentwalk", description=DESCRIPTION, args=arguments)
    return chosen
