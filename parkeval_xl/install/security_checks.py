"""Checks of what the administration allows: macros, trusted folders, programs started by Office.

Keys of policies are those of Microsoft's templates (office16.admx, excel16.admx,
WindowsDefender.admx); docs/it.md says which of them could not be compared with a document. Nothing
here is ever changed.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial

from .answer import NATIVE, Answer, Check, Text, fault, ok, warning
from .excel_facts import NEWEST, excel
from .machine import Machine, Value, number

USER = r"HKCU\Software\Microsoft\Office\{version}\Excel\Security"
_ROOTS = (
    r"HKCU\Software\Policies\Microsoft\Office",
    r"HKLM\Software\Policies\Microsoft\Office",
    r"HKCU\Software\Policies\Microsoft\Cloud\Office",
)
_ASK: Text = (
    "由信息部门决定是否放行（见 docs/it.md）；不放行时，" + NATIVE[0],
    "the IT department decides (docs/it.md); otherwise, " + NATIVE[1],
)
_ALL, _ASKED, _SIGNED, _NONE = 1, 2, 3, 4  # values of VBAWarnings
_DEFENDER = r"HKLM\SOFTWARE\Policies\Microsoft\Windows Defender"
_RULES = r"Windows Defender Exploit Guard\ASR\Rules"
_ASR_KEYS = (rf"{_DEFENDER}\{_RULES}", rf"HKLM\SOFTWARE\Microsoft\Windows Defender\{_RULES}")
_BLOCK, _AUDIT, _WARN = 1, 2, 6


def version(machine: Machine) -> str:
    """The version in registry keys of the Excel that is there."""
    found = excel(machine)
    return found.version if found else NEWEST


def policy(machine: Machine, key: str, name: str) -> int | None:
    """A number that the administration has set for Office."""
    for root in _ROOTS:
        value = number(machine, rf"{root}\{version(machine)}\{key}", name)
        if value is not None:
            return value
    return None


def macros_may_run(machine: Machine) -> Answer:
    """The macro setting: the administration's before the person's."""
    if policy(machine, "Common", "vbaoff") == 1:
        return fault(("策略关闭了 Office 的 VBA", "a policy has switched off VBA in Office"), _ASK)
    ruled = policy(machine, r"Excel\Security", "vbawarnings")
    own = number(machine, USER.format(version=version(machine)), "VBAWarnings")
    level, by = (
        (own, ("个人设置", "the person's setting"))
        if ruled is None
        else (ruled, ("策略", "a policy"))
    )
    if level == _NONE:
        mend = (
            _ASK
            if ruled is not None
            else (
                "Excel“文件 → 选项 → 信任中心 → 宏设置”选“通过通知禁用”",
                "Excel: File, Options, Trust Center, Macro Settings: disable with notification",
            )
        )
        return fault(
            (f"{by[0]}禁用全部宏且不提示", f"{by[1]} disables all macros without a word"), mend
        )
    if level == _SIGNED:
        return fault(
            (
                f"{by[0]}只许运行有数字签名的宏，本工具的宏没有签名",
                f"{by[1]} allows signed macros only; ours are not signed",
            ),
            (
                "由信息部门用本单位的证书签名，或设受信任位置（见 docs/it.md）；否则，" + NATIVE[0],
                "the IT department signs them or sets a trusted location (docs/it.md); otherwise, "
                + NATIVE[1],
            ),
        )
    if level == _ALL:
        return warning(
            (f"{by[0]}允许一切宏自动运行", f"{by[1]} lets all macros run"),
            (
                "不安全，建议改为“通过通知禁用”；本工具不需要它",
                "unsafe; “disable with notification” is enough here",
            ),
        )
    return ok(("打开工作簿时提示，由人启用", "asked when a workbook is opened"))


def internet_macros(machine: Machine) -> Answer:
    """Macros of files that came by mail or download: blocked by policy, or by default in today's
    Excel."""
    ruled = policy(machine, r"Excel\Security", "blockcontentexecutionfrominternet")
    if ruled == 0:
        return warning(
            (
                "策略不阻止来自网络的文件中的宏",
                "a policy lets macros of files from the internet run",
            ),
            (
                "收到的文件先用 doctor 文件 核对，再启用宏",
                "verify a received file with doctor FILE before enabling",
            ),
        )
    by = ("策略", "a policy") if ruled else ("新版 Excel", "today's Excel")
    return ok(
        (
            f"来自网络的文件中的宏被{by[0]}阻止；收到的文件先用 doctor 文件 核对再解除锁定",
            (
                f"macros of files from the internet are blocked by {by[1]}; verify with doctor "
                "FILE, then unblock"
            ),
        )
    )


def trusted_locations(machine: Machine) -> Answer:
    """Folders whose workbooks run macros unasked; needed nowhere, useful where a policy allows
    nothing else."""
    key = USER.format(version=version(machine)) + r"\Trusted Locations"
    paths = [str(p) for name in machine.keys(key) if (p := machine.value(rf"{key}\{name}", "Path"))]
    if not paths:
        return ok(("没有自设的受信任位置（不需要）", "none of the person's (none is needed)"))
    if (barred := locations_barred(machine)) is not None:
        return warning(
            barred, ("受信任位置不起作用，不必再设", "trusted locations do nothing; set none")
        )
    return ok(("；".join(paths), "; ".join(paths)))


def locations_barred(machine: Machine) -> Text | None:
    """Why a person's trusted locations are of no use here; None where they are."""
    if policy(machine, r"Excel\Security\Trusted Locations", "alllocationsdisabled") == 1:
        return "策略停用了全部受信任位置", "a policy has switched off all trusted locations"
    if policy(machine, r"Common\Security\Trusted Locations", "allow user locations") == 0:
        return "策略不许个人设置受信任位置", "a policy does not let people set trusted locations"
    return None


