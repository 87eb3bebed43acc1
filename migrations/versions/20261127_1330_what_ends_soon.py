"""an index finds the contracts that end up to a day"""

from alembic import op

revision = 'f2b6d09c5a17'
down_revision = 'e8a3c61f7b24'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index('ix_deal_ending', 'deal', ['workspace_id', 'outcome', 'ends_on'])


def downgrade() -> None:
    op.drop_index('ix_deal_ending', 'deal')
