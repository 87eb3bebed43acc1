"""Customer case studies as Markdown files, invented: the shape of such that companies publish about their customers.

A head names the customer as `title`, one customer has two files, words are bold, in lists and beside pictures, and
no file says at which stage it was told.
"""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

NET, TRIP = "断网就瞎", "升级靠人跑"


class Case(NamedTuple):
    """One file: whose it is, what it is about, and the words in it that carry a theme."""

    customer: str
    about: str
    theme: str
    words: str
    rest: str


CASES = (
    Case("泊远港务", "龙门吊巡检", NET, "码头风一大网就断，吊机的数半天传不上来", "补录要两个班的人。"),
    Case("泊远港务", "堆场车辆调度", TRIP, "四十台车载机要一台台开回来升级", "一次升级停两天。"),
    Case("青棠热力", "换热站无人值守", NET, "换热站在地下室，没信号就等于没数据", "夜里只能派人守着。"),
    Case("云桐乳业", "牧场环境监测", NET, "牧场隔着两座山，网断了喷淋就停", "奶牛中暑过一回。"),
    Case("砺川矿山", "井下皮带监控", NET, "井下一断网，皮带跑偏没人知道", "等地面发现已经撕了六米。"),
    Case("禾昌冷链", "冷藏车温控", NET, "车进隧道就断，温度曲线中间空着一截", "客户拿空的那一截拒收。"),
    Case("岚光风电", "风机振动分析", TRIP, "换一个算法要爬三十座塔", "爬一座半天，还得等没风。"),
    Case("澜庭物业", "电梯安全", NET, "机房信号差，困人报警晚了七分钟", "业主把录音发到了群里。"),
    Case("序章书馆", "自助借还", TRIP, "二十个分馆的机器都要人去插卡升级", "管理员一周跑不完。"),
    Case("启衡检测", "实验室仪器", NET, "一停网仪器的数就存在本机，回头谁也不记得拷", "报告少过三页。"),
    Case("麦野农机", "播种机作业", NET, "地里没有基站，播了多少亩晚上才知道", "补贴按亩算，差一亩都要说清。"),
    Case("桥湾充电", "充电桩运营", TRIP, "改一次价要跑遍四百根桩", "节前改价改到半夜。"),
    Case("木渎陶瓷", "窑炉控温", TRIP, "窑上的控制器只能趁停窑去升级", "一年就停两回。"),
)


def text_of(case: Case) -> str:
    """The words below the head of a file."""
    return (
        f"# {case.customer}{case.about}的落地实践\n\n"
        f"![logo](../../static/img/{len(case.about)}.png)\n\n"
        f"**{case.customer}**做{case.about}已经有六年，现场设备几百台，分在不同的地方。\n\n"
        f"## 遇到的问题\n\n"
        f"- 设备型号多，{case.words}。{case.rest}\n- 数据要先到中心再算，来回慢。\n\n"
        f"## 怎么做的\n\n把一部分判断放到现场的小盒子里，通了网再对一遍。先上了两个点，跑了一个季度才铺开。\n"
    )


def write_files(folder: Path) -> list[Path]:
    """All files, as they lie in a folder."""
    paths = []
    for number, case in enumerate(CASES):
        path = folder / f"case-{number:02}.mdx"
        head = f"date: 2024-03-{number + 1:02}\ntitle: {case.customer}\nsubTitle: {case.about}\n"
        head += f"description: {case.customer}用小盒子做{case.about}\ntags:\n  - 用户案例\n"
        path.write_text(f"---\n{head}---\n\n{text_of(case)}", encoding="utf-8")
        paths.append(path)
    return paths
