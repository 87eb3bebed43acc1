"""a moment says how much influence is not known to stand anywhere, and whether an experience is given"""

import sqlalchemy as sa
from alembic import op

revision = 'e2b86a90cf14'
down_revision = 'a41c9be07d35'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column('chain_moment', sa.Column('unknown', sa.Float(), server_default='0', nullable=False))
    op.add_column('chain_moment', sa.Column('anchored', sa.Boolean(), server_default=sa.false(), nullable=False))
    op.execute("""
        UPDATE chain_moment SET
            unknown = COALESCE((
                SELECT SUM(said.total) FROM seat JOIN seat_moment AS said ON said.seat_id = seat.id
                WHERE seat.chain_id = chain_moment.chain_id AND said.moment = chain_moment.moment
                AND said.stance IS NULL
            ), 0),
            anchored = EXISTS (
                SELECT 1 FROM seat JOIN anchor ON anchor.seat_id = seat.id
                WHERE seat.chain_id = chain_moment.chain_id AND anchor.moment = chain_moment.moment
            )
    """)
    op.create_index('ix_chain_moment_open', 'chain_moment', ['workspace_id', 'moment', 'anchored', 'unknown'])


def downgrade() -> None:
    op.drop_index('ix_chain_moment_open', 'chain_moment')
    with op.batch_alter_table('chain_moment') as batch_op:
        batch_op.drop_column('anchored')
        batch_op.drop_column('unknown')
