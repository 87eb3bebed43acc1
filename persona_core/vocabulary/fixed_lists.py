"""Lists whose entries are fixed in the code: their codes, what each is called, and how files spell it."""

from __future__ import annotations

from persona_core.kit.words import N_
from persona_core.vocabulary.models import TAG_KIND_LABELS, TagKind, fold

ENUMS: dict[str, dict[str, tuple[str, ...]]] = {
    "status": {
        "lead": (
            *("线索", "潜在", "潜客", "prospect", "new", "subscriber"),
            *("marketing qualified lead", "sales qualified lead", "marketingqualifiedlead", "salesqualifiedlead"),
        ),
        "talking": ("在谈", "跟进中", "洽谈", "商机", "in talks", "opportunity", "open"),
        "active": ("在用", "已签约", "客户", "成交", "签约", "customer", "active customer", "won", "evangelist"),
        "lost": ("丢单", "输单", "战败", "closed lost", "closed_lost"),
        "churned": ("流失", "已流失", "停用", "churn", "former customer"),
    },
    "prior_kind": {
        "competitor": ("竞品", "竞争对手", "同类产品", "rival"),
        "none_felt": ("没觉得有问题", "没有", "无", "none", "no problem felt"),
        "in_house": ("自研", "自己开发", "in-house", "built in-house", "homegrown"),
        "manual": ("Excel·手工", "手工", "Excel", "Excel/手工", "半手工", "spreadsheet", "by hand"),
    },
    "outcome": {
        "open": (
            *("进行中", "在谈", "未结束", "in progress", "in talks", "pending"),
            # the stages with which HubSpot's and Salesforce's pipelines start out
            *("appointment scheduled", "qualified to buy", "presentation scheduled", "decision maker bought-in"),
            *("contract sent", "prospecting", "qualification", "needs analysis", "value proposition"),
            *("id. decision makers", "perception analysis", "proposal/price quote", "negotiation/review"),
        ),
        "won": ("赢单", "成交", "签约", "已签约", "closed won", "closed_won", "win"),
        "lost": ("丢单", "输单", "战败", "closed lost", "closed_lost", "loss"),
        "churned": ("流失", "已流失", "churn"),
    },
    "tag_kind": {
        TagKind.MOTIVE: ("激励", "动机", "motivation"),
        TagKind.NEED: ("需求",),
        TagKind.CHALLENGE: ("挑战", "pain", "痛点"),
        TagKind.OBSTACLE: ("阻碍", "障碍", "barrier"),
        TagKind.HISTORY: ("历史", "经历", "background"),
        TagKind.CONCERN: ("顾虑", "担心", "worry"),
        TagKind.TRIGGER: ("触发", "契机"),
        TagKind.VALUE: ("价值", "benefit"),
        TagKind.PRAISE: ("夸奖", "好评"),
    },
}
"""List → code → other spellings in files."""

ENUM_LABELS: dict[str, dict[str, str]] = {
    "status": {
        "lead": N_("Lead"),
        "talking": N_("In talks"),
        "active": N_("Active customer"),
        "lost": N_("Lost"),
        "churned": N_("Churned"),
    },
    "prior_kind": {
        "competitor": N_("Competitor"),
        "none_felt": N_("Felt no problem"),
        "in_house": N_("Built in-house"),
        "manual": N_("Excel or by hand"),
    },
    "outcome": {"open": N_("In progress"), "won": N_("Won"), "lost": N_("Lost"), "churned": N_("Churned")},
    "tag_kind": TAG_KIND_LABELS,
}
"""List → code → what it is called, a text of the catalogue."""


def enum(list_name: str, text: str) -> str:
    """The code of a fixed list in any spelling; ValueError when there is none."""
    wanted = fold(text)
    for code, spellings in ENUMS[list_name].items():
        if wanted in {fold(x) for x in (code, ENUM_LABELS[list_name][code], *spellings)}:
            return code
    raise ValueError(text)
