"""what was said of two names of a file: that they mean one company, or two"""

import sqlalchemy as sa
from alembic import op

revision = 'a17c4e9d52f3'
down_revision = 'd5e17a92c4b8'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        'name_pair',
        sa.Column('id', sa.Uuid(), nullable=False),
        sa.Column('workspace_id', sa.Uuid(), nullable=False),
        sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
        sa.Column('updated_at', sa.DateTime(timezone=True), nullable=False),
        sa.Column('version', sa.Integer(), nullable=False),
        sa.Column('name', sa.Text(), nullable=False),
        sa.Column('other', sa.Text(), nullable=False),
        sa.Column('digest', sa.String(length=64), nullable=False),
        sa.Column('other_digest', sa.String(length=64), nullable=False),
        sa.Column('same', sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ['workspace_id'], ['workspace.id'], name=op.f('fk_name_pair_workspace_id_workspace'), ondelete='CASCADE'
        ),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_name_pair')),
        sa.UniqueConstraint(
            'workspace_id', 'digest', 'other_digest', name=op.f('uq_name_pair_workspace_id_digest_other_digest')
        ),
    )
    op.create_index(op.f('ix_name_pair_workspace_id'), 'name_pair', ['workspace_id'])


def downgrade() -> None:
    op.drop_table('name_pair')
