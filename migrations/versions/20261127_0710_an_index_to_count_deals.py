"""an index holds what counting a journey reads of every deal"""

from alembic import op

revision = 'd4f71c2e9a08'
down_revision = 'b70d3f5c1e86'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index('ix_deal_counting', 'deal', ['workspace_id', 'num', 'outcome', 'pushed_by'])


def downgrade() -> None:
    op.drop_index('ix_deal_counting', 'deal')
