"""a moment is kept while nobody has a say yet; until now every stored one was decided"""

import sqlalchemy as sa
from alembic import op

revision = '5d0b7e19c3a2'
down_revision = '3c9f2a7d51be'
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table('chain_moment') as batch_op:
        batch_op.add_column(sa.Column('decided', sa.Boolean(), server_default=sa.true(), nullable=False))


def downgrade() -> None:
    with op.batch_alter_table('chain_moment') as batch_op:
        batch_op.drop_column('decided')
