"""The same stories count the same on PostgreSQL, where a UUID is not text."""

from __future__ import annotations

from persona_core import migrate
from persona_core.access.queries import viewer_for
from persona_core.exchange.workspaces import open_workspace
from persona_core.kit.db import Database
from persona_core.stories import queries
from persona_core.stories.views import StoryFilter
from tests.factories.stories import customer, stage_id, tell


def test_themes_and_lists_on_postgresql(postgres_url, t):
    migrate.upgrade(postgres_url)
    database = Database(postgres_url)
    with database.write() as session:
        viewer = viewer_for(open_workspace(session, name="here", title="", lang="zh"), "zh")
        one, two = customer(session, viewer, "海棠"), customer(session, viewer, "禾木")
        tell(session, viewer, one, "太贵了。", "嫌贵", stage="签约", positions=["CEO"])
        tell(session, viewer, two, "还行。", stage="签约")
        tell(session, viewer, None, "不知道谁说的。", "嫌贵")
    with database.read() as session:
        found = queries.material(session, viewer)
        theme = queries.themes(session, viewer, t, stage_id=stage_id(session, viewer, "签约"), found=found)[0]
        assert (theme.name, theme.k, theme.asked, theme.company_ids) == ("嫌贵", 1, 2, (one.id,))
        assert theme.quotes[0].text == "太贵了。"
        assert found.coverage() == queries.coverage(session, viewer)
        assert found.tag_counts() == queries.tag_counts(session, viewer)
        assert len(queries.story_list(session, viewer, t, StoryFilter(text="太贵"), limit=5)) == 1
    database.close()