@dataclass(frozen=True)
class Rule:
    """An attack surface reduction rule of Microsoft Defender that stops what xlwings does."""

    id: str
    guid: str
    title: Text
    stops: Text


RULES = (
    Rule(
        "asr_children",
        "d4f940ab-401b-4efc-aadc-ad5f3c50688a",
        ("规则：Office 不得启动程序", "rule: no child processes of Office"),
        ("Excel 不能启动 Python", "Excel cannot start Python"),
    ),
    Rule(
        "asr_win32",
        "92e97fa1-2edf-4476-bdd6-9dd0b4dddc7b",
        ("规则：宏不得调用 Win32 API", "rule: no Win32 API calls from macros"),
        ("宏不能载入 xlwings 的 DLL", "macros cannot load the DLL of xlwings"),
    ),
)


def rule_blocks(rule: Rule, machine: Machine) -> Answer:
    """The state of a rule: the gravest one set, by group policy, device management or on the
    machine."""
    states = list(_states(machine, rule.guid))
    if _BLOCK in states:
        return fault(
            (
                f"攻击面减少规则已启用：{rule.stops[0]}",
                f"an attack surface reduction rule is on: {rule.stops[1]}",
            ),
            _ASK,
        )
    if _WARN in states:
        return warning(
            (
                f"攻击面减少规则会警告：{rule.stops[0]}，除非人工放行",
                f"an attack surface reduction rule warns: {rule.stops[1]} unless allowed",
            ),
            _ASK,
        )
    seen = ("仅审核", "audited only") if _AUDIT in states else ("未见启用", "not seen to be on")
    return ok(
        (
            f"{seen[0]}（登记表中看不到云端下发的全部设置）",
            f"{seen[1]} (not all settings from the cloud show in the registry)",
        )
    )


def _states(machine: Machine, guid: str) -> Iterator[int | None]:
    for key in _ASR_KEYS:
        yield number(machine, key, guid)
    listed: Value = machine.value(rf"{_DEFENDER}\Policy Manager", "ASRRules") or ""  # guid=1|guid=2
    for one in str(listed).split("|"):
        name, _, state = one.partition("=")
        if name.strip().strip("{}").lower() == guid and state.strip() in ("1", "2", "6"):
            yield int(state)


CHECKS = (
    Check("macros", ("宏设置", "macro setting"), macros_may_run),
    Check("internet_macros", ("来自网络的宏", "macros from the internet"), internet_macros),
    Check("trusted", ("受信任位置", "trusted locations"), trusted_locations),
    *(Check(rule.id, rule.title, partial(rule_blocks, rule)) for rule in RULES),
)
