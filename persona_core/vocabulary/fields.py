"""Every field that a file, a form or a chart may name, declared once: key, label, type, unit, synonyms."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from persona_core.kit.words import N_
from persona_core.vocabulary.models import ListName

Type = Literal["text", "long_text", "count", "money", "percent", "date", "term", "enum", "names", "flag", "words"]


@dataclass(frozen=True)
class FieldSpec:
    """One field: `label` is a catalogue text, `synonyms` are headers it goes by in files (zh and en)."""

    key: str
    label: str
    type: Type = "text"
    list: str | None = None
    unit: str = ""
    synonyms: tuple[str, ...] = ()
    more: bool = False
    serves: str = ""
    limit: int = 500


def _spec(key: str, label: str, synonyms: str = "", **rest: object) -> FieldSpec:
    return FieldSpec(key, label, synonyms=tuple(s.strip() for s in synonyms.split("|") if s.strip()), **rest)


PEOPLE_UNIT = N_("people")
YEAR_MONEY_UNIT = N_("per year")

FIELDS: dict[str, FieldSpec] = {
    spec.key: spec
    for spec in (
        _spec(
            "external_id",
            N_("External id"),
            "编号|客户编号|公司编号|商机编号|单号|id|ID|外部编号|客户ID|account id|account_id|company id|contact id|contact_id|customer id|CustomerID|opportunity id|opportunity_id|deal id|record id|external id",
        ),
        _spec(
            "name",
            N_("Name"),
            "名称|企业|企业名称|公司|公司名称|客户|客户名称|公司名|单位名称|门店名称|company|company name|company_name|CompanyName|account name|account|customer|customer name|name|organization|organisation",
            limit=10000,
        ),
        _spec(
            "status",
            N_("Customer status"),
            "客户状态|状态|阶段状态|status|customer status|lifecycle stage",
            type="enum",
            list="status",
            serves=N_("who counts as signed, and who is still to win"),
        ),
        _spec(
            "industry",
            N_("Industry"),
            "行业|所属行业|行业类别|行业分类|industry|sector|vertical",
            type="term",
            list=ListName.INDUSTRY,
            serves=N_("which lists to buy and which events to go to"),
        ),
        _spec("region", N_("Region"), "区域|地区|省份|城市|所在地|region|country|city|location|territory", more=True),
        _spec(
            "headcount",
            N_("Headcount"),
            "人数|员工人数|员工数|规模|公司规模|人员规模|企业规模|employees|headcount|employee count|number of employees|employee_band|company size|size",
            type="count",
            unit=PEOPLE_UNIT,
            serves=N_("how long the decision chain is"),
        ),
        _spec(
            "annual_revenue",
            N_("Annual revenue"),
            "年营收|年营业额|营收|营业额|年收入|收入|年销售额|annual revenue|revenue|estimated_revenue_band|revenue band|turnover",
            type="money",
            unit=YEAR_MONEY_UNIT,
            serves=N_("whether they can pay"),
        ),
        _spec(
            "business_model",
            N_("Business model"),
            "商业模式|盈利模式|靠什么赚钱|business model|how it earns",
            serves=N_("what they earn money with, so what to promise"),
        ),
        _spec(
            "operating_model",
            N_("Operating model"),
            "业务模式|运作模式|业务怎么跑|operating model|how the work runs",
            serves=N_("which part of their work we change"),
        ),
        _spec(
            "prior_product",
            N_("Used before"),
            "用过的同类产品|原用产品|之前用什么|在用产品|同类产品|竞品|prior product|previous product|used before|current solution|incumbent",
            serves=N_("what we replace"),
        ),
        _spec(
            "prior_kind",
            N_("Kind of prior solution"),
            "同类产品类型|原方案类型|替代类型|prior kind|prior solution kind",
            type="enum",
            list="prior_kind",
            serves=N_("how ready they are to change"),
        ),
        _spec(
            "lead_source",
            N_("Lead source"),
            "线索来源|来源|客户来源|渠道|获客渠道|lead source|lead_source|source|channel|original source",
            type="term",
            list=ListName.LEAD_SOURCE,
            serves=N_("where to look for the next ones"),
        ),
        _spec("referrer", N_("Referrer"), "介绍人|推荐人|转介绍人|referrer|referred by|referral"),
        _spec(
            "owner",
            N_("Sales owner"),
            "负责销售|销售|销售负责人|负责人|跟进人|owner|sales owner|account owner|owner_rep_id|sales rep|rep",
        ),
        _spec(
            "annual_fee",
            N_("Annual fee"),
            "年费|合同年费|年合同额|annual fee|acv|arr|annual contract value",
            type="money",
            unit=YEAR_MONEY_UNIT,
            serves=N_("what a customer is worth"),
        ),
        _spec(
            "signed_on",
            N_("Signed on"),
            "签约日|签约日期|签约时间|签单日期|合同开始|成交日期|signed on|signed|sign date|close date|contract start|customer_start_at",
            type="date",
        ),
        _spec(
            "ends_on",
            N_("Contract ends"),
            "到期日|到期日期|到期时间|合同到期|ends on|end date|contract end|expires|renewal date",
            type="date",
            serves=N_("whom to see before renewal"),
        ),
        _spec(
            "problem",
            N_("Problem to solve"),
            "希望解决的问题|要解决的问题|痛点|需求|主要痛点|problem|pain|pain point|needs",
            type="long_text",
            limit=2000,
            serves=N_("what to say first"),
        ),
        _spec("value_chain", N_("Place in the value chain"), "产业链位置|产业链|上下游|value chain", more=True),
        _spec(
            "growth_stage",
            N_("Growth stage"),
            "发展阶段|企业阶段|融资阶段|growth stage|stage of growth|process_maturity_band|funding stage",
            more=True,
        ),
        _spec("culture", N_("Culture"), "文化|企业文化|culture", more=True, limit=500),
        _spec(
            "org_structure",
            N_("Organisation"),
            "组织架构|架构|organisation|organization structure|org structure",
            more=True,
            limit=500,
        ),
        _spec(
            "growth_rate",
            N_("Growth per year"),
            "增速|增长率|年增速|growth|growth rate",
            type="percent",
            unit="%",
            more=True,
        ),
        _spec(
            "note",
            N_("Note"),
            "备注|说明|业务概览|note|notes|comment|remarks|description",
            type="long_text",
            limit=10000,
            more=True,
        ),
        _spec(
            "company_external_id",
            N_("Company's external id"),
            "公司编号|企业编号|所属公司编号|客户编号|客户ID|company external id|account_id|account id|company id|CustomerID|customer id",
        ),
        _spec(
            "company",
            N_("Company"),
            "企业|公司|客户|企业名称|公司名称|客户名称|所属企业|所属公司|company|company name|company_name|CompanyName|account|account name|customer",
        ),
        _spec("title", N_("Job title"), "职务|头衔|职称|job title|job_title|title|ContactTitle|contact title"),
        _spec(
            "position",
            N_("Position"),
            "岗位|职位|角色岗位|position|post",
            type="term",
            list=ListName.POSITION,
            serves=N_("whose seat it is in the decision chain"),
        ),
        _spec("function", N_("Function"), "职能|部门|职能部门|function|department|role_function"),
        _spec("phone", N_("Phone"), "电话|手机|手机号|联系电话|phone|mobile|tel|telephone"),
        _spec("email", N_("E-mail"), "邮箱|电子邮箱|邮件|email|e-mail|mail"),
        _spec(
            "person_name",
            N_("Person's name"),
            "姓名|联系人|联系人姓名|name|contact|contact name|ContactName|full name|person",
        ),
        _spec("product", N_("Product"), "产品|产品名称|购买产品|product|product name|item"),
        _spec(
            "value",
            N_("Deal value"),
            "金额|商机金额|成交金额|合同金额|预计金额|value|amount|deal value|estimated_acv|deal amount",
            type="money",
        ),
        _spec(
            "pushed_by",
            N_("Pushed by"),
            "推动人|谁推动|内部推动|推动岗位|pushed by|champion|sponsor",
            type="term",
            list=ListName.POSITION,
            serves=N_("whose word carries a deal"),
        ),
        _spec(
            "outcome",
            N_("Outcome"),
            "结果|赢单结果|成交结果|商机状态|商机结果|outcome|result|close_outcome|deal status|status|won/lost",
            type="enum",
            list="outcome",
        ),
        _spec(
            "lost_reason",
            N_("Lost because"),
            "丢单原因|输单原因|流失原因|失败原因|lost reason|loss reason|closed lost reason|reason",
        ),
        _spec("opened_on", N_("Opened on"), "创建日期|建单日期|立单日期|opened on|created on|open date", type="date"),
        _spec(
            "deal_external_id",
            N_("Deal's external id"),
            "商机编号|单号|商机ID|deal external id|deal id|opportunity_id|opportunity id",
        ),
        _spec("stage", N_("Stage"), "阶段|环节|路径阶段|旅程阶段|stage|journey stage|phase"),
        _spec("date", N_("Date"), "日期|时间|发生日期|进入日期|date|day|when|entered on|timestamp", type="date"),
        _spec("teller", N_("Told by"), "讲述人|谁说的|受访人|口述人|teller|told by|interviewee|author"),
        _spec("source", N_("Source"), "信息来源|来源|出处|source|source function", type="term", list=ListName.SOURCE),
        _spec(
            "told_on",
            N_("Told on"),
            "访谈日期|记录日期|日期|讲述日期|told on|date|interview date|recorded on",
            type="date",
        ),
        _spec("story_title", N_("Title"), "标题|题目|title|subject|headline"),
        _spec(
            "text",
            N_("Text"),
            "正文|内容|故事|文本|访谈记录|text|story|body|content|transcript",
            type="long_text",
            limit=100000,
        ),
        _spec("tags", N_("Tags"), "标签|tag|tags|labels", type="names"),
    )
}

COMPANY_KEYS = (
    "name",
    "status",
    "industry",
    "headcount",
    "business_model",
    "operating_model",
    "annual_revenue",
    "prior_product",
    "prior_kind",
    "problem",
    "region",
    "value_chain",
    "growth_stage",
    "culture",
    "org_structure",
    "growth_rate",
    "owner",
    "note",
)
"""Fields a company row holds itself."""

DEAL_KEYS = (
    "product",
    "value",
    "lead_source",
    "referrer",
    "pushed_by",
    "outcome",
    "lost_reason",
    "annual_fee",
    "signed_on",
    "ends_on",
    "opened_on",
)
"""Fields a deal row holds; a company shows those of its latest deal."""

LATEST_DEAL_KEYS = ("lead_source", "referrer", "annual_fee", "signed_on", "ends_on")
"""Fields of the latest deal that a company's sheet may carry."""

PERSON_KEYS = ("name", "title", "position", "function", "phone", "email")

IMPORT_KEYS: dict[str, dict[str, str]] = {
    "companies": {k: k for k in ("external_id", *COMPANY_KEYS[:-1], *LATEST_DEAL_KEYS, "note")},
    "people": {
        "external_id": "external_id",
        "company_external_id": "company_external_id",
        "company": "company",
        "name": "person_name",
        **{k: k for k in PERSON_KEYS[1:]},
    },
    "deals": {k: k for k in ("external_id", "company_external_id", "company", "owner", *DEAL_KEYS)},
    "stage-events": {k: k for k in ("deal_external_id", "company_external_id", "company", "stage", "date")},
    "stories": {
        "external_id": "external_id",
        "company": "company",
        "stage": "stage",
        "position": "position",
        "teller": "teller",
        "source": "source",
        "told_on": "told_on",
        "title": "story_title",
        "text": "text",
        "tags": "tags",
    },
}
"""Keys that each kind of import takes, and the field that describes the key."""


def spec(kind: str, key: str) -> FieldSpec:
    """The description of an import key, such as `people`/`name`."""
    return FIELDS[IMPORT_KEYS[kind][key]]
