"""a workspace has fields of its own for its companies"""

import sqlalchemy as sa
from alembic import op

revision = 'c3d94b70f2a6'
down_revision = 'b93d5e7f1a08'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        'field_def',
        sa.Column('id', sa.Uuid(), nullable=False),
        sa.Column('workspace_id', sa.Uuid(), nullable=False),
        sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
        sa.Column('updated_at', sa.DateTime(timezone=True), nullable=False),
        sa.Column('version', sa.Integer(), nullable=False),
        sa.Column('code', sa.String(length=12), nullable=False),
        sa.Column('label', sa.String(length=60), nullable=False),
        sa.Column('label_key', sa.String(length=200), nullable=False),
        sa.Column('kind', sa.String(length=20), nullable=False),
        sa.Column('sort', sa.Integer(), nullable=False),
        sa.Column('retired', sa.Boolean(), nullable=False),
        sa.Column('on_card', sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ['workspace_id'], ['workspace.id'], name=op.f('fk_field_def_workspace_id_workspace'), ondelete='CASCADE'
        ),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_field_def')),
        sa.UniqueConstraint('workspace_id', 'code', name=op.f('uq_field_def_workspace_id_code')),
        sa.UniqueConstraint('workspace_id', 'label_key', name=op.f('uq_field_def_workspace_id_label_key')),
    )
    op.create_index(op.f('ix_field_def_workspace_id'), 'field_def', ['workspace_id'])


def downgrade() -> None:
    op.drop_table('field_def')
