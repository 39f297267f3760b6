"""addin/excel/customUI14.xml: the ribbon of the buttons.

A tool for developers. `python -m parkeval_xl.live.ribbon` writes the file anew after `ACTIONS`
changed; a test compares the two.
"""

from __future__ import annotations

from itertools import groupby
from pathlib import Path
from xml.sax.saxutils import quoteattr

from ..workbook.vba import sources
from .actions import ACTIONS, Action

TAB = "园区评价"
_HEAD = """\
<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<customUI xmlns="http://schemas.microsoft.com/office/2009/07/customui">
  <!-- Written by python -m parkeval_xl.live.ribbon: change the table of actions, not this text. The tag of a button holds
       the name of its action, a bar, and what the person reads where Python could not be run. -->
"""  # noqa: E501


def generate() -> str:
    """The text of the ribbon for the actions of now, line ends LF."""
    lines = [
        '  <ribbon startFromScratch="false">',
        "    <tabs>",
        f'      <tab id="parkTab" label={quoteattr(TAB)}>',
    ]
    for number, (group, actions) in enumerate(
        groupby(ACTIONS.values(), key=lambda a: a.group_zh), 1
    ):
        lines += [
            f'        <group id="parkGroup{number}" label={quoteattr(group)}>',
            *map(_button, actions),
            "        </group>",
        ]
    lines += ["      </tab>", "    </tabs>", "  </ribbon>", "</customUI>", ""]
    return _HEAD + "\n".join(lines)


def _button(action: Action) -> str:
    id = "park" + "".join(word.capitalize() for word in action.name.split("_"))
    shown = {
        "id": id,
        "label": action.label_zh,
        "size": "large",
        "imageMso": action.image,
        "onAction": "ParkRun",
        "screentip": action.label_zh,
        "supertip": action.tip_zh,
        "tag": f"{action.name}|{_words(action)}",
    }
    return (
        f"          <button {' '.join(f'{key}={quoteattr(text)}' for key, text in shown.items())}/>"
    )


def _words(action: Action) -> str:
    """What is said where Python cannot be run."""
    return (
        f"“{action.label_zh}”没有运行。请确认本机已安装 Python 和 parkeval-xl；"
        f"也可以在命令行运行：python -m parkeval_xl {action.command}"
    )


def main() -> None:
    target = Path(sources.folder(), sources.RIBBON)
    target.write_text(generate(), encoding="utf-8", newline="\n")
    print(target)


if __name__ == "__main__":
    main()
