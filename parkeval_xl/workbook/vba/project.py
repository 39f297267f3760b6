"""vbaProject.bin from module texts ([MS-OVBA]): source only, no compiled code.

Office compiles the source when it opens the workbook, as it does with the files of xlwings and
EPPlus, because the version of `_VBA_PROJECT` is 0xFFFF. Nothing in the file depends on time or
chance.
"""

from __future__ import annotations

import re
import struct
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from . import cfb
from .compression import compress

Kind = Literal["workbook", "sheet", "standard"]

NAME = "ParkEvalXL"
CODE_PAGE = 1252  # source is ASCII, which every code page of Windows shares
LONGEST_LINE = 1023
_US_ENGLISH = 0x409
_WIN64 = 3
_STDOLE = (
    r"*\G{00020430-0000-0000-C000-000000000046}#2.0#0#C:\Windows\System32\stdole2.tlb#OLE "
    r"Automation"
)
_OFFICE = (
    r"*\G{2DF8D04C-5BFA-101B-BDE5-00AA0044DE52}#2.0#0#C:\Program Files\Common "
    r"Files\Microsoft Shared"
    r"\OFFICE16\MSO.DLL#Microsoft Office 16.0 Object Library"
)
REFERENCES = (("stdole", _STDOLE), ("Office", _OFFICE))
_BASE = {
    "workbook": "0{00020819-0000-0000-C000-000000000046}",
    "sheet": "0{00020820-0000-0000-C000-000000000046}",
}
_HOST_EXTENDER = "&H00000001={3832D640-CF90-11CF-8E43-00A0C911005A};VBE;&H00000000"
_VERSION = (0x68FBFAC5, 4)  # major and minor of the project; Excel accepts any
_VISIBLE = b"\xff"  # [MS-OVBA] 2.3.1.17
_NO_COMPILED_CODE = bytes.fromhex("CC61FFFF000100")  # `_VBA_PROJECT`, [MS-OVBA] 2.3.4.1


@dataclass(frozen=True)
class Module:
    """A VBA module; `source` is what its stream holds: attribute lines, then code, lines ended by
    CR LF."""

    name: str
    kind: Kind
    source: str


def module(name: str, kind: Kind, text: str) -> Module:
    """A module from the text of its file, which may be an export with header lines or bare code.

    Raises ValueError for a name VBA refuses, for text outside ASCII and for lines VBA cannot hold.
    """
    if not re.fullmatch(r"[A-Za-z][A-Za-z0-9_]{0,30}", name):
        raise ValueError(f"{name!r} is no name for a VBA module")
    code = _code(text)
    for number, line in enumerate(code.split("\n"), 1):
        if len(line) > LONGEST_LINE:
            raise ValueError(
                f"{name}, line {number}: {len(line)} characters, VBA allows {LONGEST_LINE}"
            )
        if not line.isascii():
            raise ValueError(f"{name}, line {number}: VBA source must be ASCII")
    return Module(name, kind, (_header(name, kind) + code).replace("\n", "\r\n"))


_FILE_HEADER = re.compile(r"\AVERSION .*?\nBEGIN\n.*?\nEND\n", re.S | re.I)
_MODULE_ATTRIBUTE = re.compile(
    (
        r"^Attribute VB_(?:Name|Base|GlobalNameSpace|Creatable|PredeclaredId|Exposed|TemplateDe"
        r"rived|Customizable) = .*\n"
    ),
    re.M,
)


def _code(text: str) -> str:
    """The lines below the header that every export repeats."""
    text = text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
    text = _MODULE_ATTRIBUTE.sub("", _FILE_HEADER.sub("", text))
    return text if not text or text.endswith("\n") else text + "\n"


def _header(name: str, kind: Kind) -> str:
    """The attribute lines of a module stream ([MS-VBAL] 4.2)."""
    lines = {"VB_Name": f'"{name}"'}
    if kind != "standard":
        lines |= {
            "VB_Base": f'"{_BASE[kind]}"',
            "VB_GlobalNameSpace": "False",
            "VB_Creatable": "False",
        }
        lines |= {"VB_PredeclaredId": "True", "VB_Exposed": "True", "VB_TemplateDerived": "False"}
        lines |= {"VB_Customizable": "True"}
    return "".join(f"Attribute {key} = {value}\n" for key, value in lines.items())


def build(modules: Sequence[Module]) -> bytes:
    """The vbaProject.bin holding `modules` in their order."""
    names = [m.name.lower() for m in modules]
    if len(set(names)) < len(names):
        raise ValueError("two modules have one name; VBA ignores case")
    identity = f"{{{uuid.uuid5(uuid.NAMESPACE_URL, NAME)}}}".upper()
    vba = {"_VBA_PROJECT": _NO_COMPILED_CODE, "dir": compress(_dir_stream(modules))}
    vba |= {m.name: compress(_ansi(m.source)) for m in modules}
    return cfb.write(
        {"VBA": vba, "PROJECT": _project_stream(modules, identity), "PROJECTwm": _name_map(modules)}
    )


