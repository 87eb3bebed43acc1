"""what a seat says carries its chain and position, so that all chains are counted in one pass"""

import sqlalchemy as sa
from alembic import op

revision = '3c9f2a7d51be'
down_revision = '3fa1108ac459'
branch_labels = None
depends_on = None

PLACES = {
    'seat_moment': {'seat_id': 'position'},
    'listening': {'seat_id': 'position', 'to_seat_id': 'to_position'},
}
COUNTED = {
    'seat_moment': ['workspace_id', 'moment', 'position', 'stance', 'chain_id', 'veto', 'share', 'kept', 'total'],
    'listening': ['workspace_id', 'moment', 'position', 'to_position', 'chain_id'],
}


def upgrade() -> None:
    op.create_index('ux_seat_place', 'seat', ['id', 'chain_id', 'position'], unique=True)
    op.create_index('ix_seat_typical', 'seat', ['workspace_id', 'position', 'chain_id', 'buying_role'])
    for table, places in PLACES.items():
        with op.batch_alter_table(table) as batch_op:
            batch_op.add_column(sa.Column('chain_id', sa.Uuid(), nullable=True))
            for position in places.values():
                batch_op.add_column(sa.Column(position, sa.String(length=200), nullable=True))
        copied = [f'chain_id = (SELECT chain_id FROM seat WHERE seat.id = {table}.seat_id)']
        copied += [
            f'{position} = (SELECT position FROM seat WHERE seat.id = {table}.{seat})' for seat, position in places.items()
        ]
        op.execute(f'UPDATE {table} SET {", ".join(copied)}')
        with op.batch_alter_table(table) as batch_op:
            batch_op.alter_column('chain_id', existing_type=sa.Uuid(), nullable=False)
            for seat, position in places.items():
                batch_op.alter_column(position, existing_type=sa.String(length=200), nullable=False)
                batch_op.drop_constraint(f'fk_{table}_{seat}_seat', type_='foreignkey')
                batch_op.create_foreign_key(
                    f'fk_{table}_{seat}_seat',
                    'seat',
                    [seat, 'chain_id', position],
                    ['id', 'chain_id', 'position'],
                    ondelete='CASCADE',
                    onupdate='CASCADE',
                )
            batch_op.create_index(f'ix_{table}_typical', COUNTED[table])


def downgrade() -> None:
    for table, places in PLACES.items():
        with op.batch_alter_table(table) as batch_op:
            batch_op.drop_index(f'ix_{table}_typical')
            for seat, position in places.items():
                batch_op.drop_constraint(f'fk_{table}_{seat}_seat', type_='foreignkey')
                batch_op.create_foreign_key(f'fk_{table}_{seat}_seat', 'seat', [seat], ['id'], ondelete='CASCADE')
                batch_op.drop_column(position)
            batch_op.drop_column('chain_id')
    op.drop_index('ix_seat_typical', 'seat')
    op.drop_index('ux_seat_place', 'seat')
