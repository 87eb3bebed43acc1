"""an index holds all that counting a journey reads of its dates, stage by stage"""

from alembic import op

revision = 'a9d27e4f6b13'
down_revision = 'f15b8d3c90e7'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.drop_index('ix_stage_event_stage', 'stage_event')
    op.create_index('ix_stage_event_stage', 'stage_event', ['workspace_id', 'stage_num', 'deal_num', 'day'])


def downgrade() -> None:
    op.drop_index('ix_stage_event_stage', 'stage_event')
    op.create_index('ix_stage_event_stage', 'stage_event', ['workspace_id', 'stage_num'])
