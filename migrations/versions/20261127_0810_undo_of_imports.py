"""imports can be undone"""

import sqlalchemy as sa
from alembic import op

revision = 'a81f4c6d20e7'
down_revision = 'a8f47c2e9d15'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('batch_trace',
    sa.Column('batch_id', sa.Uuid(), nullable=False),
    sa.Column('name', sa.String(length=40), nullable=False),
    sa.Column('made', sa.LargeBinary(), nullable=False),
    sa.Column('rows', sa.JSON(), nullable=False),
    sa.ForeignKeyConstraint(['batch_id'], ['import_batch.id'], name=op.f('fk_batch_trace_batch_id_import_batch'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('batch_id', 'name', name=op.f('pk_batch_trace')),
    )
    op.add_column('import_batch', sa.Column('undone_at', sa.DateTime(timezone=True), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table('import_batch') as batch_op:
        batch_op.drop_column('undone_at')
    op.drop_table('batch_trace')