def _ansi(text: str) -> bytes:
    return text.encode(f"cp{CODE_PAGE}")


def _wide(text: str) -> bytes:
    return text.encode("utf-16-le")


def _record(number: int, data: bytes = b"") -> bytes:
    return struct.pack("<HI", number, len(data)) + data


def _dir_stream(modules: Sequence[Module]) -> bytes:
    """Information, references and modules of the project, before compression ([MS-OVBA]
    2.3.4.2)."""
    out = b"".join(
        (
            _record(0x01, struct.pack("<I", _WIN64)),
            _record(0x02, struct.pack("<I", _US_ENGLISH)),
            _record(0x14, struct.pack("<I", _US_ENGLISH)),
            _record(0x03, struct.pack("<H", CODE_PAGE)),
            _record(0x04, _ansi(NAME)),
            _record(0x05) + _record(0x40),  # description
            _record(0x06) + _record(0x3D),  # help file
            _record(0x07, bytes(4)) + _record(0x08, bytes(4)),  # help context, library flags
            struct.pack("<HIIH", 0x09, 4, *_VERSION),
            _record(0x0C) + _record(0x3C),  # conditional compilation constants
        )
    )
    for name, library in REFERENCES:
        text = _ansi(library)
        out += _record(0x16, _ansi(name)) + _record(0x3E, _wide(name))
        out += _record(0x0D, struct.pack("<I", len(text)) + text + bytes(6))
    out += _record(0x0F, struct.pack("<H", len(modules))) + _record(0x13, b"\xff\xff")
    return out + b"".join(_module_record(m) for m in modules) + _record(0x10)


def _module_record(m: Module) -> bytes:
    """Name, stream and type of a module ([MS-OVBA] 2.3.4.2.3.2); its source begins at offset 0 of
    the stream."""
    names = _record(0x19, _ansi(m.name)) + _record(0x47, _wide(m.name))
    stream = _record(0x1A, _ansi(m.name)) + _record(0x32, _wide(m.name))
    description, offset, help_context = (
        _record(0x1C) + _record(0x48),
        _record(0x31, bytes(4)),
        _record(0x1E, bytes(4)),
    )
    kind = _record(0x21 if m.kind == "standard" else 0x22)
    return (
        names
        + stream
        + description
        + offset
        + help_context
        + _record(0x2C, b"\xff\xff")
        + kind
        + _record(0x2B)
    )


def _project_stream(modules: Sequence[Module], identity: str) -> bytes:
    """The PROJECT stream, lines of text ([MS-OVBA] 2.3.1): neither locked nor hidden, no
    password."""
    lines = [f'ID="{identity}"']
    lines += [
        f"Module={m.name}" if m.kind == "standard" else f"Document={m.name}/&H00000000"
        for m in modules
    ]
    lines += [f'Name="{NAME}"', 'HelpContextID="0"', 'VersionCompatible32="393222000"']
    lines += [f'CMG="{_obscure(bytes(4), identity, 0x5D)}"']  # protection: none
    lines += [f'DPB="{_obscure(bytes(1), identity, 0x5C)}"']  # password: none
    lines += [f'GC="{_obscure(_VISIBLE, identity, 0x9A)}"']
    lines += ["", "[Host Extender Info]", _HOST_EXTENDER, "", "[Workspace]"]
    lines += [f"{m.name}=0, 0, 0, 0, C" for m in modules]
    return _ansi("".join(line + "\r\n" for line in lines))


def _obscure(data: bytes, identity: str, seed: int) -> str:
    """`data` in the form of the protection lines of PROJECT ([MS-OVBA] 2.4.3.2); the seed is free,
    so it is fixed."""
    key = sum(identity.encode("ascii")) & 0xFF
    out = [seed, seed ^ 2, seed ^ key]
    before, last, last_but_one = key, out[2], out[1]
    for byte in b"\x07" * ((seed & 6) // 2) + struct.pack("<I", len(data)) + data:
        out.append(byte ^ ((last_but_one + before) & 0xFF))
        before, last, last_but_one = byte, out[-1], last
    return bytes(out).hex().upper()


def _name_map(modules: Sequence[Module]) -> bytes:
    """PROJECTwm: the module names in both encodings ([MS-OVBA] 2.3.3)."""
    return b"".join(_ansi(m.name) + b"\0" + _wide(m.name) + b"\0\0" for m in modules) + b"\0\0"
