"""Commands that say in Chinese what is wrong with a call, and in English where PARKEVAL_LANG is
en. What goes to the terminal goes through `say` or `say_json`; what nobody foresaw ends in one line
too."""

from __future__ import annotations

import json
import platform
import sys
import tempfile
import traceback
from collections.abc import Callable, Sequence
from difflib import get_close_matches
from functools import wraps
from pathlib import Path
from typing import IO, Any

import click

from . import __version__
from .language import clipped, english, escaped_in_json, first, visible, words

OK, FOUND, BAD = 0, 1, 2

force_option = click.option(
    "--force", is_flag=True, help="替换已有的文件，原文件另存为带编号的备份；缺省不替换"
)


def say(text: str, err: bool = False) -> None:
    """Print lines; whatever they quote moves no cursor and clears no screen."""
    click.echo("\n".join(map(visible, text.split("\n"))), err=err)


def say_faults(faults: Sequence[str]) -> None:
    """Print what is wrong, each fault in one line, the first few of many."""
    for line in first(faults):
        click.echo(clipped(visible(line)), err=True)


def say_json(content: Any) -> None:
    """Print JSON for programs, which a terminal can show as well."""
    click.echo(escaped_in_json(json.dumps(content, ensure_ascii=False, indent=1)))


def plainly(command: Callable[..., int | None]) -> Callable[..., None]:
    """A file that cannot be used gets one line and exit code 2, no traceback; the command's result
    is the exit code."""

    @wraps(command)
    def run(**options: Any) -> None:
        from .workbook.exchange import InputProblem
        from .workbook.problems import FileProblem

        try:
            code = command(**options)
        except FileProblem as fault:
            say_faults([words(fault.reason_zh, fault.reason_en)])
            code = BAD
        except InputProblem as fault:
            say_faults(fault.faults)
            code = BAD
        sys.exit(code or OK)

    return run


def edition_of(path: Path, native: bool) -> str:
    """The edition a file is to have: native where asked for or where the extension cannot hold
    macros."""
    from .graph import NATIVE, UDF

    return NATIVE if native or path.suffix.lower() == ".xlsx" else UDF


class Misused(click.UsageError):
    """A call that cannot be understood, told in Chinese in two lines."""

    def show(self, file: IO[Any] | None = None) -> None:
        """The fault, and where the help is."""
        click.echo(clipped(visible(self.message)), file=file, err=file is None)
        if self.ctx is not None:
            path = self.ctx.command_path
            click.echo(
                (
                    "用法："
                    f"{' '.join([path, *self.ctx.command.collect_usage_pieces(self.ctx)])}"
                    f"（帮助：{path} --help）"
                ),
                file=file,
                err=file is None,
            )


class Commands(click.Group):
    """A group whose usage errors are told in the person's language, and that ends every call with
    words."""

    def main(self, *args: Any, **extra: Any) -> Any:
        """Run a call of the command line. What nobody foresaw, a break inside a library written in
        another language included, is one line, a file for whoever mends it, and exit code 2."""
        try:
            return super().main(*args, **extra)
        except (SystemExit, KeyboardInterrupt, GeneratorExit):
            raise
        except BaseException as fault:
            say_faults([_unforeseen(fault)])
            sys.exit(BAD)

    def make_context(
        self,
        info_name: str | None,
        args: list[str],
        parent: click.Context | None = None,
        **extra: Any,
    ) -> click.Context:
        """The context of a call of the group."""
        try:
            return super().make_context(info_name, args, parent, **extra)
        except click.UsageError as fault:
            raise _explained(fault) from None

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command that is called."""
        try:
            return super().invoke(ctx)
        except click.UsageError as fault:
            raise _explained(fault) from None

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """The command of a call; an unknown one is told with those that look alike."""
        if (
            not english()
            and args
            and not args[0].startswith("-")
            and self.get_command(ctx, args[0]) is None
        ):
            near = get_close_matches(args[0], self.list_commands(ctx), 3)
            known = (
                f"是否为 {_either(near)}？"
                if near
                else f"可用：{'、'.join(self.list_commands(ctx))}"
            )
            raise Misused(f"没有命令 {args[0]}，{known}", ctx)
        return super().resolve_command(ctx, args)


def _unforeseen(fault: BaseException) -> str:
    """What is told of a fault of the program, which is written into a file of its own."""
    lines = [
        f"parkeval-xl {__version__}, Python {platform.python_version()}, {platform.platform()}",
        ascii(sys.argv),
        *traceback.format_exception(fault),
    ]
    try:
        with tempfile.NamedTemporaryFile(
            "w", prefix="parkeval-", suffix=".log", delete=False, encoding="utf-8", errors="replace"
        ) as log:
            log.write("\n".join(lines))
    except OSError:
        kind = type(fault).__name__
        return words(f"没有完成：程序出错（{kind}）", f"Not done: a fault of the program ({kind})")
    return words(
        f"没有完成：程序出错，详情在 {log.name}，请把它交给维护者",
        f"Not done: a fault of the program, written down in {log.name}; give it to the maintainers",
    )


def _explained(fault: click.UsageError) -> click.UsageError:
    help_wanted = type(fault).__name__ == "NoArgsIsHelpError"
    if english() or help_wanted or isinstance(fault, Misused):
        return fault
    return Misused(_words(fault), fault.ctx)


def _words(fault: click.UsageError) -> str:
    """A usage error in Chinese."""
    if isinstance(fault, click.NoSuchOption):
        near = fault.possibilities
        return f"没有选项 {fault.option_name}" + (f"，是否为 {_either(near)}？" if near else "")
    if isinstance(fault, click.MissingParameter):
        return f"缺少{_name(fault)}"
    if isinstance(fault, click.BadParameter):
        return f"{_name(fault)}的值不能用" + (
            f"，应为{wanted}" if (wanted := _wanted(fault.param)) else ""
        )
    if isinstance(fault, click.BadOptionUsage):
        takes_value = "requires" in fault.message
        return f"选项 {fault.option_name} " + ("后面要写值" if takes_value else "的写法不对")
    if "extra argument" in fault.message:
        return f"多出的参数：{fault.message.partition('(')[2].rstrip(')')}"
    return fault.message


def _name(fault: click.BadParameter) -> str:
    param = fault.param
    if isinstance(param, click.Option):
        return f"选项 {max(param.opts, key=len)}" + (f"（{param.help}）" if param.help else "")
    return f"参数 {param.human_readable_name}" if param is not None else "参数"


def _wanted(param: click.Parameter | None) -> str:
    """What a parameter takes, in words; empty where that is not simple."""
    kind = param.type if param is not None else None
    if isinstance(kind, click.IntRange):
        return (
            f"不小于 {kind.min} 的整数" if kind.max is None else f" {kind.min} 到 {kind.max} 的整数"
        )
    return f" {_either([str(c) for c in kind.choices])}" if isinstance(kind, click.Choice) else ""


def _either(names: Sequence[str]) -> str:
    return " 或 ".join(names)
