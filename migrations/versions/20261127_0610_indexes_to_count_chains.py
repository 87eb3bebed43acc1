"""indexes that hold all that counting chains by status and by role looks at"""

from alembic import op

revision = 'a41c9be07d35'
down_revision = '8b1d4e60c2f7'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.drop_index('ix_seat_typical', 'seat')
    op.create_index('ix_seat_typical', 'seat', ['workspace_id', 'position', 'chain_id'])
    op.create_index('ix_seat_role', 'seat', ['workspace_id', 'buying_role', 'chain_id'])
    op.create_index('ix_chain_moment_decided', 'chain_moment', ['workspace_id', 'decided', 'chain_id', 'moment'])
    op.drop_index('ix_company_status', 'company')
    op.create_index('ix_company_status', 'company', ['workspace_id', 'status', 'id'])


def downgrade() -> None:
    op.drop_index('ix_company_status', 'company')
    op.create_index('ix_company_status', 'company', ['workspace_id', 'status'])
    op.drop_index('ix_chain_moment_decided', 'chain_moment')
    op.drop_index('ix_seat_role', 'seat')
    op.drop_index('ix_seat_typical', 'seat')
    op.create_index('ix_seat_typical', 'seat', ['workspace_id', 'position', 'chain_id', 'buying_role'])
