"""an index finds the stances of a chain that were noted before a day"""

import sqlalchemy as sa
from alembic import op

revision = 'e8a3c61f7b24'
down_revision = 'a17c4e9d52f3'
branch_labels = None
depends_on = None

KNOWN = sa.text('stance_on IS NOT NULL')


def upgrade() -> None:
    op.create_index(
        'ix_seat_moment_stance_on',
        'seat_moment',
        ['chain_id', 'moment', 'stance_on'],
        sqlite_where=KNOWN,
        postgresql_where=KNOWN,
    )


def downgrade() -> None:
    op.drop_index('ix_seat_moment_stance_on', 'seat_moment')
