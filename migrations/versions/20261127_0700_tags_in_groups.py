"""a tag may stand in a group, have a colour of its own, and be known by other names"""

import sqlalchemy as sa
from alembic import op

revision = 'b70d3f5c1e86'
down_revision = 'e2b86a90cf14'
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table('tag') as batch_op:
        batch_op.add_column(sa.Column('group', sa.String(length=60), server_default='', nullable=False))
        batch_op.add_column(sa.Column('colour', sa.String(length=20), server_default='', nullable=False))
        batch_op.add_column(sa.Column('aliases', sa.JSON(), nullable=True))
    op.execute("UPDATE tag SET aliases = '[]'")
    with op.batch_alter_table('tag') as batch_op:
        batch_op.alter_column('aliases', existing_type=sa.JSON(), nullable=False)


def downgrade() -> None:
    with op.batch_alter_table('tag') as batch_op:
        batch_op.drop_column('aliases')
        batch_op.drop_column('colour')
        batch_op.drop_column('group')
