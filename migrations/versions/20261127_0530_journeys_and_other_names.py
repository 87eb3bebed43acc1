"""one of several journeys is the main one, and a stage knows the other names that files call it by"""

import sqlalchemy as sa
from alembic import op

revision = '8b1d4e60c2f7'
down_revision = '5d0b7e19c3a2'
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table('journey') as batch_op:
        batch_op.add_column(sa.Column('main', sa.Boolean(), nullable=True))
    op.execute(sa.text('UPDATE journey SET main = :no').bindparams(no=False))
    with op.batch_alter_table('journey') as batch_op:
        batch_op.alter_column('main', existing_type=sa.Boolean(), nullable=False)
    with op.batch_alter_table('stage') as batch_op:
        batch_op.add_column(sa.Column('aliases', sa.JSON(), nullable=True))
    op.execute("UPDATE stage SET aliases = '[]'")
    with op.batch_alter_table('stage') as batch_op:
        batch_op.alter_column('aliases', existing_type=sa.JSON(), nullable=False)


def downgrade() -> None:
    with op.batch_alter_table('stage') as batch_op:
        batch_op.drop_column('aliases')
    with op.batch_alter_table('journey') as batch_op:
        batch_op.drop_column('main')
