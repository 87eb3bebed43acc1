"""indexes hold what counting a journey by company reads of companies and of which deals are theirs"""

from alembic import op

revision = 'f15b8d3c90e7'
down_revision = 'f2b6d09c5a17'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index('ix_company_counting', 'company', ['workspace_id', 'num', 'status', 'id'])
    op.create_index('ix_deal_company', 'deal', ['company_id', 'num'])
    op.drop_index('ix_deal_company_id', 'deal')


def downgrade() -> None:
    op.create_index('ix_deal_company_id', 'deal', ['company_id'])
    op.drop_index('ix_deal_company', 'deal')
    op.drop_index('ix_company_counting', 'company')
