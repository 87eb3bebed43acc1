"""what was said of company names: which company they mean too, and which they do not"""

import sqlalchemy as sa
from alembic import op

revision = 'd5e17a92c4b8'
down_revision = 'c3d94b70f2a6'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        'company_name',
        sa.Column('id', sa.Uuid(), nullable=False),
        sa.Column('workspace_id', sa.Uuid(), nullable=False),
        sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
        sa.Column('updated_at', sa.DateTime(timezone=True), nullable=False),
        sa.Column('version', sa.Integer(), nullable=False),
        sa.Column('company_id', sa.Uuid(), nullable=False),
        sa.Column('name', sa.Text(), nullable=False),
        sa.Column('digest', sa.String(length=64), nullable=False),
        sa.Column('same', sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ['workspace_id'], ['workspace.id'], name=op.f('fk_company_name_workspace_id_workspace'), ondelete='CASCADE'
        ),
        sa.ForeignKeyConstraint(
            ['company_id'], ['company.id'], name=op.f('fk_company_name_company_id_company'), ondelete='CASCADE'
        ),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_company_name')),
        sa.UniqueConstraint(
            'workspace_id', 'company_id', 'digest', name=op.f('uq_company_name_workspace_id_company_id_digest')
        ),
    )
    op.create_index(op.f('ix_company_name_workspace_id'), 'company_name', ['workspace_id'])
    op.create_index(op.f('ix_company_name_company_id'), 'company_name', ['company_id'])
    op.create_index('ix_company_name_digest', 'company_name', ['workspace_id', 'digest'])


def downgrade() -> None:
    op.drop_table('company_name')
