"""companies and deals are found by workspace in the index of their numbers; the one of workspaces alone goes"""

from alembic import op

revision = 'c4e8a1f7d293'
down_revision = 'a9d27e4f6b13'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.drop_index('ix_company_workspace_id', 'company')
    op.drop_index('ix_deal_workspace_id', 'deal')


def downgrade() -> None:
    op.create_index('ix_deal_workspace_id', 'deal', ['workspace_id'])
    op.create_index('ix_company_workspace_id', 'company', ['workspace_id'])
